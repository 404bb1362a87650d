/**
 * `npm run bench:webhooks`: what a worker delivers to a fast receiver, beside a plain loop of the same signed requests,
 * and what that adds to the histories. See README.md here.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { createBuiltinPlanner } from '../src/agent/builtin/planner.ts';
import type { WebhookEvent } from '../src/contract/events.ts';
import { startSite } from '../src/dev/sample-blog.ts';
import { parseAllowList } from '../src/network/allow-list.ts';
import { createNetworkGuard } from '../src/network/guard.ts';
import { createSender } from '../src/webhooks/sender.ts';
import { describeMachine, machineLine } from './machine.ts';
import { readCommand } from './scenarios.ts';
import { masterKeys, median, promptPlanner, quantile, say, startEnvironment, type Environment } from './environment.ts';
import { triggersWithBacklog } from './webhooks/backlog.ts';
import { startReceiver } from './webhooks/receiver.ts';
import { loseServer } from './webhooks/server-loss.ts';

/** The pause between tries, so that all triggers notice soon that the receiver is back. */
const pauseMs = 1_000;

/** The same requests without Temporal: so many loops, each one request after the other. */
async function plainLoops(loops: number, events: WebhookEvent[]): Promise<number> {
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

interface Drained {
  perSecond: number;
  historyPerEvent: number;
}

/** How fast a backlog goes out once the receiver is back. */
async function drain(environment: Environment, triggers: number, events: number): Promise<Drained> {
  const handles = await triggersWithBacklog(environment, receiver, triggers, events);
  const lengthOf = async (handle: WorkflowHandle) =>
    (await environment.client.workflow.getHandle(handle.workflowId).describe()).historyLength;
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
async function runningSessions(environment: Environment): Promise<void> {
  environment.plan(createBuiltinPlanner());
  const blog = await startSite('A blog', 'for the bench', posts);
  const goal = `Go through ${blog.url} and let me know the latest update`;
  const silent = await environment.run({ goal });
  receiver.setUp(true);
  await environment.run({ goal, web_hook_url: receiver.url }); // the first connection
  receiver.forget();
  const told = [];
  for (let session = 0; session < 15; session += 1)
    told.push(await environment.run({ goal, web_hook_url: receiver.url }));
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

async function drainBacklogs(environment: Environment): Promise<void> {
  environment.plan(promptPlanner);
  console.log('\ntriggers | events each | product | plain loops | ratio | history events an event');
  for (const [triggers, events] of [
    [1, 1_000],
    [100, 50],
  ] as const) {
    const { perSecond, historyPerEvent } = await drain(environment, triggers, events);
    const sample = receiver
      .arrived()
      .slice(0, events)
      .map(({ event }) => event);
    const plain = await plainLoops(triggers, sample);
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
}

/** A scenario on a environment of its own. */
async function inEnvironment(play: (environment: Environment) => Promise<void>): Promise<void> {
  const environment = await startEnvironment({ deliveryPausesMs: [pauseMs] });
  try {
    await play(environment);
  } finally {
    await environment.close();
  }
}

const { chosen, sizes } = readCommand(['sessions', 'drain', 'server-loss'], { lostTriggers: 200, lostEvents: 10 });
console.log(machineLine(describeMachine()));
const receiver = await startReceiver();
try {
  if (chosen.includes('sessions')) await inEnvironment(runningSessions);
  if (chosen.includes('drain')) await inEnvironment(drainBacklogs);
  if (chosen.includes('server-loss')) await loseServer(receiver, pauseMs, sizes.lostTriggers, sizes.lostEvents);
} finally {
  receiver.close();
}
say('done');
