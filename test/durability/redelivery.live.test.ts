import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { createAssisfy, type LoggedEvent } from '../../src/index.ts';
import { clientOf } from '../support/account.ts';
import { assertRefused } from '../support/assert-refused.ts';
import { eventually } from '../support/eventually.ts';
import { historiesOf } from '../support/replay.ts';
import { createRig, finishing, recurring, type Rig, scriptedPlanner, update } from '../support/rig.ts';
import { type ScriptedReceiver, startScriptedReceiver } from '../support/scripted-receiver.ts';

const contented = scriptedPlanner(() => finishing('All is well.'));
const second = 1_000;

interface Scene {
  rig: Rig;
  receiver: ScriptedReceiver;
  trigger: ReturnType<ReturnType<ReturnType<typeof createAssisfy>['session']>['get']>;
  start: (request: object) => Promise<WorkflowHandle>;
}

/** A worker that tries again after a second, a receiver that a test directs, and a client. */
async function setScene(t: TestContext): Promise<Scene> {
  const rig = await createRig(t, { planner: contented, worker: 'none' });
  await rig.startWorker({ deliveryPausesMs: [second] });
  const trackingId = `trg_${rig.name}`;
  const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
  t.after(() => client.close());
  return {
    rig,
    receiver: await startScriptedReceiver(t),
    trigger: client.session().get(trackingId),
    start: (request) => rig.start(request, trackingId),
  };
}

const logOf = ({ trigger }: Scene): Promise<LoggedEvent[]> => Array.fromAsync(trigger.events({ follow: false }));
const stateOf = (events: LoggedEvent[]) => events.map(({ sequence, state }) => `${sequence} ${state}`);

describe('an event that the receiver never takes', { concurrency: 2 }, () => {
  test('is given up after six like refusals and holds up no other; sent again, it has the same id and body', async (t) => {
    const scene = await setScene(t);
    const { rig, receiver, trigger, start } = scene;
    receiver.answer(({ data }) => (data.sequence === 2 ? 422 : 204));
    const handle = await start(recurring({ every: 60, for: 600 }, { web_hook_url: receiver.url }));
    await eventually(
      'the events behind it have come',
      async () => (await rig.status(handle)).deliveries.delivered === 2,
    );

    const given = (await logOf(scene)).find(({ sequence }) => sequence === 2);
    receiver.answer(() => 204);
    const { events, left } = await trigger.redeliver({ failed: true });

    assert.equal(given?.state, 'given_up');
    assert.match(given?.reason ?? '', /refused 6 times: HTTP 422/);
    assert.equal(given?.attempts.length, 6);
    assert.deepEqual(stateOf(events), ['2 delivered']);
    assert.equal(left, 0);
    const tries = receiver.arrivals.filter(({ data }) => data.sequence === 2);
    assert.equal(tries.length, 7);
    assert.equal(new Set(tries.map(({ id }) => id)).size, 1);
    assert.equal(new Set(tries.map(({ body }) => body)).size, 1);
    const { deliveries } = await rig.status(handle);
    assert.deepEqual([deliveries.delivered, deliveries.given_up, deliveries.waiting], [3, 0, 0]);
  });
});

describe('a receiver that answers 410', { concurrency: 2 }, () => {
  test('is sent nothing more, which the status says; the trigger goes on, and redeliver begins again', async (t) => {
    const scene = await setScene(t);
    const { rig, receiver, trigger, start } = scene;
    receiver.answer(() => 410);
    const handle = await start(recurring({ every: 2, for: 600 }, { web_hook_url: receiver.url }));
    await eventually('two sessions are over', async () => (await rig.status(handle)).sessions.answered >= 2);
    const ended = await rig.status(handle);

    assert.equal(receiver.arrivals.length, 1);
    assert.match(ended.deliveries.ended?.reason ?? '', /not|nothing is sent .* HTTP 410/);
    assert.ok((await logOf(scene)).every(({ state }) => state === 'given_up'));

    receiver.answer(() => 204);
    await trigger.redeliver({ from: 1 });
    await eventually('all have come', async () => (await rig.status(handle)).deliveries.waiting === 0);
    await update(handle, 'stop', { now: true });
    const last = (await handle.result()) as TriggerStatus;

    assert.equal(last.deliveries.ended, null);
    assert.equal(last.deliveries.given_up, 0);
    const sequences = receiver.taken().map(({ data }) => data.sequence);
    assert.deepEqual(
      sequences,
      sequences.map((_, index) => index + 1),
    );
  });
});

describe('a trigger that has ended', { concurrency: 2 }, () => {
  test('has the events that were given up sent all the same, in order, and its log says so', async (t) => {
    const scene = await setScene(t);
    const { receiver, trigger, start } = scene;
    receiver.answer(() => 410);
    const handle = await start({ goal: 'Look', web_hook_url: receiver.url });
    await handle.result();
    assert.ok((await logOf(scene)).every(({ state }) => state === 'given_up'));
    receiver.answer(() => 204);

    const { events } = await trigger.redeliver({ failed: true });

    assert.deepEqual(stateOf(events), ['1 delivered', '2 delivered', '3 delivered']);
    assert.deepEqual(
      receiver.taken().map(({ data }) => data.sequence),
      [1, 2, 3],
    );
    assert.deepEqual(stateOf(await logOf(scene)), ['1 delivered', '2 delivered', '3 delivered']);

    const { events: once } = await trigger.redeliver({ only: 2 });

    assert.deepEqual(stateOf(once), ['2 delivered']);
    assert.equal(receiver.taken().length, 4);
  });

  test('by cancellation has what was not delivered in its log, with the reason', async (t) => {
    const scene = await setScene(t);
    const { rig, receiver, start } = scene;
    const handle = await start(recurring({ every: 60, for: 600 }, { web_hook_url: receiver.url }));
    receiver.answer(() => 500);
    await eventually('the session is over', async () => (await rig.status(handle)).sessions.answered === 1);

    await handle.cancel();
    receiver.answer(() => 204);
    await assert.rejects(handle.result(), WorkflowFailedError);

    const log = await logOf(scene);
    assert.deepEqual(stateOf(log), ['1 delivered', '2 delivered', '3 delivered']);
  });

  test('and had no webhook cannot be asked for that', async (t) => {
    const { trigger, start } = await setScene(t);
    const handle = await start({ goal: 'Look' });
    await handle.result();

    await assertRefused(trigger.redeliver({ failed: true }), 'WrongState', /has no webhook/);
    await assertRefused(trigger.ping(), 'WrongState', /ended|completed/);
  });
});

describe('a test event', { concurrency: 2 }, () => {
  test('goes signed, between the events of the trigger, and is none of them', async (t) => {
    const scene = await setScene(t);
    const { receiver, trigger, start } = scene;
    await start(recurring({ every: 60, for: 600 }, { web_hook_url: receiver.url }));
    await eventually('the session is over', () => receiver.arrivals.length === 3);

    const result = await trigger.ping();

    assert.equal(result.delivered, true);
    assert.equal(result.status, 204);
    const arrival = receiver.arrivals.at(-1);
    assert.equal(arrival?.event, 'trigger.thoughts.and.memories');
    assert.equal(arrival?.data.test, true);
    assert.equal(arrival?.data.sequence, 0);
    assert.equal((await logOf(scene)).length, 3);
  });

  test('that is not taken comes with what helps, and one that is taken has what waits sent at once', async (t) => {
    const { rig, receiver, trigger, start } = await setScene(t);
    await rig.worker().stop();
    await rig.startWorker({ deliveryPausesMs: [3_600_000] });
    receiver.answer(() => 401);
    const handle = await start(recurring({ every: 60, for: 600 }, { web_hook_url: receiver.url }));
    await eventually('it waits', async () => (await rig.status(handle)).deliveries.next_attempt_at !== null);

    const refused = await trigger.ping();
    receiver.answer(() => 204);
    await trigger.ping();

    assert.equal(refused.delivered, false);
    assert.equal(refused.status, 401);
    assert.match(refused.advice ?? '', /secret/);
    await eventually('all have come', async () => (await rig.status(handle)).deliveries.delivered === 3);
  });
});

describe('a choice of events', { concurrency: 2 }, () => {
  test('has the rest in the log as not sent, and what is sent numbered without a gap', async (t) => {
    const scene = await setScene(t);
    const { receiver, start } = scene;
    const choice = { events: ['trigger.complete', 'trigger.error'], web_hook_url: receiver.url };
    const request = { ...recurring({ every: 1, for: 2.5 }, choice), config: { on_timeout: 'end_session' } };
    const handle = await start(request);

    const status = (await handle.result()) as TriggerStatus;

    assert.deepEqual(
      receiver.arrivals.map(({ event, data }) => `${data.sequence} ${event}`),
      Array.from({ length: status.sessions.started }, (_, index) => `${index + 1} trigger.complete`),
    );
    const unsent = (await logOf(scene)).filter(({ state }) => state === 'not_sent');
    assert.equal(unsent.length, 2 * status.sessions.started);
    assert.ok(unsent.every(({ sequence, reason }) => sequence === null && reason?.startsWith('left out by events')));
  });

  test('notify changes tells the end of a session that found something new, and of no other', async (t) => {
    const rig = await createRig(t, {
      planner: scriptedPlanner(({ session }) =>
        finishing('So it is.', session.number === 1 ? 'answered' : 'no_change'),
      ),
    });
    const trackingId = `trg_${rig.name}`;
    const receiver = await startScriptedReceiver(t);
    const request = recurring({ every: 1, for: 2.5 }, { notify: 'changes', web_hook_url: receiver.url });
    const handle = await rig.start(request, trackingId);

    const status = (await handle.result()) as TriggerStatus;

    assert.ok(status.sessions.no_change > 0);
    assert.deepEqual(
      receiver.arrivals.map(({ event, data }) => `${data.sequence} ${event}`),
      ['1 trigger.complete'],
    );
  });

  test('that asks for what becomes of the trigger itself is told, each event with what it is about', async (t) => {
    const { rig, receiver, trigger, start } = await setScene(t);
    const events = ['trigger.session.started', 'trigger.paused', 'trigger.resumed', 'trigger.ended'];
    const goal = `Read the blog. ${'It is long. '.repeat(50)}`;
    const request = recurring({ every: 60, for: 600 }, { events, notify: 'changes', web_hook_url: receiver.url });
    const handle = await start({ ...request, goal, label: 'blog', config: { on_timeout: 'end_session' } });
    await eventually('its session is over', async () => (await rig.status(handle)).sessions.answered === 1);

    await trigger.pause({ reason: 'holidays', by: 'ann' });
    await trigger.resume({ by: 'ann' });
    await trigger.stop({ reason: 'enough' });
    const status = (await handle.result()) as TriggerStatus;

    const told = receiver.arrivals.map(({ event, data }) => [data.sequence, event, data.goal.length]);
    assert.deepEqual(told, [
      [1, 'trigger.paused', 300],
      [2, 'trigger.resumed', 300],
      [3, 'trigger.ended', 300],
    ]);
    const [paused, resumed, ended] = receiver.arrivals.map(({ data }) => data as object as Record<string, unknown>);
    assert.deepEqual([paused?.['by'], paused?.['reason'], resumed?.['by']], ['ann', 'holidays', 'ann']);
    assert.ok(Date.parse(String(resumed?.['next_session_at'])) > Date.now());
    assert.deepEqual([ended?.['state'], ended?.['sessions'], ended?.['reason']], ['stopped', 1, 'enough']);
    for (const { data, trackingId } of receiver.arrivals)
      assert.deepEqual([data.email, data.label, trackingId], [rig.email, 'blog', handle.workflowId]);
    assert.equal(status.label, 'blog');
  });
});

describe('a trigger that was reset', () => {
  test('sends what its new branch does under new ids, and the log has that branch alone', async (t) => {
    const scene = await setScene(t);
    const { rig, receiver, start } = scene;
    const handle = await start(recurring({ every: 1, for: 60 }, { max_sessions: 3, web_hook_url: receiver.url }));
    await handle.result();
    const before = await logOf(scene);

    const second = await resetRun(handle, 2);
    await eventually('the new branch is over', async () => {
      const { status, runId } = await handle.describe();
      return status.name === 'COMPLETED' && runId !== second;
    });

    const after = await logOf(scene);
    assert.deepEqual(
      after.map(({ sequence, state }) => [sequence, state]),
      after.map((_, index) => [index + 1, 'delivered']),
    );
    assert.equal(after.filter(({ event }) => event === 'trigger.complete').length, 3);
    const [ids, others] = [before, after].map((log) => log.map(({ webhook_id }) => webhook_id));
    const { length } = before.filter(({ data }) => data.session_number === 1);
    assert.deepEqual(others?.slice(0, length), ids?.slice(0, length));
    assert.ok(
      others?.slice(length).every((id) => !ids?.includes(id)),
      'those of the new branch are new',
    );
    assert.deepEqual(new Set(receiver.arrivals.map(({ id }) => id)), new Set([...(ids ?? []), ...(others ?? [])]));
    assert.equal((await clientOf(t, rig).account().show()).today_sessions, 5);
  });
});

/** Has a trigger go on from the beginning of its run of that number; gives the id of the run that was the last so far. */
async function resetRun({ client, workflowId }: WorkflowHandle, number: number): Promise<string> {
  const runs = await historiesOf(client, workflowId);
  const { runId, history } = runs[number - 1] ?? {};
  const isTaskDone = ({
    workflowTaskCompletedEventAttributes: done,
  }: {
    workflowTaskCompletedEventAttributes?: unknown;
  }) => Boolean(done);
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId: runId ?? null },
    workflowTaskFinishEventId: history?.events?.find(isTaskDone)?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'a test',
  });
  return runs.at(-1)?.runId ?? '';
}
