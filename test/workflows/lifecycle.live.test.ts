import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TriggerStatus } from '../../src/contract/status.ts';
import type { RunNowResult } from '../../src/contract/update-requests.ts';
import { assertRefused } from '../support/assert-refused.ts';
import { eventually } from '../support/eventually.ts';
import { clientOf, contented, heldPlanner, hour, ledgerOf, lengthAtRest, sessionsOf } from '../support/lives.ts';
import { refusalOf } from '../support/refusal.ts';
import { historiesOf } from '../support/replay.ts';
import { createRig, finishing, recurring, scriptedPlanner, update } from '../support/rig.ts';
import { startScriptedReceiver } from '../support/scripted-receiver.ts';

const failing = scriptedPlanner(() => ({
  ...finishing(''),
  next: {
    type: 'finish',
    finish: {
      outcome: 'failed',
      answer: 'No page.',
      result: null,
      evidence: [],
      error: { code: 'PAGE_TIMEOUT', message: 'the page did not come' },
    },
  },
}));

/** What an update of a trigger's life returns beside its state, where nothing runs and nothing is open. */
const settled = { paused: false, running_session: null, open_requests: 0 };

describe('pausing', { concurrency: 2 }, () => {
  test('has no session begin until resume; the grid stays, and the fires between are skipped_paused', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring({ every: 1, for: 60 }));
    await sessionsOf(1, rig, handle);

    const paused = await update(handle, 'pause', { reason: 'a holiday', by: 'ann' });
    const during = await rig.status(handle);
    const { typedSearchAttributes } = await eventually('it is listed as paused', async () => {
      const description = await handle.describe();
      return JSON.stringify(description.typedSearchAttributes.getAll()).includes('"paused"') && description;
    });
    const pausedAt = Date.parse(during.paused?.since ?? '');
    await eventually('three fires pass', () => Date.now() > pausedAt + 3_200);
    const resumed = await update(handle, 'resume');
    const after = await eventually('it runs again', async () => {
      const status = await rig.status(handle);
      return (status.last?.session_number ?? 0) >= 2 && status;
    });
    const ledger = await ledgerOf(handle);

    assert.deepEqual(paused, { ...settled, state: 'paused', next_fire_at: null, paused: true });
    assert.deepEqual([during.reason, during.paused?.by, during.next_fires], ['a holiday', 'ann', []]);
    const names = typedSearchAttributes.getAll().map(({ key }) => key.name);
    assert.ok(!names.includes('AutoTriggerNextFire'), 'nothing is due');
    assert.equal((resumed as { state: string }).state, 'scheduled');
    assert.ok(after.fires.skipped_paused >= 3);
    assert.equal(after.paused, null);
    const dues = ledger.map(({ due }) => Date.parse(due ?? ''));
    assert.ok(
      dues.every((due, index) => index === 0 || due - (dues[index - 1] ?? 0) === 1_000),
      'one row a second',
    );
  });

  test('is refused where it is paused already, resume where it is not; neither leaves anything in the history', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    await sessionsOf(1, rig, handle);
    const trigger = clientOf(t, rig).session().get(handle.workflowId);

    const notPaused = await refusalOf(handle.executeUpdate('resume'));
    await lengthAtRest(handle);
    await trigger.pause({ reason: 'a holiday' });
    const before = await lengthAtRest(handle);
    const paused = await assertRefused(trigger.pause(), 'WrongState', /paused already, since 2\d{3}-.*\(a holiday\)/);
    const after = await lengthAtRest(handle);
    await trigger.stop();
    const stopping = await assertRefused(trigger.resume(), 'WrongState', /ended|being stopped/);

    assert.equal(notPaused, 'WrongState');
    assert.equal(after, before);
    assert.deepEqual(paused, { tracking_id: handle.workflowId, state: 'paused' });
    assert.ok(['draining', 'stopped'].includes(stopping.state ?? ''), stopping.state);
  });

  test('lets the running session finish', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner });
    const handle = await rig.start(recurring(hour));
    await eventually('a session runs', () => held.running() === 1);

    const paused = await update(handle, 'pause');
    held.release();
    const status = await eventually('it is over', async () => {
      const { last, ...rest } = await rig.status(handle);
      return last !== null && rest.state === 'paused' && { last };
    });

    assert.deepEqual(paused, { ...settled, state: 'paused', next_fire_at: null, paused: true, running_session: 1 });
    assert.equal(status.last.outcome, 'answered');
  });

  test('holds over a continue-as-new and the loss of its worker, and repeated with its id is the success that it was', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner, worker: 'own' });
    const handle = await rig.start(recurring(hour));
    await eventually('a session runs', () => held.running() === 1);
    const paused = await update(handle, 'pause', undefined, 'the-pause');

    held.release();
    await eventually(
      'the next run waits',
      async () => (await historiesOf(rig.client.workflow, handle.workflowId)).length === 2,
    );
    await rig.worker().stop();
    await rig.startWorker();
    const again = await update(handle, 'pause', undefined, 'the-pause');

    assert.deepEqual(again, paused);
    assert.equal((await rig.status(handle)).state, 'paused');
  });

  test('closes the trigger at end_at, with a row for every fire', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring({ every: 1, for: 5 }));
    await update(handle, 'pause');

    const status: TriggerStatus = await handle.result();

    assert.equal(status.state, 'completed');
    const { ran, skipped_paused, missed_outage } = status.fires;
    assert.equal(ran + skipped_paused, 5);
    assert.ok(skipped_paused >= 3 && missed_outage === 0);
  });
});

describe('a trigger that pauses itself', { concurrency: 2 }, () => {
  test('does so after pause_after_failures sessions in a row, says why and how to go on, and counts afresh after resume', async (t) => {
    const rig = await createRig(t, { planner: failing });
    const receiver = await startScriptedReceiver(t);
    const handle = await rig.start(
      recurring({ every: 1, for: 600 }, { pause_after_failures: 2, web_hook_url: receiver.url }),
    );

    const paused = await eventually('it has paused', async () => {
      const status = await rig.status(handle);
      return status.state === 'paused' && status;
    });
    const told = await eventually('it has told so', () =>
      receiver.taken().find(({ data }) => 'code' in data && data.code === 'PAUSED_AFTER_FAILURES'),
    );
    await update(handle, 'resume');
    const again = await eventually('it has paused again', async () => {
      const status = await rig.status(handle);
      return status.state === 'paused' && status.sessions.failed > 2 && status;
    });

    assert.equal(paused.sessions.failed, 2);
    assert.match(paused.reason ?? '', /2 sessions in a row .* the page did not come/);
    assert.ok(told.event === 'trigger.error' && 'message' in told.data);
    assert.match(told.data.message, /auto-trigger resume trg_/);
    assert.deepEqual([told.data.sessionId, told.data.session_number], [null, null]);
    assert.equal(again.sessions.failed, 4);
    assert.equal(again.consecutive_failures, 4);
    const last = receiver.taken().findLast(({ data }) => 'fatal' in data && data.fatal);
    assert.ok(last !== undefined && 'next_session_at' in last.data);
  });

  test('does so when a question was not answered in time, with on_timeout pause_trigger', async (t) => {
    const asking = scriptedPlanner(() => ({
      ...finishing(''),
      next: { type: 'ask', question: { message: 'Which?', details: null, schema: { type: 'string' } } },
    }));
    const rig = await createRig(t, { planner: asking });
    const config = { answer_timeout: 1, on_timeout: 'pause_trigger' };
    const handle = await rig.start({ ...recurring(hour), config });

    const status = await eventually('it has paused', async () => {
      const now = await rig.status(handle);
      return now.state === 'paused' && now;
    });

    assert.equal(status.last?.outcome, 'expired');
    assert.match(status.reason ?? '', /not answered in time/);
  });
});

describe('an extra session', { concurrency: 2 }, () => {
  test('runs at once, off the grid, which stays; also while paused', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    const before = await sessionsOf(1, rig, handle);

    const askedAt = Date.now();
    const result = (await update(handle, 'run_now')) as RunNowResult;
    const after = await sessionsOf(2, rig, handle);
    await update(handle, 'pause');
    await update(handle, 'run_now');
    const paused = await sessionsOf(3, rig, handle);
    const ledger = await ledgerOf(handle);

    assert.deepEqual([result.state, result.session_number], ['running', 2]);
    assert.ok(Math.abs(Date.parse(result.next_fire_at) - askedAt) < 60_000, 'it is the session that was asked for');
    assert.deepEqual(after.next_fires, before.next_fires);
    assert.equal(paused.state, 'paused');
    assert.deepEqual(
      ledger.map(({ due, record, session_number }) => [due === null, record, session_number]),
      [
        [false, 'ran', 1],
        [true, 'ran', 2],
        [true, 'ran', 3],
      ],
    );
    await eventually(
      'each session is in a run of its own',
      async () => (await historiesOf(rig.client.workflow, handle.workflowId)).length === 4,
    );
  });

  test('is refused while one runs, and with queue runs after it; counts towards max_sessions', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner });
    const handle = await rig.start(recurring(hour, { max_sessions: 2 }));
    await eventually('a session runs', () => held.running() === 1);
    const trigger = clientOf(t, rig).session().get(handle.workflowId);

    await assertRefused(trigger.runNow(), 'WrongState', /session 1 .* is running; with queue/);
    assert.equal((await trigger.runNow({ queue: true })).session_number, 2);
    await assertRefused(trigger.runNow({ queue: true }), 'WrongState', /may run 2 sessions, and with .* none is left/);
    held.release(true);
    const status: TriggerStatus = await handle.result();

    assert.deepEqual([status.state, status.sessions.answered], ['completed', 2]);
    await assertRefused(trigger.runNow(), 'WrongState', /ended \(completed\)/);
  });
});

describe('sessions that wait when a trigger is stopped', () => {
  test('have a row each, which says why they did not begin', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner });
    const handle = await rig.start(recurring(hour));
    await eventually('a session runs', () => held.running() === 1);
    for (let asked = 0; asked < 2; asked += 1) await update(handle, 'run_now', { queue: true });
    await update(handle, 'stop');
    held.release(true);
    await handle.result();

    const ledger = await ledgerOf(handle);
    const why = 'the trigger was stopped before it could begin';
    assert.deepEqual(
      ledger.map(({ due, record, reason }) => [due === null, record, reason]),
      [
        [false, 'ran', null],
        [true, 'skipped_overlap', why],
        [true, 'skipped_overlap', why],
      ],
    );
  });
});

describe('overlapping sessions', () => {
  test('with buffer_one run one after the other, each in a run of its own', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner });
    const handle = await rig.start(recurring({ every: 2, for: 300 }, { on_overlap: 'buffer_one' }));
    await eventually('the first session runs', () => held.running() === 1);
    const { start_at } = await rig.status(handle);
    await eventually('the second fire has passed', () => Date.now() > Date.parse(start_at) + 2_100);

    held.release();
    await eventually('the second runs', () => held.running() === 1);
    const { session } = await rig.status(handle);

    assert.deepEqual(session?.scheduled_for, new Date(Date.parse(start_at) + 2_000).toISOString());
    assert.equal((await historiesOf(rig.client.workflow, handle.workflowId)).length, 2);
    held.release(true);
  });
});
