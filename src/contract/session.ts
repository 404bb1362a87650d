import type { AgentConfig } from './agent.ts';
import type { AnswerSchema } from './answer-schema.ts';
import type { Json } from './json.ts';
import type { ActionOutcome, MemoryChange, MemoryItem } from './results.ts';
import type { SessionErrorCode } from './session-errors.ts';
import type { ProposedAction, ToolName } from './tools.ts';

/** How a session ended. The last two end in a `trigger.error` with `fatal: true`, the others in `trigger.complete`. */
export const outcomes = [
  'answered',
  'no_change',
  'unsure',
  'denied',
  'expired',
  'stopped',
  'blocked',
  'failed',
] as const;
export type Outcome = (typeof outcomes)[number];

export function isFailure(outcome: Outcome): outcome is 'blocked' | 'failed' {
  return outcome === 'blocked' || outcome === 'failed';
}

/** A verbatim quote, found again in the text of the page at `url`. */
export interface Evidence {
  url: string;
  quote: string;
}

export interface Usage {
  steps: number;
  /** Working time; waiting for a human is in `waited_ms`. */
  duration_ms: number;
  waited_ms: number;
  input_tokens: number;
  output_tokens: number;
  cost_usd: number;
}

/** What happened since the last thought. */
export type Observation =
  | { kind: 'action'; action_id: string; tool: ToolName; outcome: ActionOutcome }
  /** `by_default`: nobody answered in time, and this is what the configuration says then. */
  | { kind: 'input'; request_id: string; value: Json; answered_by: string | null; by_default: boolean }
  | { kind: 'input_expired'; request_id: string };

interface SessionIdentity {
  id: string;
  /** 1 for a trigger's first session. */
  number: number;
  scheduled_for: string;
  started_at: string;
}

export type TokenUse = Pick<Usage, 'input_tokens' | 'output_tokens' | 'cost_usd'>;

/** What a planner said in an earlier thought of the session, in its own form, and what came of it. */
export interface Exchange {
  said: Json;
  observations: Observation[];
}

/** What a planner gets for one thought. */
export interface ThinkInput {
  tracking_id: string;
  session: SessionIdentity;
  goal: string;
  config: AgentConfig;
  /** When a session last ended `answered` or `no_change`; null before the first that did. */
  last_answered_at: string | null;
  memory: MemoryItem[];
  /** What the planner returned as its state with the last thought; null for a session's first. */
  planner_state: Json;
  /** All of the session's thoughts that said something, oldest first; the last one with what is new. */
  exchanges: Exchange[];
  /** What is new since the last thought. */
  observations: Observation[];
  steps_left: number;
  /** Working time that is left. */
  seconds_left: number;
  /** What the session's thoughts have used so far. */
  used: TokenUse;
  /** Addresses that the goal's owner gave as answers: their sites count as the goal's own. */
  given_addresses: string[];
}

/** How a planner ends a session. Memory changes that come with `blocked` or `failed` are not kept. */
export interface Finish {
  outcome: Exclude<Outcome, 'stopped'>;
  /** A sentence or two for people. */
  answer: string;
  result: Json;
  evidence: Evidence[];
  /** Where the outcome is `blocked` or `failed`. */
  error?: { code: SessionErrorCode; message: string };
}

export interface InputQuestion {
  message: string;
  details: Json;
  schema: AnswerSchema;
}

export type NextMove<Action> =
  | { type: 'act'; actions: Action[] }
  | { type: 'ask'; question: InputQuestion }
  | { type: 'finish'; finish: Finish }
  /** Nothing to be done outside; the planner goes on with what it said. */
  | { type: 'think' };

/** One thought: what was thought, what is to be remembered, and the next move. */
export interface Thought<Action> {
  thoughts: string;
  memories: MemoryChange[];
  planner_state: Json;
  /** What the planner wants to see again, in its own form, in later thoughts of the session. */
  said?: Json;
  usage?: TokenUse;
  next: NextMove<Action>;
}

/** A thought with what the worker adds to it: each action's effect and site, and the sites of the goal. */
export interface ThinkOutput extends Thought<ProposedAction> {
  goal_sites: string[];
  /** The queue of the worker that has what the session's thoughts said so far. */
  context_at: string;
}
