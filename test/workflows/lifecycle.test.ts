import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { Planner } from '../../src/agent/planner.ts';
import { createAssisfy } from '../../src/index.ts';
import type { LedgerRow, TriggerStatus } from '../../src/contract/status.ts';
import { assertRefused } from '../support/assert-refused.ts';
import { eventually } from '../support/eventually.ts';
import { refusalOf } from '../support/refusal.ts';
import { historiesOf } from '../support/replay.ts';
import { createRig, finishing, recurring, type Rig, scriptedPlanner, update } from '../support/rig.ts';
import { startScriptedReceiver } from '../support/scripted-receiver.ts';

const contented = scriptedPlanner(() => finishing('All is well.'));
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

/** A planner whose sessions run until the test lets them end. */
function heldPlanner() {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  const planner: Planner = {
    think: () =>
      new Promise((resolve) => {
        const end = () => resolve(finishing('At last.'));
        if (isOpen) end();
        else waiting.push(end);
      }),
  };
  return {
    planner,
    running: () => waiting.length,
    /** Lets the session end that runs; with `forever` all that come later too. */
    release(forever = false) {
      isOpen = forever;
      for (const end of waiting.splice(0)) end();
    },
  };
}

function clientOf(t: TestContext, rig: Rig) {
  const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
  t.after(() => client.close());
  return client;
}

const hour = { every: 60, for: 6_000 };
const ledgerOf = (handle: WorkflowHandle) => handle.query<LedgerRow[]>('ledger');
const sessionsOf = (count: number, rig: Rig, handle: WorkflowHandle) =>
  eventually(`${count} sessions have ended`, async () => {
    const status = await rig.status(handle);
    return status.sessions.started === count && status.session === null && status;
  });

/** How long the history is once the trigger waits for its next fire and nothing else. */
const lengthAtRest = (handle: WorkflowHandle) =>
  eventually('it waits', async () => {
    const { raw, historyLength } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const hasTimer = events?.some((event) => event.timerStartedEventAttributes);
    const isBusy = (raw.pendingActivities?.length ?? 0) > 0 || raw.pendingWorkflowTask;
    return hasTimer && !isBusy && historyLength;
  });

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

    assert.deepEqual(paused, { state: 'paused', next_fire_at: null });
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
    await assertRefused(trigger.pause(), 'WrongState', /paused already, since 2\d{3}-.*\(a holiday\)/);
    const after = await lengthAtRest(handle);
    await trigger.stop();
    await assertRefused(trigger.resume(), 'WrongState', /ended|being stopped/);

    assert.equal(notPaused, 'WrongState');
    assert.equal(after, before);
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

    assert.deepEqual(paused, { state: 'paused', next_fire_at: null });
    assert.equal(status.last.outcome, 'answered');
  });

  test('holds over a continue-as-new and the loss of its worker, and repeated with its id is the success that it was', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner });
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

    const result = await update(handle, 'run_now');
    const after = await sessionsOf(2, rig, handle);
    await update(handle, 'pause');
    await update(handle, 'run_now');
    const paused = await sessionsOf(3, rig, handle);
    const ledger = await ledgerOf(handle);

    assert.deepEqual(result, { state: 'running', next_fire_at: before.next_fires[0] });
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
    await trigger.runNow({ queue: true });
    held.release(true);
    const status: TriggerStatus = await handle.result();

    assert.deepEqual([status.state, status.sessions.answered], ['completed', 2]);
    await assertRefused(trigger.runNow(), 'WrongState', /ended \(completed\)/);
  });
});

describe('rescheduling', { concurrency: 2 }, () => {
  test('with another interval holds at once, keeps the origin, and the status tells what changed', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    const before = await sessionsOf(1, rig, handle);

    const result = await update(handle, 'reschedule', { interval: 2 / 60, by: 'ann', reason: 'too slow' });
    const after = await sessionsOf(2, rig, handle);
    const ledger = await ledgerOf(handle);

    const changes = { interval: { from: 1, to: 2 / 60 } };
    assert.deepEqual((result as { changes: object }).changes, changes);
    assert.equal((Date.parse(ledger[1]?.due ?? '') - Date.parse(before.start_at)) % 2_000, 0);
    assert.equal(after.start_at, before.start_at);
    const [change] = after.changes;
    assert.deepEqual([change?.by, change?.reason, change?.changes], ['ann', 'too slow', changes]);
  });

  test('is refused as a whole, as create would refuse it, and leaves nothing in the history', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    await sessionsOf(1, rig, handle);
    const trigger = clientOf(t, rig).session().get(handle.workflowId);
    const before = await lengthAtRest(handle);

    const refused = [
      [{}, /must change something: interval, end_at, start_at, goal, web_hook_url/],
      [{ interval: 0 }, /interval \(0\)/],
      [{ interval: 10, end_at: '2020-01-01T00:00:00Z' }, /end_at \(2020-01-01T00:00:00Z\) is not after the present/],
      [{ start_at: '2020-01-01T00:00:00Z' }, /start_at \(2020.* in the past/],
      [{ start_at: '2099-01-01T00:00:00Z' }, /end_at .* is not after start_at/],
      [{ goal: ' ' }, /goal .* must not be empty/],
      [{ web_hook_url: 'ftp://example.com' }, /web_hook_url/],
    ] as const;
    for (const [request, message] of refused) {
      await assertRefused(trigger.reschedule(request), 'InvalidRequest', message);
      assert.equal(await refusalOf(handle.executeUpdate('reschedule', { args: [request] })), 'InvalidRequest');
    }
    assert.equal(await refusalOf(handle.executeUpdate('reschedule', { args: [{ colour: 'red' }] })), 'InvalidRequest');
    assert.equal(await lengthAtRest(handle), before);
  });

  test('of a single session takes a goal or a webhook, and no rhythm', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner });
    const handle = await rig.start({ goal: 'Look' });
    await eventually('it runs', () => held.running() === 1);
    const receiver = await startScriptedReceiver(t);
    const trigger = clientOf(t, rig).session().get(handle.workflowId);

    await assertRefused(trigger.reschedule({ interval: 5 }), 'InvalidRequest', /interval does not go with a single/);
    await trigger.reschedule({ web_hook_url: receiver.url });
    held.release();
    await handle.result();

    assert.equal(receiver.taken().at(-1)?.event, 'trigger.complete');
  });

  test('with another goal starts afresh: baseline, memory, grants and addresses; a session that runs keeps its own', async (t) => {
    const held = heldPlanner();
    const goals: string[] = [];
    const planner: Planner = {
      think(input, context) {
        goals.push(input.goal);
        return held.planner.think(input, context);
      },
    };
    const rig = await createRig(t, { planner });
    const receiver = await startScriptedReceiver(t);
    const handle = await rig.start(recurring(hour, { web_hook_url: receiver.url }, 'The first goal'));
    await eventually('a session runs', () => held.running() === 1);
    await update(handle, 'set_memory', { key: 'city', value: 'Rome' });

    const result = await update(handle, 'reschedule', { goal: 'The second goal', by: 'ann' });
    held.release(true);
    await sessionsOf(1, rig, handle);
    await update(handle, 'run_now');
    const status = await sessionsOf(2, rig, handle);

    assert.deepEqual((result as { changes: object }).changes, {
      goal: { from: 'The first goal', to: 'The second goal' },
    });
    assert.deepEqual(goals, ['The first goal', 'The second goal']);
    assert.deepEqual(await handle.query('memory'), []);
    assert.equal(status.goal, 'The second goal');
    assert.equal((await handle.describe()).memo?.['goal'], 'The second goal');
    const forgotten = receiver.taken().find(({ data }) => 'thoughts' in data && /another goal/.test(data.thoughts));
    assert.deepEqual(forgotten !== undefined && 'memories' in forgotten.data && forgotten.data.memories, [
      { key: 'city', value: null, change: 'removed' },
    ]);
  });

  test('with another webhook sends there what waits, also where the old one was gone for good', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const [gone, next] = [await startScriptedReceiver(t), await startScriptedReceiver(t)];
    gone.answer(() => 410);
    const handle = await rig.start(recurring(hour, { web_hook_url: gone.url }));
    await eventually('deliveries have ended', async () => (await rig.status(handle)).deliveries.ended);

    await update(handle, 'reschedule', { web_hook_url: next.url });
    await update(handle, 'run_now', { queue: true });
    await eventually('the new one is told', () => next.taken().some(({ event }) => event === 'trigger.complete'));

    const { deliveries, web_hook_url } = await rig.status(handle);
    assert.deepEqual([deliveries.ended, web_hook_url], [null, next.url]);
  });

  test('while the old webhook is being sent something does not let its refusal count against the new one', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const [slow, next] = [await startScriptedReceiver(t), await startScriptedReceiver(t)];
    let refuse: () => void = () => undefined;
    slow.answer((_, response) => {
      refuse = () => response.writeHead(410).end();
      return undefined;
    });
    const handle = await rig.start({ goal: 'Look', web_hook_url: slow.url });
    await eventually('the first event is on its way', () => slow.arrivals.length === 1);

    await update(handle, 'reschedule', { web_hook_url: next.url });
    refuse();
    const status: TriggerStatus = await handle.result();

    assert.deepEqual([status.deliveries.given_up, status.deliveries.ended], [0, null]);
    assert.deepEqual(
      next.taken().map(({ data }) => data.sequence),
      [1, 2, 3],
    );
  });

  test('to an address that is not permitted is an InvalidRequest, and changes nothing', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    await sessionsOf(1, rig, handle);

    const refusal = await refusalOf(
      handle.executeUpdate('reschedule', { args: [{ web_hook_url: 'http://169.254.169.254/latest' }] }),
    );

    assert.equal(refusal, 'InvalidRequest');
    const status = await rig.status(handle);
    assert.deepEqual([status.web_hook_url, status.changes], [null, []]);
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
