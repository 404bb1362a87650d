/**
 * `npm run bench:session`: what a session through the product costs beside a plain script with the same browser
 * code. See README.md here.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createBuiltinPlanner } from '../src/agent/builtin/planner.ts';
import type { Planner } from '../src/agent/planner.ts';
import { createBrowserPool } from '../src/browser/pool.ts';
import type { ActionOutcome } from '../src/contract/results.ts';
import type { PlannedCall, ToolCall } from '../src/contract/tools.ts';
import type { WebhookEvent } from '../src/contract/events.ts';
import { startSite } from '../src/dev/sample-blog.ts';
import { parseAllowList } from '../src/network/allow-list.ts';
import { createNetworkGuard } from '../src/network/guard.ts';
import { median, say, startEnvironment, startButtonSite, type Environment } from './environment.ts';

const rounds = 5;
const actionsAThought = 5;

interface Plain {
  wallMs: number;
  actionMs: number;
}

/** The reference of the button, which stays as it is. */
function buttonIn(outcome: ActionOutcome): string {
  const tree = outcome.status === 'done' && 'tree' in outcome.result ? outcome.result.tree : '';
  return /button "Next"[^\n]*\[ref=(\w+)\]/.exec(tree)?.[1] ?? 'none';
}

/** Opens the page, looks, and clicks. */
async function plainScript(pool: ReturnType<typeof createBrowserPool>, url: string, actions: number): Promise<Plain> {
  const sessionId = 'plain';
  const allowedSites = [new URL(url).host];
  const { signal } = new AbortController();
  const act = async (action: ToolCall): Promise<ActionOutcome> => {
    const permitted = action.tool === 'click' ? 'act' : 'read';
    const { outcome } = await pool.act({
      sessionId,
      action,
      allowedSites,
      permitted,
      approves: null,
      robots: 'ignore',
      signal,
    });
    if (outcome.status !== 'done') throw new Error(`${action.tool}: ${JSON.stringify(outcome)}`);
    return outcome;
  };
  const begin = performance.now();
  await pool.open({ sessionId, checkpoint: null, allowedSites });
  await act({ tool: 'navigate', arguments: { url } });
  let ref = buttonIn(await act({ tool: 'snapshot', arguments: {} }));
  const clicking = performance.now();
  for (let action = 0; action < actions; action += 1) ref = buttonIn(await act({ tool: 'click', arguments: { ref } }));
  const actionMs = (performance.now() - clicking) / actions;
  await pool.close(sessionId);
  return { wallMs: performance.now() - begin, actionMs };
}

/** The same actions, five a thought. */
function clicking(url: string, actions: number): Planner {
  return {
    think({ planner_state, observations }) {
      const state = (planner_state ?? { done: 0 }) as { done: number; ref?: string };
      const last = observations.at(-1);
      if (last?.kind === 'action' && last.outcome.status !== 'done') throw new Error(JSON.stringify(last));
      const then = (next: PlannedCall[], kept: object) =>
        Promise.resolve({
          thoughts: 'On.',
          memories: [],
          planner_state: { ...state, ...kept },
          next: { type: 'act' as const, actions: next },
        });
      if (last === undefined)
        return then(
          [
            { tool: 'navigate', arguments: { url } },
            { tool: 'snapshot', arguments: {} },
          ],
          {},
        );
      const ref = state.ref ?? (last.kind === 'action' ? buttonIn(last.outcome) : 'none');
      const left = Math.min(actionsAThought, actions - state.done);
      if (left > 0)
        return then(
          Array.from({ length: left }, () => ({ tool: 'click', arguments: { ref } })),
          { done: state.done + left, ref },
        );
      const finish = { outcome: 'answered' as const, answer: 'There.', result: null, evidence: [] };
      return Promise.resolve({
        thoughts: 'There.',
        memories: [],
        planner_state: null,
        next: { type: 'finish', finish },
      });
    },
  };
}

interface Arrival {
  event: WebhookEvent;
  at: number;
}

/** A receiver that takes everything and notes when it came. */
async function listen() {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => {
    const at = Date.now();
    const take = async () => {
      arrivals.push({ event: JSON.parse(await text(request)) as WebhookEvent, at });
      response.writeHead(204).end();
    };
    take().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { arrivals, url, close: () => server.close() };
}

const config = { max_steps: 200, robots: 'ignore' };

async function compare(environment: Environment, webhook: string): Promise<void> {
  let delayMs = 0;
  const site = await startButtonSite(() => delayMs);
  const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.1') });
  const pool = createBrowserPool({ executablePath: async () => environment.chromiumPath, maxSessions: 1, guard });
  const url = `${site.url}/`;
  const through = async (actions: number) => {
    environment.plan(clicking(url, actions));
    const finished = await environment.run({ goal: `Click through ${url}`, config, web_hook_url: webhook });
    const { last } = finished.status;
    if (last?.outcome !== 'answered') throw new Error(`the session ended ${last?.outcome}: ${last?.answer}`);
    return { ...finished, wallMs: last.usage.duration_ms };
  };
  await plainScript(pool, url, 3);
  await through(3);

  console.log('20 actions a session, five a thought; medians of', rounds, 'rounds, plain and product in turn\n');
  console.log('action | plain script | product | ratio | overhead an action | activities | history');
  for (delayMs of [0, 70, 150, 270]) {
    const plain: Plain[] = [];
    const product: Awaited<ReturnType<typeof through>>[] = [];
    for (let round = 0; round < rounds; round += 1) {
      plain.push(await plainScript(pool, url, 20));
      product.push(await through(20));
    }
    const plainMs = median(plain.map(({ wallMs }) => wallMs));
    const productMs = median(product.map(({ wallMs }) => wallMs));
    const { activities, historyEvents, historyBytes } = product[0] ?? {
      activities: 0,
      historyEvents: 0,
      historyBytes: 0,
    };
    const cells = [
      `${median(plain.map(({ actionMs }) => actionMs)).toFixed(0)} ms`,
      `${plainMs.toFixed(0)} ms`,
      `${productMs.toFixed(0)} ms`,
      (productMs / plainMs).toFixed(2),
      `${((productMs - plainMs) / 20).toFixed(1)} ms`,
      String(activities),
      `${historyEvents} events, ${(historyBytes / 1_000).toFixed(0)} kB`,
    ];
    console.log(cells.join(' | '));
  }

  console.log('\nactions | history events | history bytes | bytes an action');
  delayMs = 0;
  for (const actions of [20, 40, 80]) {
    const { historyEvents, historyBytes } = await through(actions);
    console.log([actions, historyEvents, historyBytes, (historyBytes / actions).toFixed(0)].join(' | '));
  }
  await pool.closeAll();
  site.close();
}

/** From the fire to the first event at the receiver, on a warm worker. */
async function firstEvents(environment: Environment, webhook: string, arrivals: Arrival[]): Promise<void> {
  environment.plan({
    think: () =>
      Promise.resolve({
        thoughts: 'Nothing.',
        memories: [],
        planner_state: null,
        next: {
          type: 'finish',
          finish: { outcome: 'no_change', answer: 'Nothing.', result: null, evidence: [] },
        },
      }),
  });
  arrivals.length = 0;
  const end_at = new Date(Date.now() + 22_000).toISOString();
  const withAutoTrigger = { interval: 2 / 60, end_at, start_now: true, web_hook_url: webhook };
  await environment.run({ goal: 'Tick', withAutoTrigger });
  const lateness = arrivals.flatMap(({ event, at }) =>
    event.event === 'trigger.session.started' ? [at - Date.parse(event.data.scheduled_for)] : [],
  );
  console.log(
    `\nFirst event at the receiver after the fire: median ${median(lateness.slice(1)).toFixed(0)} ms, most ${Math.max(...lateness.slice(1))} ms (${lateness.length - 1} fires)`,
  );
}

/** The built-in planner's session on the sample blog, from its first event to its last. */
async function builtinSessions(environment: Environment, webhook: string): Promise<void> {
  environment.plan(createBuiltinPlanner());
  const blog = await startSite('A blog', 'for the bench', posts);
  const durations: number[] = [];
  for (let session = 0; session < 9; session += 1) {
    const { status } = await environment.run({
      goal: `Go through ${blog.url} and let me know the latest update`,
      web_hook_url: webhook,
    });
    if (status.last?.outcome !== 'answered')
      throw new Error(`the session ended ${status.last?.outcome}: ${status.last?.answer}`);
    durations.push(status.last.usage.duration_ms);
  }
  await blog.close();
  console.log(
    `Built-in planner's session on a local page: median ${median(durations).toFixed(0)} ms, most ${Math.max(...durations)} ms (${durations.length} sessions)`,
  );
}

const posts = Array.from({ length: 12 }, (_, index) => ({
  slug: `post-${index + 1}`,
  title: `Post number ${index + 1}`,
  published_at: `2026-10-${String(index + 1).padStart(2, '0')}T09:00:00Z`,
  text: ['A first paragraph that says what this post is about, in a sentence or two.'],
}));

const environment = await startEnvironment();
const receiver = await listen();
try {
  await compare(environment, receiver.url);
  await firstEvents(environment, receiver.url, receiver.arrivals);
  await builtinSessions(environment, receiver.url);
} finally {
  receiver.close();
  await environment.close();
}
say('done');
