import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { type Assisfy, type BulkProgress, createAssisfy } from '../../../src/index.ts';
import { assertRefused } from '../../support/assert-refused.ts';
import { startBrokenWorker } from '../../support/broken-worker.ts';
import { quietRuntime } from '../../support/bundle.ts';
import { eventually } from '../../support/eventually.ts';
import { createRig, finishing, recurring, type Rig, scriptedPlanner } from '../../support/rig.ts';
import { terminateAfter } from '../../support/terminate-after.ts';

quietRuntime();

const planner = scriptedPlanner(() => finishing('All is well.'));

async function createMany(
  t: TestContext,
  { taskQueue, email }: Pick<Rig, 'taskQueue' | 'email'>,
  count: number,
): Promise<Assisfy> {
  const client = createAssisfy({ taskQueue, email });
  t.after(() => client.close());
  const start_at = new Date(Date.now() + 3_600_000).toISOString();
  const request = recurring({ every: 60, for: 7_200 }, { start_now: false, start_at }) as { goal: string };
  const created = await Promise.all(Array.from({ length: count }, () => client.session().create(request)));
  terminateAfter(
    t,
    created.map(({ id }) => id),
  );
  await eventually('all are listed', async () => {
    const { triggers } = await client.session().list({ query: `TaskQueue = '${taskQueue}'`, limit: 100 });
    return triggers.length === count;
  });
  return client;
}

describe('many triggers', { concurrency: 2 }, () => {
  test('are paused at once, and a second call finds that so', async (t) => {
    const rig = await createRig(t, { planner, worker: 'own' });
    const client = await createMany(t, rig, 25);
    const session = client.session();
    const told: BulkProgress[] = [];

    const first = await session.pauseAll(
      { email: rig.email },
      { reason: 'holiday', by: 'ann', onProgress: async (progress) => void told.push(progress) },
    );
    const again = await session.pauseAll({ email: rig.email });
    await eventually('all are listed so', async () => {
      const { triggers } = await session.list({ email: rig.email, state: 'paused' });
      return triggers.length === 25;
    });
    const resumed = await session.resumeAll({ email: rig.email, state: 'paused' });
    const goingOn = await session.resumeAll({ email: rig.email });
    const stopped = await session.stopAll({ email: rig.email }, { reason: 'enough' });

    assert.deepEqual(first, { matched: 25, done: 25, unchanged: 0, left: 0, failed: [] });
    assert.deepEqual(told.at(-1), { matched: 25, done: 25, unchanged: 0, left: 0, failed: 0 });
    assert.equal(told.length, 25);
    assert.deepEqual([again.done, again.unchanged], [0, 25]);
    assert.deepEqual([resumed.done, resumed.unchanged], [25, 0]);
    assert.deepEqual([goingOn.done, goingOn.unchanged], [0, 25]);
    assert.deepEqual([stopped.done, stopped.failed], [25, []]);
  });

  test('of which some are stuck and some have no worker: the rest is done, and those say why', async (t) => {
    const rig = await createRig(t, { planner, worker: 'own' });
    const broken = await createRig(t, { worker: 'none' });
    const alone = await createRig(t, { worker: 'none' });
    const { email } = rig;
    const client = await createMany(t, rig, 5);
    await createMany(t, { ...broken, email }, 22);
    await createMany(t, { ...alone, email }, 22);
    await startBrokenWorker(t, broken.taskQueue);
    await eventually(
      'they are stuck',
      async () => (await client.session().list({ email, stuck: true, limit: 100 })).triggers.length === 22,
    );

    const result = await client.session().pauseAll({ email });

    assert.deepEqual([result.matched, result.done, result.failed.length, result.left], [49, 5, 44, 0]);
    assert.equal(result.failed.filter(({ message }) => message.includes('planted')).length, 22);
    assert.equal(result.failed.filter(({ message }) => message.includes('auto-trigger worker')).length, 22);
    assert.deepEqual(new Set(result.failed.map(({ code }) => code)), new Set(['NoWorker']));
  });

  test('that are cut off are left, and the next call goes on with them', async (t) => {
    const rig = await createRig(t, { planner, worker: 'own' });
    const client = await createMany(t, rig, 30);
    const { email } = rig;
    const interruption = new AbortController();

    const first = await client
      .session()
      .pauseAll({ email }, { signal: interruption.signal, onProgress: () => interruption.abort() });
    const second = await client.session().pauseAll({ email });

    assert.equal(first.matched, 30);
    assert.ok(first.left >= 10, `${first.left} left`);
    assert.equal(first.done + first.left, 30);
    assert.deepEqual([second.done, second.unchanged, second.left], [first.left, first.done, 0]);
  });

  test('are asked about first, and left alone without a yes', async (t) => {
    const rig = await createRig(t, { planner, worker: 'own' });
    const client = await createMany(t, rig, 5);
    let asked: unknown;

    const result = await client.session().stopAll(
      { email: rig.email },
      {
        confirm(matched, examples) {
          asked = [matched, examples.length, examples[0]?.email];
          return false;
        },
      },
    );

    assert.deepEqual(asked, [5, 3, rig.email]);
    assert.deepEqual([result.done, result.left], [0, 5]);
  });

  test('that refuse are named with the reason', async (t) => {
    const rig = await createRig(t, {
      planner: scriptedPlanner(() => ({
        thoughts: 'I have to ask.',
        memories: [],
        planner_state: null,
        next: { type: 'ask', question: { message: 'Which word?', details: null, schema: { type: 'string' } } },
      })),
    });
    const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
    t.after(() => client.close());
    const { id } = await client.session().create({ goal: 'Ask' });
    const handle = client.session().get(id);
    await eventually('it asks', async () => (await handle.requests()).length > 0);
    await handle.stop();
    await eventually(
      'it is listed',
      async () => (await client.session().list({ email: rig.email })).triggers.length > 0,
    );

    const { failed } = await client.session().pauseAll({ email: rig.email });

    assert.deepEqual([failed.length, failed[0]?.code, failed[0]?.tracking_id], [1, 'WrongState', id]);
    assert.match(failed[0]?.message ?? '', /is being stopped/);
    assert.ok(failed[0]?.code === 'WrongState' && failed[0].details.state !== undefined);
    await handle.stop({ now: true });
  });

  test('that have ended cannot be meant, nor a filter that is none', async (t) => {
    const client = createAssisfy();
    t.after(() => client.close());

    await assertRefused(
      client.session().pauseAll({ state: 'completed' }),
      'InvalidRequest',
      /state \(completed\).*have ended/,
    );
    await assertRefused(client.session().stopAll({ limit: 5 } as never), 'InvalidRequest', /limit is not known/);
  });
});

test('purging takes away all that there was of triggers that have ended, and nothing of others', async (t) => {
  const rig = await createRig(t, { planner, worker: 'own' });
  const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
  t.after(() => client.close());
  const session = client.session();
  const request = { goal: 'Look', idempotency_key: `purge-${rig.name}` };
  const [keyed, other] = [await session.create(request), await session.create({ goal: 'Look too' })];
  const { sessions } = await keyed.result();
  await other.result();
  const open = await session.create(recurring({ every: 60, for: 7_200 }) as { goal: string });
  terminateAfter(t, [open.id]);
  await eventually('all are listed', async () => (await session.list({ email: rig.email })).triggers.length === 3);
  const first = rig.client.workflow.getHandle(keyed.id);
  const { runId } = await first.describe();
  const prefix = `ses_${runId.slice(-12)}_`;
  const account = `account:${rig.email}`;
  assert.ok((await historyOf(rig, account)).includes(prefix), 'the account knows its session');

  const purged = await keyed.purge();
  const today = (await client.account().show()).today_sessions;

  assert.equal(sessions.started, 1);
  assert.deepEqual(purged, { tracking_id: keyed.id, runs: 1 });
  await assertRefused(open.purge(), 'WrongState', /has not ended/);
  await assertRefused(keyed.overview(), 'UnknownTrigger', /no trigger/);
  await assertRefused(Array.fromAsync(keyed.events({ follow: false })), 'UnknownTrigger', /no trigger/);
  const left = (await session.list({ email: rig.email })).triggers.map((row) => row.tracking_id);
  assert.deepEqual(left.toSorted(), [other.id, open.id].toSorted());
  await eventually('the account does not know its session any more', async () => {
    const text = await historyOf(rig, account);
    return text !== '' && !text.includes(prefix);
  });
  assert.ok(today >= 2, 'and counts it all the same');
  const again = await session.create(request);
  assert.equal((await again.result()).sessions.started, 1, 'its key is free');

  const ended = async () => (await session.list({ email: rig.email, state: 'completed' })).triggers.length;
  await eventually('both are listed as ended', async () => (await ended()) === 2);
  const all = await session.purgeAll({ email: rig.email });

  assert.deepEqual(all, { matched: 2, done: 2, unchanged: 0, left: 0, failed: [] });
  assert.deepEqual(
    (await session.list({ email: rig.email })).triggers.map((row) => row.tracking_id),
    [open.id],
  );
  await assertRefused(session.purgeAll({ state: 'paused' }), 'InvalidRequest', /only triggers that have ended/);
});

/** All that the server has of a workflow's runs, as text. */
async function historyOf({ client }: Rig, workflowId: string): Promise<string> {
  const runs = await Array.fromAsync(client.workflow.list({ query: `WorkflowId = '${workflowId}'` }));
  const histories = runs.map(
    ({ runId }) =>
      client.workflow
        .getHandle(workflowId, runId)
        .fetchHistory()
        .catch(() => ''), // deleted meanwhile
  );
  const text = JSON.stringify(await Promise.all(histories));
  return text.replaceAll(/"data":"([\w+/=]+)"/g, (_match, data: string) => Buffer.from(data, 'base64').toString());
}
