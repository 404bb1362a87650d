/**
 * `npm run bench:webhooks`: what a worker delivers to a fast receiver, beside a plain loop of the same signed requests,
 * and what that adds to the histories. See README.md here.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { createBuiltinPlanner } from '../src/agent/builtin.ts';
import type { WebhookEvent } from '../src/contract/events.ts';
import { autoTriggerType, setMemoryUpdate } from '../src/contract/messages.ts';
import { startSite } from '../src/dev/sample-blog.ts';
import { parseAllowList } from '../src/network/allow-list.ts';
import { createNetworkGuard } from '../src/network/guard.ts';
import { createSender } from '../src/webhooks/sender.ts';
import { masterKeys, median, quantile, say, setStage, type Stage } from './stage.ts';

const updatesAtOnce = 20;
/** The pause between tries, so that all triggers notice soon that the receiver is back. */
const pauseMs = 1_000;

interface Arrival {
  event: WebhookEvent;
  at: number;
}

/** A receiver that takes everything at once, or nothing. */
async function listen() {
  let arrivals: Arrival[] = [];
  let isUp = true;
  const server = createServer((request, response) => {
    const take = async () => {
      const body = await text(request);
      if (isUp) arrivals.push({ event: JSON.parse(body) as WebhookEvent, at: Date.now() });
      response.writeHead(isUp ? 204 : 503).end();
    };
    take().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    setUp: (up: boolean) => {
      isUp = up;
    },
    arrived: () => arrivals,
    forget: () => {
      arrivals = [];
    },
    close: () => server.close(),
  };
}
type Receiver = Awaited<ReturnType<typeof listen>>;

/** The same requests without Temporal: so many loops, each one request after the other. */
async function plainLoops(receiver: Receiver, loops: number, events: WebhookEvent[]): Promise<number> {
  const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.1') });
  const sender = createSender({ guard, masterKeys });
  const { signal } = new AbortController();
  const begin = performance.now();
  const loop = async (number: number) => {
    for (const [index, body] of events.entries()) {
      const event = { webhook_id: `msg_plain_${number}_${index}`, sequence: index + 1, body };
      const { outcome } = await sender.send({ url: receiver.url, trackingId: `trg_${number}`, event, signal });
      if (outcome !== 'delivered') throw new Error(`a plain request came to ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: loops }, (_, number) => loop(number)));
  const seconds = (performance.now() - begin) / 1_000;
  await sender.close();
  return (loops * events.length) / seconds;
}

let started = 0;

/** A trigger between two sessions, whose receiver took nothing so far: so many events wait. */
async function triggerWithBacklog(stage: Stage, receiver: Receiver, events: number): Promise<WorkflowHandle> {
  const end_at = new Date(Date.now() + 3_600_000).toISOString();
  const withAutoTrigger = { interval: 50, end_at, start_now: true, web_hook_url: receiver.url };
  const handle = await stage.client.workflow.start(autoTriggerType, {
    workflowId: `trg_backlog_${++started}`,
    taskQueue: 'auto-trigger',
    args: [{ email: 'bench@example.com', goal: 'Wait', withAutoTrigger }],
  });
  const waiting = async () => (await handle.query<{ deliveries: { waiting: number } }>('status')).deliveries.waiting;
  while ((await waiting()) < 3) await pause(50); // those of the first session
  let sent = 3;
  const writer = async () => {
    // each change of the memory is an event
    for (; sent < events;) {
      const key = `key ${++sent}`;
      await handle.executeUpdate(setMemoryUpdate, { args: [{ key, value: 'a value of some words, as they are' }] });
    }
  };
  await Promise.all(Array.from({ length: Math.min(updatesAtOnce, 8) }, writer));
  return handle;
}

interface Drained {
  perSecond: number;
  historyPerEvent: number;
}

/** How fast a backlog goes out once the receiver is back. */
async function drain(stage: Stage, receiver: Receiver, triggers: number, events: number): Promise<Drained> {
  receiver.setUp(false);
  say(`preparing ${triggers} triggers with ${events} events each`);
  const handles: WorkflowHandle[] = [];
  for (let group = 0; group < triggers; group += 10)
    handles.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(10, triggers - group) }, () => triggerWithBacklog(stage, receiver, events)),
      )),
    );
  const lengthOf = async (handle: WorkflowHandle) =>
    (await stage.client.workflow.getHandle(handle.workflowId).describe()).historyLength;
  const before = await Promise.all(handles.map(lengthOf));
  receiver.forget();
  receiver.setUp(true);
  const wanted = triggers * events;
  while (receiver.arrived().length < wanted) await pause(20);
  const times = receiver.arrived().map(({ at }) => at);
  await pause(500); // until the last rounds are written down
  const after = await Promise.all(handles.map(lengthOf));
  const history = after.reduce((sum, length, index) => sum + length - (before[index] ?? 0), 0);
  await Promise.all(handles.map((handle) => handle.terminate('measured')));
  return {
    perSecond: wanted / ((Math.max(...times) - Math.min(...times)) / 1_000),
    historyPerEvent: history / wanted,
  };
}

/** From emission to receipt in running sessions, and what deliveries add to the history of one. */
async function runningSessions(stage: Stage, receiver: Receiver): Promise<void> {
  stage.plan(createBuiltinPlanner());
  const blog = await startSite('A blog', 'for the bench', posts);
  const goal = `Go through ${blog.url} and let me know the latest update`;
  const silent = await stage.run({ goal });
  receiver.setUp(true);
  await stage.run({ goal, web_hook_url: receiver.url }); // the first connection
  receiver.forget();
  const told = [];
  for (let session = 0; session < 15; session += 1) told.push(await stage.run({ goal, web_hook_url: receiver.url }));
  await blog.close();
  const delays = receiver.arrived().map(({ event, at }) => at - Date.parse(event.data.occurred_at));
  const events = receiver.arrived().length / told.length;
  const added =
    (median(told.map(({ historyEvents }) => historyEvents)) - silent.historyEvents + recordingEvents) / events;
  console.log(
    `\nRunning sessions (built-in planner, ${events} events each): from emission to receipt p50 ${quantile(delays, 0.5)} ms, p99 ${quantile(delays, 0.99)} ms; ${added.toFixed(1)} history events a delivered event`,
  );
}

/** A session without a webhook writes its events down in one activity: three events, and the task that follows. */
const recordingEvents = 6;

const posts = Array.from({ length: 12 }, (_, index) => ({
  slug: `post-${index + 1}`,
  title: `Post number ${index + 1}`,
  published_at: `2026-10-${String(index + 1).padStart(2, '0')}T09:00:00Z`,
  text: ['A first paragraph that says what this post is about, in a sentence or two.'],
}));

const stage = await setStage({ deliveryPausesMs: [pauseMs] });
const receiver = await listen();
try {
  await runningSessions(stage, receiver);
  stage.plan({
    think: () => {
      const finish = { outcome: 'no_change' as const, answer: 'Nothing.', result: null, evidence: [] };
      return Promise.resolve({ thoughts: '', memories: [], planner_state: null, next: { type: 'finish', finish } });
    },
  });
  console.log('\ntriggers | events each | product | plain loops | ratio | history events an event');
  for (const [triggers, events] of [
    [1, 1_000],
    [100, 50],
  ] as const) {
    const { perSecond, historyPerEvent } = await drain(stage, receiver, triggers, events);
    const sample = receiver
      .arrived()
      .slice(0, events)
      .map(({ event }) => event);
    const plain = await plainLoops(receiver, triggers, sample);
    console.log(
      [
        triggers,
        events,
        `${perSecond.toFixed(0)} events/s`,
        `${plain.toFixed(0)} events/s`,
        (perSecond / plain).toFixed(2),
        historyPerEvent.toFixed(2),
      ].join(' | '),
    );
  }
} finally {
  receiver.close();
  await stage.close();
}
say('done');
