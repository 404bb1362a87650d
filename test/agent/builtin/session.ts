import { proposeActions } from '../../../src/activities/propose-actions.ts';
import { goalSites } from '../../../src/agent/goal-sites.ts';
import { createBuiltinPlanner } from '../../../src/agent/builtin/planner.ts';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import type { ActionOutcome, MemoryItem } from '../../../src/contract/results.ts';
import type { ProposedAction } from '../../../src/contract/tools.ts';
import { AgentConfig } from '../../../src/contract/agent.ts';
import type { Json } from '../../../src/contract/json.ts';
import type { Finish, InputQuestion, Observation, ThinkInput } from '../../../src/contract/session.ts';

/** What a trigger keeps from session to session. */
export interface Life {
  memory: MemoryItem[];
  given: string[];
  lastAnsweredAt: string | null;
}

export interface People {
  /** Answers a question; undefined lets it expire. */
  answer?: (question: InputQuestion) => Json | undefined;
  /** What becomes of an action that leaves the goal's sites. */
  decide?: (action: ProposedAction) => 'approve' | 'deny' | 'expire';
  /** In place of what the browser would do. */
  intercept?: (action: ProposedAction) => ActionOutcome | undefined;
}

export interface Told {
  finish: Finish;
  thoughts: string[];
  actions: string[];
  questions: InputQuestion[];
}

const planner = createBuiltinPlanner();
const stepsMax = 20;
let sessions = 0;

/** What a planner gets for its first thought, but for what is told otherwise. */
export function inputFor(goal: string, more: Partial<ThinkInput> = {}): ThinkInput {
  const at = '2026-11-23T00:00:00Z';
  return {
    tracking_id: 'trg_1',
    session: { id: 'session', number: 1, scheduled_for: at, started_at: at },
    goal,
    config: AgentConfig.parse({}),
    last_answered_at: null,
    memory: [],
    planner_state: null,
    observations: [],
    exchanges: [],
    steps_left: 10,
    seconds_left: 900,
    used: { input_tokens: 0, output_tokens: 0, cost_usd: 0 },
    given_addresses: [],
    ...more,
  };
}

/** One session as the workflow runs it: think, act, think, …, on a real page. Memory is kept as the contract says. */
export async function runSession(pool: BrowserPool, goal: string, life: Life, people: People = {}): Promise<Told> {
  sessions += 1;
  const sessionId = `session-${sessions}`;
  await pool.open({ sessionId, checkpoint: null, allowedSites: goalSites(goal, life.given) });
  return runOn({ pool, sessionId }, goal, life, people).finally(() => pool.close(sessionId));
}

/** The same on a page that is open already, and stays open. */
export async function runOn(
  { pool, sessionId }: { pool: Pick<BrowserPool, 'act'>; sessionId: string },
  goal: string,
  life: Life,
  people: People = {},
): Promise<Told> {
  const { signal } = new AbortController();
  const told: Omit<Told, 'finish'> = { thoughts: [], actions: [], questions: [] };
  let observations: Observation[] = [];
  let plannerState: Json = null;
  const approved = new Set<string>();
  for (let step = 0; step < stepsMax; step += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const thought = await planner.think(
      inputFor(goal, {
        last_answered_at: life.lastAnsweredAt,
        memory: life.memory,
        planner_state: plannerState,
        observations,
        steps_left: stepsMax - step,
        given_addresses: life.given,
      }),
      { signal },
    );
    plannerState = JSON.parse(JSON.stringify(thought.planner_state)) as Json;
    told.thoughts.push(thought.thoughts);
    const { next } = thought;
    const isLost = next.type === 'finish' && (next.finish.outcome === 'failed' || next.finish.outcome === 'blocked');
    for (const { key, value } of isLost ? [] : thought.memories)
      life.memory = [
        ...life.memory.filter((item) => item.key !== key),
        { key, value, updated_at: '2026-11-23T00:00:00Z' },
      ];
    if (next.type === 'finish') {
      if (next.finish.outcome === 'answered' || next.finish.outcome === 'no_change')
        life.lastAnsweredAt = '2026-11-23T00:00:00Z';
      return { ...told, finish: next.finish };
    }
    if (next.type === 'ask') {
      told.questions.push(next.question);
      const value = people.answer?.(next.question);
      if (typeof value === 'string') life.given.push(value);
      observations =
        value === undefined
          ? [{ kind: 'input_expired', request_id: 'r' }]
          : [{ kind: 'input', request_id: 'r', value, answered_by: null, by_default: false }];
      continue;
    }
    observations = [];
    if (next.type === 'think') continue;
    const sites = goalSites(goal, life.given);
    for (const action of proposeActions(next.actions, { trackingId: 'trg_1', goal, sites })) {
      told.actions.push(action.summary);
      // oxlint-disable-next-line no-await-in-loop
      const outcome = await act(action);
      observations.push({ kind: 'action', action_id: `a${step}`, tool: action.tool, outcome });
    }
  }
  throw new Error(`the session did not end: ${told.actions.join(', ')}`);

  async function act(action: ProposedAction): Promise<ActionOutcome> {
    const intercepted = people.intercept?.(action);
    if (intercepted !== undefined) return intercepted;
    const leaves = action.effect === 'leave';
    const decision = leaves ? (people.decide?.(action) ?? 'deny') : 'approve';
    if (decision === 'deny') return { status: 'denied', reason: 'not this one', by: 'person' };
    if (decision === 'expire') return { status: 'expired' };
    const allowedSites = [...goalSites(goal, life.given), ...(action.site === null ? [] : [action.site])];
    // a page that was approved stays allowed for what reads it
    if (action.site !== null && leaves) approved.add(action.site);
    const { outcome } = await pool.act({
      sessionId,
      action,
      allowedSites: [...allowedSites, ...approved],
      permitted: action.effect,
      approves: null,
      robots: 'respect',
      signal,
    });
    return outcome;
  }
}
