import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Planner } from '../../src/agent/planner.ts';
import { readDetails } from '../../src/contract/errors.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { LedgerRow, TriggerStatus } from '../../src/contract/status.ts';
import { historiesOf } from '../support/replay.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner, update } from '../support/rig.ts';

const contented = scriptedPlanner(() => finishing('All is well.'));
const asking = scriptedPlanner(() => ({
  thoughts: 'I have to ask.',
  memories: [],
  planner_state: null,
  next: { type: 'ask', question: { message: 'Which blog?', details: null, schema: { type: 'string', format: 'uri' } } },
}));
/** Looks at the empty page, a few times. */
const looking = scriptedPlanner(({ planner_state }) => {
  const looks = Number(planner_state ?? 0);
  if (looks === 3) return finishing('Nothing is there.');
  const actions: PlannedCall[] = [{ tool: 'snapshot', arguments: {} }];
  return { thoughts: 'I look.', memories: [], planner_state: looks + 1, next: { type: 'act', actions } };
});
/** How many points its grid has, from its acceptance to its end. */
function firesOf({ start_at, end_at }: TriggerStatus, everySeconds: number): number {
  return Math.ceil((Date.parse(end_at ?? '') - Date.parse(start_at)) / (everySeconds * 1_000));
}

const once = { goal: 'Let me know the *latest* post' };

describe('the workflow autoTrigger', { concurrency: 2 }, () => {
  test('with bad input fails at once, names every bad field, and is not retried', async (t) => {
    const rig = await createRig(t);
    const handle = await rig.start({ goal: '', email: 'x', withAutoTrigger: { interval: 0, end_at: 'soon' } });

    await assert.rejects(handle.result(), (error) => {
      assert.ok(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure);
      assert.equal(error.cause.type, 'InvalidRequest');
      assert.equal(error.cause.nonRetryable, true);
      for (const field of ['goal', 'email', 'interval', 'end_at', 'start_at'])
        assert.match(error.cause.message, new RegExp(field));
      const { problems } = readDetails('InvalidRequest', error.cause.details?.[0]);
      assert.deepEqual(
        problems.map(({ field }) => field),
        ['goal', 'email', 'withAutoTrigger.interval', 'withAutoTrigger.end_at', 'withAutoTrigger.start_at'],
      );
      return true;
    });
  });

  test('takes no second argument from outside: what a run carries comes from the run before', async (t) => {
    const rig = await createRig(t);
    const workflowId = `trg_${rig.name}_forged`;
    const args = [
      { ...once, email: rig.email },
      { version: 1, next_index: 5 },
    ];
    const handle = await rig.client.workflow.start('autoTrigger', { workflowId, taskQueue: rig.taskQueue, args });

    await assert.rejects(handle.result(), (error) => {
      assert.ok(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure);
      assert.equal(error.cause.type, 'InvalidRequest');
      return true;
    });
  });

  for (const [what, options, how] of [
    [
      'a cron schedule',
      { cronSchedule: '@every 1s' },
      /no cron schedule \(@every 1s\).+interval and end_at.+terminate -w/,
    ],
    ['a retry policy', { retry: { maximumAttempts: 3 } }, /no retry policy: start it without one/],
  ] as const)
    test(`with ${what}, which would begin it again and again, fails at once and says how it is done`, async (t) => {
      const rig = await createRig(t, { planner: looking });
      const workflowId = `trg_${rig.name}_again`;
      const { client, taskQueue, email } = rig;
      const args = [{ ...once, email }];
      const started = await client.workflow.start('autoTrigger', { workflowId, taskQueue, args, ...options });
      t.after(() =>
        client.workflow
          .getHandle(workflowId)
          .terminate('the test is over')
          .catch(() => undefined),
      );

      // Temporal writes a failure by cron as a continue-as-new
      const failure = await eventually('its first run is over', async () => {
        const { events } = await client.workflow.getHandle(workflowId, started.firstExecutionRunId).fetchHistory();
        const end = events?.at(-1);
        const {
          workflowExecutionFailedEventAttributes: failed,
          workflowExecutionContinuedAsNewEventAttributes: again,
        } = end ?? {};
        return (failed ?? again)?.failure ?? undefined;
      });
      assert.equal(failure.applicationFailureInfo?.type, 'InvalidRequest');
      assert.match(failure.message ?? '', how);
    });

  test('skips the fires that are due while a session runs, and accounts for every one', async (t) => {
    const slow: Planner = {
      think: async () => {
        await pause(1_300);
        return finishing('At last.');
      },
    };
    const rig = await createRig(t, { planner: slow });
    const handle = await rig.start(recurring({ every: 1, for: 6 }));

    const status: TriggerStatus = await handle.result();
    const ledger = await handle.query<LedgerRow[]>('ledger');

    assert.ok(status.fires.skipped_overlap >= 2);
    assert.deepEqual(
      ledger.map(({ due }) => (Date.parse(due ?? '') - Date.parse(status.start_at)) / 1_000),
      Array.from({ length: firesOf(status, 1) }, (_, index) => index),
    );
  });

  test('has its sessions spread over two workers, each with a browser for one', async (t) => {
    const rig = await createRig(t, { planner: looking, worker: 'none' });
    await Promise.all([rig.startWorker({ maxSessions: 1 }), rig.startWorker({ maxSessions: 1 })]);
    const handles = await Promise.all([1, 2, 3, 4].map(() => rig.start({ goal: 'Look' })));
    const ended = await Promise.all(handles.map((handle) => handle.result() as Promise<TriggerStatus>));

    assert.ok(ended.every(({ last }) => last?.outcome === 'answered'));
    const histories = await Promise.all(handles.map((handle) => handle.fetchHistory()));
    const queues = histories
      .flatMap(({ events }) => events ?? [])
      .flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled?.activityType?.name === 'act' ? [scheduled.taskQueue?.name] : [],
      );
    assert.equal(new Set(queues).size, 2);
  });

  test('goes on with two workers at once', async (t) => {
    const rig = await createRig(t, { planner: contented, worker: 'own' });
    await rig.startWorker();
    const handle = await rig.start(recurring({ every: 1, for: 4 }));

    const status: TriggerStatus = await handle.result();

    const { ran, skipped_overlap, missed_outage } = status.fires;
    assert.equal(status.sessions.answered, ran);
    assert.equal(ran + skipped_overlap + missed_outage, firesOf(status, 1));
  });

  test('refuses a private webhook address before the first session, in the same form', async (t) => {
    const rig = await createRig(t, { allowNetworks: '' });
    const handle = await rig.start({ ...once, web_hook_url: 'http://169.254.169.254/latest' });

    await assert.rejects(handle.result(), (error) => {
      assert.ok(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure);
      assert.equal(error.cause.type, 'InvalidRequest');
      assert.match(error.cause.message, /web_hook_url: 169\.254\.169\.254/);
      assert.equal(readDetails('InvalidRequest', error.cause.details?.[0]).problems[0]?.field, 'web_hook_url');
      return true;
    });
  });

  test('runs its sessions on the grid until end_at, each in a run of its own, and completes', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring({ every: 2, for: 7 }));

    const status: TriggerStatus = await handle.result();

    assert.equal(status.state, 'completed');
    assert.equal(status.sessions.started, 4);
    assert.deepEqual(status.fires, {
      ran: 4,
      skipped_overlap: 0,
      skipped_quota: 0,
      missed_outage: 0,
      skipped_paused: 0,
    });
    assert.equal((await historiesOf(rig.client.workflow, handle.workflowId)).length, 4);
  });

  test('waits for start_at', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const start_at = new Date(Date.now() + 2_000).toISOString();
    const handle = await rig.start(recurring({ every: 60, for: 30 }, { start_now: false, start_at }));

    const before = await rig.status(handle);
    const status: TriggerStatus = await handle.result();

    assert.equal(before.state, 'scheduled');
    assert.deepEqual(before.next_fires, [start_at]);
    assert.ok(Date.parse(status.last?.started_at ?? '') >= Date.parse(start_at));
  });

  test('shows itself: search attributes, memo, and details that begin with the goal and name the open question', async (t) => {
    const rig = await createRig(t, { planner: asking });
    const handle = await rig.start(recurring({ every: 60, for: 600 }));
    await eventually('the question is open', async () => (await rig.status(handle)).requests.length > 0);

    const { memo, typedSearchAttributes } = await handle.describe();
    const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');

    const attributes = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    assert.equal(attributes['AutoTriggerState'], 'waiting_for_human');
    assert.equal(attributes['AutoTriggerEmail'], rig.email);
    assert.ok(attributes['AutoTriggerNextFire'] instanceof Date);
    assert.equal(memo?.['email'], rig.email);
    assert.match(metadata.currentDetails, /^\*\*Goal:\*\* Go through/);
    assert.match(metadata.currentDetails, /temporal workflow signal -w \S+ \\\n +--name user_input_response/);
  });

  test('keeps its memo from run to run, also where it was started without one', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring({ every: 1, for: 60 }, {}, 'Look at it'));

    await eventually(
      'the third run',
      async () => (await historiesOf(rig.client.workflow, handle.workflowId)).length > 2,
    );

    assert.deepEqual((await handle.describe()).memo, { goal: 'Look at it', email: rig.email });
  });

  test('says in a summary what each activity and timer is for', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring({ every: 60, for: 90 }));
    await eventually('the next session is waited for', async () => (await rig.status(handle)).sessions.answered === 1);

    const histories = await eventually('the second run waits', async () => {
      const runs = await historiesOf(rig.client.workflow, handle.workflowId);
      const isWaiting = runs.at(-1)?.history.events?.some((event) => event.timerStartedEventAttributes);
      return runs.length === 2 && isWaiting && runs;
    });

    const events = histories.flatMap(({ history }) => history.events ?? []);
    const steps = events.filter(
      (event) => event.activityTaskScheduledEventAttributes ?? event.timerStartedEventAttributes,
    );
    const summaries = steps.map((event) => Buffer.from(event.userMetadata?.summary?.data ?? []).toString('utf8'));
    assert.ok(steps.length >= 5);
    for (const summary of summaries) assert.match(summary, /^"[A-Z].{5,}"$/);
    assert.ok(summaries.some((summary) => summary.startsWith('"Wait for session 2, due ')));
  });

  test('without a webhook writes its events into the history, for the log alone', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(once);

    await handle.result();

    const { events } = await handle.fetchHistory();
    const scheduled = events?.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []) ?? [];
    const record = scheduled.find(({ activityType }) => activityType?.name === 'recordEvents');
    const input = JSON.parse(Buffer.from(record?.input?.payloads?.[0]?.data ?? []).toString('utf8'));
    assert.deepEqual(
      input.events.map((entry: { sequence: number; body: { event: string } }) => [entry.sequence, entry.body.event]),
      [
        [1, 'trigger.session.started'],
        [2, 'trigger.thoughts.and.memories'],
        [3, 'trigger.complete'],
      ],
    );
  });
});

describe('stopping', () => {
  test('lets the running session finish, and starts no other', async (t) => {
    const rig = await createRig(t, { planner: asking });
    const handle = await rig.start(recurring({ every: 60, for: 600 }, {}));
    await eventually('the question is open', async () => (await rig.status(handle)).requests.length > 0);

    const stopped = await update(handle, 'stop', { reason: 'enough', by: 'ann' });
    const draining = await rig.status(handle);
    await handle.signal('user_input_response', { value: 'https://example.com/' });

    assert.deepEqual(stopped, {
      state: 'waiting_for_human',
      next_fire_at: null,
      paused: false,
      running_session: 1,
      open_requests: 1,
    });
    assert.deepEqual(draining.next_fires, []);
    // the planner asks for ever, so that only `now` ends it
    await update(handle, 'stop', { now: true });
    const status: TriggerStatus = await handle.result();
    assert.equal(status.state, 'stopped');
    assert.equal(status.reason, 'enough');
    assert.equal(status.sessions.started, 1);
  });

  test('with now ends the session at once as stopped, and withdraws its question', async (t) => {
    const rig = await createRig(t, { planner: asking });
    const handle = await rig.start(recurring({ every: 60, for: 600 }));
    await eventually('the question is open', async () => (await rig.status(handle)).requests.length > 0);

    await update(handle, 'stop', { now: true });

    const status: TriggerStatus = await handle.result();
    assert.equal(status.last?.outcome, 'stopped');
    assert.deepEqual(
      status.closed_requests.map(({ how }) => how),
      ['withdrawn'],
    );
  });

  test('takes nothing as its argument', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring({ every: 60, for: 600 }));
    await eventually('the first session is over', async () => (await rig.status(handle)).sessions.answered === 1);

    await update(handle, 'stop');

    assert.equal((await handle.result()).state, 'stopped');
  });

  test('by cancellation is stop with now, and ends as cancelled', async (t) => {
    const rig = await createRig(t, { planner: asking });
    const handle = await rig.start(recurring({ every: 60, for: 600 }));
    await eventually('the question is open', async () => (await rig.status(handle)).requests.length > 0);

    await handle.cancel();

    await assert.rejects(handle.result(), (error) => {
      assert.ok(error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure);
      return true;
    });
    const status = await rig.status(handle);
    assert.equal(status.state, 'stopped');
    assert.equal(status.last?.outcome, 'stopped');
  });
});

describe('a trigger whose worker was away', () => {
  test('until after end_at completes with a missed_outage row for every fire', async (t) => {
    const rig = await createRig(t, { planner: contented, worker: 'none' });
    const handle = await rig.start(recurring({ every: 1, for: 3 }));
    const { withAutoTrigger } = recurring({ every: 1, for: 0 }) as { withAutoTrigger: { end_at: string } };
    await eventually('the end has come', () => Date.now() > Date.parse(withAutoTrigger.end_at) + 4_000);

    await rig.startWorker();

    const status: TriggerStatus = await handle.result();
    assert.equal(status.state, 'completed');
    assert.deepEqual(status.fires, {
      ran: 0,
      skipped_overlap: 0,
      skipped_quota: 0,
      missed_outage: 3,
      skipped_paused: 0,
    });
  });
});
