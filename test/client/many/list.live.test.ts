import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { TemporalConnection } from '../../../src/client/server/connection.ts';
import { registerSearchAttributes } from '../../../src/client/server/register-search-attributes.ts';
import { readTemporalSettings } from '../../../src/config.ts';
import { type Assisfy, createAssisfy, type ListFilter, type TriggerRow } from '../../../src/index.ts';
import { assertRefused } from '../../support/assert-refused.ts';
import { eventually } from '../../support/eventually.ts';

const address = process.env['TEMPORAL_ADDRESS'] ?? '';
const namespace = `list-${process.pid}`;
const options = { temporal: { address, namespace }, email: 'list@example.com', taskQueue: 'nobody-polls-this' };
let connection: Connection;
let temporal: Client;

before(async () => {
  connection = await Connection.connect({ address });
  temporal = new Client({ connection, namespace });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await eventually('the namespace is there', () =>
    temporal.workflow
      .getHandle('nothing')
      .describe()
      .then(
        () => true,
        (error: unknown) => error instanceof Error && error.name === 'WorkflowNotFoundError',
      ),
  );
});
after(() => connection.close());

async function listed(client: Assisfy, count: number): Promise<TriggerRow[]> {
  return eventually(`${count} rows`, async () => {
    const { triggers } = await client.session().list();
    return triggers.length === count && triggers;
  });
}

describe('list, in one namespace', () => {
  test('works without search attributes: what the memo and the id tell', async (t) => {
    const client = createAssisfy(options);
    t.after(() => client.close());
    const { id } = await client.session().create({ goal: 'the first' });

    const [row] = await listed(client, 1);

    assert.equal(row?.tracking_id, id);
    assert.deepEqual([row?.goal, row?.email, row?.state, row?.stuck], ['the first', 'list@example.com', null, false]);
    assert.ok(Math.abs(Date.parse(row?.started_at ?? '') - Date.now()) < 60_000);
  });

  test('with them has the state, filters by it, and pages', async (t) => {
    const own = new TemporalConnection(readTemporalSettings(options.temporal));
    await eventually('they are registered', async () => (await registerSearchAttributes(own)).usable.length === 5);
    await own.close();
    const client = createAssisfy(options);
    t.after(() => client.close());
    const ids = await Promise.all(
      ['two', 'three', 'four'].map(async (goal) => (await client.session().create({ goal })).id),
    );
    await listed(client, 4);
    await temporal.workflow.getHandle(ids[0] ?? '').terminate('by hand');

    const stopped = await eventually('one is stopped', async () => {
      const { triggers } = await client.session().list({ state: 'stopped' });
      return triggers.length > 0 && triggers;
    });
    const scheduled = await client.session().list({ state: 'scheduled' });
    const pages: TriggerRow[][] = [];
    let page: string | null | undefined;
    do {
      const next = await client.session().list({ limit: 3, ...(page ? { page } : {}) });
      pages.push(next.triggers);
      page = next.next_page;
    } while (page !== null);

    assert.deepEqual(
      stopped.map((row) => row.tracking_id),
      [ids[0]],
    );
    assert.deepEqual(scheduled.triggers.map((row) => row.tracking_id).toSorted(), ids.slice(1).toSorted());
    assert.equal(new Set(pages.flat().map((row) => row.tracking_id)).size, 4);
    assert.ok(pages.every((rows) => rows.length <= 3));
  });

  test('filters by account, whatever characters its address has, and by next fire, all on the server', async (t) => {
    const client = createAssisfy(options);
    t.after(() => client.close());
    const emails = [
      "o'brien@example.com",
      String.raw`back\slash@example.com`,
      `"quo\\'ted"@example.com`,
      "x'OR'a'='a@b",
    ];
    const soon = new Date(Date.now() + 60_000).toISOString();
    const later = new Date(Date.now() + 7_200_000).toISOString();
    const end_at = new Date(Date.now() + 86_400_000).toISOString();
    const at = (start_at: string) => ({ start_now: false, interval: 30, start_at, end_at });
    const ids = await Promise.all(
      emails.map(async (email, index) => {
        const withAutoTrigger = at(index === 0 ? soon : later);
        return (await client.session().create({ goal: 'filtered', email, withAutoTrigger })).id;
      }),
    );
    await listed(client, 8);
    const idsOf = async (filter: ListFilter) => {
      const { triggers } = await client.session().list({ ...filter, query: "AutoTriggerEmail != 'list@example.com'" });
      return triggers.map((row) => row.tracking_id).toSorted();
    };

    for (const [index, email] of emails.entries()) assert.deepEqual(await idsOf({ email }), [ids[index]], email);
    assert.deepEqual(await idsOf({ next_fire_before: '1h' }), [ids[0]]);
    assert.deepEqual(await idsOf({ next_fire_after: '1h' }), ids.slice(1).toSorted());
    assert.deepEqual(await idsOf({ next_fire_after: '2m', next_fire_before: '90m' }), []);
    assert.deepEqual(await idsOf({ last_outcome: 'answered' }), []);
    assert.deepEqual(await idsOf({ stuck: true }), []);
    assert.deepEqual(await idsOf({ state: 'completed' }), []);
    assert.deepEqual(await idsOf({ state: 'scheduled', stuck: false }), ids.toSorted());
  });

  test('a page goes with the filter that it came from, and with no other', async (t) => {
    const client = createAssisfy(options);
    t.after(() => client.close());
    const session = client.session();
    const filter = { state: 'scheduled', next_fire_after: '-1d' } as const;

    const first = await session.list({ ...filter, limit: 2 });
    const page = first.next_page ?? '';
    const second = await session.list({ ...filter, limit: 4, page });

    const seen = [...first.triggers, ...second.triggers].map((row) => row.tracking_id);
    assert.equal(new Set(seen).size, 6);
    await assertRefused(session.list({ page }), 'InvalidRequest', /with next_fire_after "-1d" and state "scheduled"/);
    await assertRefused(session.list({ ...filter, state: 'running', page }), 'InvalidRequest', /page is of a list/);
    for (const bad of ['x', '', 'eyJ9.x', `${page}!`])
      await assertRefused(session.list({ ...filter, page: bad }), 'InvalidRequest', /not a next_page/);
  });

  test('a query of the caller narrows a list and cannot widen it; what is wrong with a filter is said by field', async (t) => {
    const client = createAssisfy(options);
    t.after(() => client.close());
    const { workflowId } = await temporal.workflow.start('other', {
      workflowId: 'other',
      taskQueue: 'nobody-polls-this',
    });
    t.after(() => temporal.workflow.getHandle(workflowId).terminate());
    const list = (filter: ListFilter) => client.session().list(filter);

    const narrowed = await list({ query: "WorkflowType = 'other' OR AutoTriggerEmail = 'list@example.com'" });

    assert.equal(narrowed.triggers.length, 3, 'the first has no search attributes');
    for (const [query, message] of [
      ["WorkflowId = 'x') OR (WorkflowType = 'other'", /closes a parenthesis/],
      ["Nothing = 'x'", /query \(Nothing = 'x'\): .*Nothing/],
      ["WorkflowId = 'x' ORDER BY StartTime", /syntax error/],
      ['', /query/],
    ] as const)
      await assertRefused(list({ query }), 'InvalidRequest', message);
    const bad = { state: 'asleep', next_fire_before: 'soon', last_outcome: 'fine', limit: 0, color: 'red' };
    await assertRefused(
      list(bad as never),
      'InvalidRequest',
      /state \(asleep\) must be one of.*next_fire_before \(soon\).*last_outcome \(fine\).*limit \(0\).*color is not known/,
    );
  });
});
