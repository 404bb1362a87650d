import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { TemporalConnection } from '../../src/client/connection.ts';
import { registerSearchAttributes } from '../../src/client/register-search-attributes.ts';
import { readTemporalSettings } from '../../src/config.ts';
import { type Assisfy, createAssisfy, type TriggerRow } from '../../src/index.ts';
import { eventually } from '../support/eventually.ts';

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
    await eventually('they are registered', async () => (await registerSearchAttributes(own)).usable.length === 4);
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
});
