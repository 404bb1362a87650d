import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { Reservation } from '../../src/contract/activities.ts';
import { reserveSessionsUpdate, setAccountUpdate } from '../../src/contract/account-messages.ts';
import { accountWorkflowId } from '../../src/contract/temporal-names.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import type { Account } from '../../src/index.ts';
import { clientOf, reservationsOf } from '../support/account.ts';
import { eventually } from '../support/eventually.ts';
import { historiesOf, replay } from '../support/replay.ts';
import { createRig, type Rig, type RigOptions, update } from '../support/rig.ts';
import { contentedPlanner } from '../support/scripted-session.ts';
import { spawnWorker } from '../support/worker-process.ts';

const goal = 'Let me know the latest post';

/** A rig whose account's workflow is replayed at the end, and ends with the test. */
async function createAccountRig(t: TestContext, options: RigOptions = {}): Promise<Rig & { account: WorkflowHandle }> {
  const rig = await createRig(t, { planner: contentedPlanner, worker: 'own', ...options });
  const account = rig.client.workflow.getHandle(accountWorkflowId(rig.email));
  return { ...rig, account };
}

/** Replays what the account did, and ends its workflow. */
async function endAccount({ client, account }: Rig & { account: WorkflowHandle }): Promise<void> {
  const histories = await historiesOf(client.workflow, account.workflowId);
  await account.terminate('the test is over');
  await replay(histories.map(({ history }) => ({ workflowId: account.workflowId, history })));
}

async function reservationFailures(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  const attempts = events?.flatMap((event) => event.activityTaskStartedEventAttributes ?? []) ?? [];
  return attempts.filter(({ attempt }) => (attempt ?? 1) > 1).length;
}

const granted = (reservations: Reservation[]) => reservations.filter((each) => each.granted).length;

describe("an account's sessions", () => {
  test('of 50 triggers due at one instant, with two workers, are all counted, none at the second try', async (t) => {
    const rig = await createAccountRig(t);
    await rig.startWorker();
    const assisfy = clientOf(t, rig);
    const start_at = new Date(Date.now() + 4_000).toISOString();
    const end_at = new Date(Date.now() + 3_600_000).toISOString();
    const withAutoTrigger = { interval: 60, start_at, end_at, max_sessions: 1 };

    const handles = await Promise.all(Array.from({ length: 50 }, () => rig.start({ goal, withAutoTrigger })));
    const statuses = await Promise.all(handles.map((handle): Promise<TriggerStatus> => handle.result()));
    const created = await assisfy.session().create({ goal });

    assert.ok(statuses.every(({ sessions }) => sessions.answered === 1));
    assert.equal(created.today_sessions, 50);
    assert.equal(created.sessions_left, created.max_session_per_day - 50);
    assert.deepEqual(new Set(await Promise.all(handles.map(reservationFailures))), new Set([0]));
    await created.result();
    await endAccount(rig);
  });

  test('are never one more than the limit, over many triggers and workers', async (t) => {
    const rig = await createAccountRig(t);
    await Promise.all([rig.startWorker(), rig.startWorker()]);
    await clientOf(t, rig).account().set({ max_session_per_day: 7 });

    const handles = await Promise.all(Array.from({ length: 30 }, () => rig.start({ goal })));
    const statuses = await Promise.all(handles.map((handle): Promise<TriggerStatus> => handle.result()));

    const sum = (count: (status: TriggerStatus) => number) => statuses.map(count).reduce((one, other) => one + other);
    assert.equal(
      sum(({ sessions }) => sessions.started),
      7,
    );
    assert.equal(
      sum(({ fires }) => fires.ran),
      7,
    );
    assert.equal(
      sum(({ fires }) => fires.skipped_quota),
      23,
    );
    assert.equal((await clientOf(t, rig).account().show()).today_sessions, 7);
    await endAccount(rig);
  });

  test('of which 650 are reserved one by one are counted once each, in runs whose histories stay short', async (t) => {
    const rig = await createAccountRig(t);
    const reserve = reservationsOf(t, rig);
    const reservations: Reservation[] = [];
    const events: number[] = [];

    for (let number = 0; number < 650; number++) {
      reservations.push(await reserve(`ses_0123456789ab_${number}`));
      if (number % 50 === 0) events.push((await rig.account.describe()).historyLength);
    }
    const again = await Promise.all([7, 300, 649].map((number) => reserve(`ses_0123456789ab_${number}`)));
    const rest = await Promise.all(Array.from({ length: 900 }, (_, number) => reserve(`ses_fedcba987654_${number}`)));

    assert.equal(granted(reservations), 650);
    assert.ok(again.every((each) => each.granted && each.sessions_left === 790));
    assert.equal(granted(rest), 790);
    assert.ok(Math.max(...events) < 2_000, `${events.join(', ')} events`);
    assert.ok((await historiesOf(rig.client.workflow, rig.account.workflowId)).length >= 3);
    await endAccount(rig);
  });

  test('and its settings survive a continue-as-new with updates in flight, none lost and none twice', async (t) => {
    const rig = await createAccountRig(t);
    const workers = [reservationsOf(t, rig), reservationsOf(t, rig), reservationsOf(t, rig), reservationsOf(t, rig)];
    await clientOf(t, rig)
      .account()
      .set({ max_session_per_day: 400, time_zone: 'Asia/Kolkata', config: { max_steps: 7 } });
    const { runId } = await rig.account.describe();
    const wanted = Array.from({ length: 450 }, (_, number) => `ses_${number}`).values();
    const reservations: Reservation[] = [];
    const loop = async (worker: number) => {
      for (const id of wanted) reservations.push((await (workers[worker % 4] ?? workers[0])?.(id)) as Reservation);
    };

    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(loop));
    // each an update of its own, at once, over the next continue-as-new
    await Promise.all(
      Array.from({ length: 400 }, (_, number) =>
        update(rig.account, reserveSessionsUpdate.name, { session_ids: [`ses_${number}`] }),
      ),
    );

    const account = await clientOf(t, rig).account().show();
    assert.equal(granted(reservations), 400);
    assert.deepEqual([account.today_sessions, account.sessions_left, account.max_session_per_day], [400, 0, 400]);
    assert.deepEqual([account.time_zone, account.config], ['Asia/Kolkata', { max_steps: 7 }]);
    assert.notEqual((await rig.account.describe()).runId, runId);
    await endAccount(rig);
  });
});

describe('a worker that is killed with SIGKILL', () => {
  for (const { title, fate } of [
    { title: 'after a session was reserved, before the trigger heard of it', fate: { diesAtReservation: 2 } },
    { title: 'between the reservation and the first step of the session', fate: { diesAtStep: 1 } },
  ])
    test(`${title}, costs no session, and gives none more`, async (t) => {
      const rig = await createAccountRig(t);
      await clientOf(t, rig).account().set({ max_session_per_day: 5 });
      await rig.worker().stop();
      const doomed = await Promise.all([1, 2].map(() => spawnWorker(t, rig.taskQueue, 'content', fate)));
      const ends = doomed.map((worker) => once(worker, 'exit'));

      const handles = await Promise.all(Array.from({ length: 12 }, () => rig.start({ goal })));
      await Promise.all(ends);
      await rig.startWorker();
      const statuses = await Promise.all(handles.map((handle): Promise<TriggerStatus> => handle.result()));

      assert.equal(statuses.filter(({ sessions }) => sessions.answered === 1).length, 5);
      assert.equal(statuses.filter(({ fires }) => fires.skipped_quota === 1).length, 7);
      const { today_sessions, sessions_left } = await clientOf(t, rig).account().show();
      assert.deepEqual([today_sessions, sessions_left], [5, 0]);
      await endAccount(rig);
    });
});

describe("an account's workflow", () => {
  test('is not ended, nor frozen, by what anybody sends it', async (t) => {
    const rig = await createAccountRig(t);
    const reserve = reservationsOf(t, rig);
    await reserve('ses_1');
    const { historyLength } = await rig.account.describe();

    for (const [name, input] of [
      [reserveSessionsUpdate.name, undefined],
      [reserveSessionsUpdate.name, { session_ids: [] }],
      [reserveSessionsUpdate.name, { session_ids: ['x'.repeat(65)] }],
      [reserveSessionsUpdate.name, { session_ids: Array.from({ length: 501 }, String) }],
      [setAccountUpdate.name, null],
      [setAccountUpdate.name, {}],
      [setAccountUpdate.name, { max_session_per_day: -1 }],
      [setAccountUpdate.name, { time_zone: 'Europe/Berlin; drop' }],
      [setAccountUpdate.name, { config: { max_steps: 'many' } }],
      ['no_such_update', {}],
    ] as const)
      await assert.rejects(update(rig.account, name, input));
    assert.equal((await rig.account.describe()).historyLength, historyLength, 'a refusal leaves nothing');

    await assert.rejects(update(rig.account, setAccountUpdate.name, { time_zone: 'Mars/Olympus_Mons' }));
    await rig.account.signal('no_such_signal', { anything: true });
    await rig.account.cancel();
    await eventually('the cancellation arrived', async () => {
      const { events } = await rig.account.fetchHistory();
      return events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes);
    });
    assert.equal((await reserve('ses_2')).sessions_left, 1_438);
    const set = await clientOf(t, rig).account().set({ time_zone: 'Europe/Berlin' });
    assert.deepEqual([set.time_zone, set.today_sessions], ['Europe/Berlin', 2]);
    await endAccount(rig);
  });

  test('takes a repeated change, by the same update id, for the success that it was, also in a later run', async (t) => {
    const rig = await createAccountRig(t);
    const account = clientOf(t, rig).account();
    const reserve = reservationsOf(t, rig);
    await reserve('ses_1');
    const change = (limit: number, id: string) =>
      update(rig.account, setAccountUpdate.name, { max_session_per_day: limit }, id) as Promise<Account>;

    await change(10, 'first');
    await change(20, 'second');
    assert.equal((await change(10, 'first')).max_session_per_day, 10, 'the answer that it had');
    assert.equal((await account.show()).max_session_per_day, 20);
    const { runId } = await rig.account.describe();
    await eventually('it continues as new', async () => {
      await Promise.all(
        Array.from({ length: 20 }, () => update(rig.account, reserveSessionsUpdate.name, { session_ids: ['ses_1'] })),
      );
      return (await rig.account.describe()).runId !== runId;
    });
    assert.equal((await change(10, 'first')).max_session_per_day, 20, 'the account as it is');
    assert.deepEqual([(await account.show()).max_session_per_day, (await account.show()).today_sessions], [20, 1]);
    await endAccount(rig);
  });

  test('that is started as something else fails at once, and says so', async (t) => {
    const rig = await createAccountRig(t);
    for (const [workflowId, args] of [
      ['not-an-account', ['ann@example.com']],
      [rig.account.workflowId, [rig.email, { version: 2, max_session_per_day: 1_000_000 }]],
    ] as const) {
      const handle = await rig.client.workflow.start('account', {
        workflowId,
        taskQueue: rig.taskQueue,
        args: [...args],
      });
      await assert.rejects(handle.result(), ({ cause }: Error) => /its workflow id is account:/.test(String(cause)));
    }
  });
});
