import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { LedgerRow, TriggerStatus } from '../../src/contract/status.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { startFormSite, type FormSite } from '../support/form-site.ts';
import { formFillingPlanner, mayBeSent } from '../support/scripted-session.ts';
import { spawnWorker } from '../support/worker-process.ts';

interface Scene {
  rig: Rig;
  site: FormSite;
  start(): Promise<WorkflowHandle>;
}

async function scene(t: TestContext): Promise<Scene> {
  const rig = await createRig(t, { worker: 'none' });
  const site = await startFormSite();
  t.after(() => site.close());
  const start = () => rig.start({ goal: `${site.url} has a form: send it`, config: mayBeSent });
  return { rig, site, start };
}

/** The events of a trigger without a webhook, as its history has them. */
async function eventsOf(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  const scheduled = events?.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []) ?? [];
  return scheduled
    .filter(({ activityType }) => activityType?.name === 'recordEvents')
    .flatMap(({ input }) => JSON.parse(Buffer.from(input?.payloads?.[0]?.data ?? []).toString('utf8')).events)
    .map((entry: { body: { event: string } }) => entry.body.event);
}

const formFilling = { planner: formFillingPlanner };
const received = 'The form was received 1 time, and we thank you for it.';

describe('a session whose worker is killed with SIGKILL', { concurrency: 3 }, () => {
  test('never, for comparison: the form reaches the site once', async (t) => {
    const { rig, site, start } = await scene(t);
    await rig.startWorker(formFilling);

    const { last }: TriggerStatus = await (await start()).result();

    assert.ok(last?.answer.includes(received), last?.answer);
    assert.equal(site.sent(), 1);
  });

  test('while a page loads goes on, on another worker, with the same answer', async (t) => {
    const { rig, site, start } = await scene(t);
    const loading = site.reached('/form');
    const first = await spawnWorker(t, rig.taskQueue, 'form');
    const handle = await start();
    await loading;
    const second = rig.startWorker(formFilling);
    first.kill('SIGKILL');
    await second;

    const { last }: TriggerStatus = await handle.result();

    assert.ok(last?.answer.includes(received), last?.answer);
    assert.equal(site.sent(), 1);
    assert.equal((await eventsOf(handle)).filter((name) => name === 'trigger.browser.started').length, 2);
  });

  test('while it clicks does not click again: the planner is told that the outcome is unknown', async (t) => {
    const { rig, site, start } = await scene(t);
    const first = await spawnWorker(t, rig.taskQueue, 'form');
    const clicked = site.reached('/result');
    const handle = await start();
    await clicked;
    first.kill('SIGKILL');
    await once(first, 'exit');
    await rig.startWorker(formFilling); // the one that is restarted

    const { last }: TriggerStatus = await handle.result();

    assert.ok(last?.answer.includes(received), last?.answer);
    assert.equal(site.sent(), 1);
  });

  test('while it waits for a human takes the answer all the same, and the built-in planner goes on', async (t) => {
    const { rig, site } = await scene(t);
    const first = await spawnWorker(t, rig.taskQueue, 'builtin');
    const handle = await rig.start({ goal: 'Let me know the latest post' });
    await eventually('the question is open', async () => (await rig.status(handle)).requests.length > 0);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await handle.signal('user_input_response', { value: `${site.url}/blog` }); // while no worker is up
    await rig.startWorker();

    const { last }: TriggerStatus = await handle.result();

    assert.equal(last?.outcome, 'answered');
    assert.match(last?.answer ?? '', /The second post/);
  });

  test('counts an answer by when it was sent, not by when a worker sees it', async (t) => {
    const { rig, site } = await scene(t);
    const first = await spawnWorker(t, rig.taskQueue, 'builtin');
    const start = () => rig.start({ goal: 'Let me know the latest post', config: { answer_timeout: 8 } });
    const [inTime, tooLate] = [await start(), await start()];
    const asked = (handle: WorkflowHandle) =>
      eventually('the question is open', async () => (await rig.status(handle)).requests[0]);
    const [question, other] = [await asked(inTime), await asked(tooLate)];
    first.kill('SIGKILL');
    await once(first, 'exit');
    const value = `${site.url}/blog`;
    await inTime.signal('user_input_response', { ...question.how_to_answer.input, value });
    await eventually('the time of both is over', () => Date.now() > Date.parse(other.expires_at) + 100);
    for (const handle of [inTime, tooLate])
      await handle.signal('user_input_response', { request_id: 'req_1_1', value });
    await rig.startWorker();

    const outcomes = await Promise.all(
      [inTime, tooLate].map(async (handle) => {
        const { last, closed_requests, messages }: TriggerStatus = await handle.result();
        const [row] = await handle.query<LedgerRow[]>('ledger');
        return { outcome: last?.outcome, how: closed_requests[0]?.how, said: row?.reason, ignored: messages.ignored };
      }),
    );

    assert.deepEqual(outcomes, [
      { outcome: 'answered', how: 'answered', said: outcomes[0]?.said, ignored: 1 },
      { outcome: 'expired', how: 'expired', said: outcomes[1]?.said, ignored: 1 },
    ]);
    // nothing is said of it where a worker saw it in time after all
    const { said } = outcomes[0] ?? {};
    if (said) assert.match(said, /^req_1_1 was answered before its time ended at .*, and no worker saw that/);
    assert.match(
      outcomes[1]?.said ?? '',
      /^an answer to req_1_1 was sent after its time had ended at .* did not count/,
    );
  });

  for (const [moment, path] of [
    ['the list', '/blog'],
    ['the post', '/posts/2027-01-12'],
  ] as const)
    test(`while ${moment} loads gives the same answer as without the kill`, async (t) => {
      const { rig, site } = await scene(t);
      const goal = `Go through ${site.url}/blog and let me know the latest update`;
      const first = await spawnWorker(t, rig.taskQueue, 'builtin');
      const undisturbed: TriggerStatus = await (await rig.start({ goal })).result();
      const loading = site.reached(path);
      const handle = await rig.start({ goal });
      await loading;
      first.kill('SIGKILL');
      await once(first, 'exit');
      await rig.startWorker();

      const { last }: TriggerStatus = await handle.result();

      assert.equal(last?.answer, undisturbed.last?.answer);
      assert.deepEqual(last?.result, undisturbed.last?.result);
      assert.deepEqual(last?.evidence, undisturbed.last?.evidence);
    });

  test('five times, as soon as the page is open again, ends as without', async (t) => {
    const { rig, site, start } = await scene(t);
    const handle = await killedAgainAndAgain(t, rig, start, 5);

    const { last }: TriggerStatus = await handle.result();

    assert.ok(last?.answer.includes(received), last?.answer);
    assert.equal(site.sent(), 1);
  });
});

describe('the page of a session', () => {
  test('is opened on another worker than the one that runs the workflow, where there is one', async (t) => {
    const { rig, site } = await scene(t);
    await Promise.all([1, 2].map(() => spawnWorker(t, rig.taskQueue, 'builtin')));
    const goal = `Go through ${site.url}/blog and let me know the latest update`;
    const handles = await Promise.all([1, 2, 3].map(() => rig.start({ goal })));

    for (const handle of handles) {
      const { last }: TriggerStatus = await handle.result();
      const { page, workflow } = await whereOpened(handle);
      assert.equal(last?.outcome, 'answered');
      assert.notEqual(page.identity, workflow.identity);
    }
  });

  test('is opened at the first try by a worker that is alone', async (t) => {
    const { rig, site } = await scene(t);
    await rig.startWorker();
    const handle = await rig.start({ goal: `Go through ${site.url}/blog and let me know the latest update` });
    await handle.result();

    const { page, workflow } = await whereOpened(handle);

    assert.equal(page.identity, workflow.identity);
    assert.equal(page.attempt, 1);
  });
});

/** Who opened the page, and who had the workflow's task before that. */
async function whereOpened(handle: WorkflowHandle) {
  const events = (await handle.fetchHistory()).events ?? [];
  const opening = events.find(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === 'openBrowser',
  );
  const started = events.map(({ activityTaskStartedEventAttributes: start }) => start);
  const page = started.find((start) => String(start?.scheduledEventId) === String(opening?.eventId));
  const workflow = events
    .filter(({ eventId }) => Number(eventId) < Number(opening?.eventId))
    .findLast(({ workflowTaskStartedEventAttributes: task }) => task)?.workflowTaskStartedEventAttributes;
  assert.ok(page && workflow);
  return { page, workflow };
}

/** The first worker thinks before it opens the page; each dies when that is open, before anybody hears of it. */
async function killedAgainAndAgain(
  t: TestContext,
  rig: Rig,
  start: Scene['start'],
  times: number,
): Promise<WorkflowHandle> {
  const handle = await start();
  for (let loss = 1; loss <= times; loss += 1) {
    const worker = await spawnWorker(t, rig.taskQueue, 'form', { diesAtStep: loss === 1 ? 3 : 2 });
    if (worker.signalCode === null) await once(worker, 'exit');
  }
  await rig.startWorker(formFilling);
  return handle;
}
