import { after, before, beforeEach } from 'node:test';
import type { ActionOutcome, LookResult, MemoryItem } from '../../../src/contract/results.ts';
import type { PlannedCall } from '../../../src/contract/tools.ts';
import { AgentConfig } from '../../../src/contract/agent.ts';
import type { Json } from '../../../src/contract/json.ts';
import type { Exchange, Finish, Observation, ThinkInput, Thought } from '../../../src/contract/session.ts';
import type { Planner } from '../../../src/agent/planner.ts';
import { createLlmPlanner } from '../../../src/agent/llm/planner.ts';
import type { ModelAccess } from '../../../src/agent/llm/models.ts';
import { parseAllowList } from '../../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../../src/network/guard.ts';
import { type LlmServer, type ScriptedAnswer, startLlmServer } from '../../support/llm-server.ts';

export const keys = { openai: 'sk-openai-1', anthropic: 'sk-ant-2', google: 'goog-3', own: 'own-4' };

export function accessTo(server: LlmServer): ModelAccess {
  return {
    openai: { key: keys.openai, baseUrl: server.url },
    anthropic: { key: keys.anthropic, baseUrl: server.url },
    google: { key: keys.google, baseUrl: server.url },
    own: { key: keys.own },
  };
}

export function plannerFor(server: LlmServer, access: ModelAccess = accessTo(server)): Planner {
  return createLlmPlanner({ guard: createNetworkGuard({ allow: parseAllowList(server.hostAndPort) }), access });
}

export function inputWith(config: object = {}, more: Partial<ThinkInput> = {}): ThinkInput {
  return {
    tracking_id: 'trg_1',
    session: { id: 'ses_1', number: 1, scheduled_for: '2026-11-24T08:00:00Z', started_at: '2026-11-24T08:00:00Z' },
    goal: 'Tell me the latest post on https://blog.example/',
    config: AgentConfig.parse({ driver: 'llm', model: 'openai/gpt-5-mini', ...config }),
    last_answered_at: null,
    memory: [],
    planner_state: null,
    exchanges: [],
    observations: [],
    steps_left: 60,
    seconds_left: 900,
    used: { input_tokens: 0, output_tokens: 0, cost_usd: 0 },
    given_addresses: [],
    ...more,
  };
}

/** A thought's signal, for tests that do not abort it. */
export const patient = () => ({ signal: new AbortController().signal });

export const call = (tool: string, given: unknown = {}): ScriptedAnswer => ({ calls: [{ tool, arguments: given }] });

export function look(tree: string, url = 'https://blog.example/'): LookResult {
  return { tool: 'snapshot', url, title: 'Blog', tree, is_cut: false, effects: {} };
}
export const done = (result: Extract<ActionOutcome, { status: 'done' }>['result']): ActionOutcome => ({
  status: 'done',
  result,
});

/** What a page does with an action. */
export type Page = (action: PlannedCall) => ActionOutcome;

export interface Played {
  finish: Finish;
  thoughts: Thought<PlannedCall>[];
  inputs: ThinkInput[];
  memory: MemoryItem[];
}

/** A session as the workflow runs it, with what goes over its border as JSON. */
export async function play(
  planner: Planner,
  first: ThinkInput,
  page: Page = () => done(look('- text: Hello')),
  answer: () => Observation = () => ({ kind: 'input_expired', request_id: 'r' }),
): Promise<Played> {
  let input = first;
  const played: Omit<Played, 'finish'> = { thoughts: [], inputs: [], memory: first.memory };
  for (let thoughts = 0; thoughts < 100; thoughts += 1) {
    played.inputs.push(input);
    // oxlint-disable-next-line no-await-in-loop
    const thought = JSON.parse(JSON.stringify(await planner.think(input, patient()))) as Thought<PlannedCall>;
    played.thoughts.push(thought);
    const { next, said, usage } = thought;
    const isLost = next.type === 'finish' && ['blocked', 'failed'].includes(next.finish.outcome);
    for (const { key, value, change } of isLost ? [] : thought.memories) {
      const others = played.memory.filter((item) => item.key !== key);
      played.memory = change === 'removed' ? others : [...others, { key, value, updated_at: '2026-11-24T08:00:00Z' }];
    }
    if (next.type === 'finish') return { ...played, finish: next.finish };
    const observations = next.type === 'act' ? observe(next.actions, page) : next.type === 'ask' ? [answer()] : [];
    input = {
      ...input,
      memory: played.memory,
      exchanges: [...input.exchanges, { said: said as Json, observations } satisfies Exchange],
      observations,
      steps_left: input.steps_left - observations.filter(({ kind }) => kind === 'action').length,
      used: {
        input_tokens: input.used.input_tokens + (usage?.input_tokens ?? 0),
        output_tokens: input.used.output_tokens + (usage?.output_tokens ?? 0),
        cost_usd: input.used.cost_usd + (usage?.cost_usd ?? 0),
      },
    };
  }
  throw new Error('the session did not end');
}

/** In order, until one does not come out as planned. */
function observe(actions: PlannedCall[], page: Page): Observation[] {
  const observations: Observation[] = [];
  for (const action of actions) {
    const outcome = page(action);
    observations.push({ kind: 'action', action_id: `act_${observations.length}`, tool: action.tool, outcome });
    if (outcome.status !== 'done') break;
  }
  return observations;
}

/** A scripted server for the tests of a `describe`, emptied before each; its address is known when they run. */
export function sharedLlmServer(): LlmServer {
  const server = {} as LlmServer;
  before(async () => void Object.assign(server, await startLlmServer()));
  after(() => server.close());
  beforeEach(() => {
    server.requests.length = 0;
    server.script.length = 0;
  });
  return server;
}

/** The messages of a request to an OpenAI-like server, each with its text. */
export function messagesOf(request: { body: { [key: string]: unknown } } | undefined) {
  const messages = (request?.body['messages'] ?? []) as {
    role: string;
    content: string | { text?: string }[] | null;
    tool_calls?: unknown[];
  }[];
  const textOf = (content: (typeof messages)[number]['content']) =>
    typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n');
  return messages.map(({ content, ...message }) => ({ ...message, content: textOf(content) }));
}
