import type { BrowserLease, Checkpoint, Permitted } from '../contract/activities.ts';
import type { AgentConfig } from '../contract/agent.ts';
import type { EventChoice } from '../contract/event-choice.ts';
import type { Json } from '../contract/json.ts';
import type { ActionOutcome, FrameOrigin } from '../contract/results.ts';
import type { Exchange, InputQuestion, Observation, TokenUse } from '../contract/session.ts';
import type { RunningSession } from '../contract/status.ts';
import type { ElementEffect, ExaminedAction, HeldRequest, ProposedAction } from '../contract/tools.ts';
import type { TriggerPlan } from '../contract/trigger.ts';
import type { Start } from './agenda.ts';
import { nowIso } from './now.ts';

/** All that a session is, as plain data: with it, any run can go on with the session. */
export interface CarriedSession {
  running: RunningSession;
  /** As they were when it began. */
  goal: string;
  config: AgentConfig;
  choice: EventChoice;
  used: TokenUse;
  planner_state: Json;
  goal_sites: string[];
  thoughts: ThoughtsState;
  /** Thoughts in a row that did nothing. */
  idle_thoughts: number;
  /** What is to be done before the next thought; null: think next. */
  move: SessionMove | null;
  /** What came of it so far; the next thought is told. */
  observations: Observation[];
  /** A site beyond the goal's, while the page is where it was permitted to go. */
  approved_site: string | null;
  /** Approvals that the page outlived: it changed before they could be used. */
  lapses: number;
  browser: BrowserState;
  questions: QuestionsState;
  permissions: PermissionsState;
}

export type SessionMove = Plan | { type: 'ask'; question: InputQuestion } | { type: 'think' };

export interface Plan {
  type: 'act';
  /** What is not done yet; the first of them is the one that is being done. */
  actions: ProposedAction[];
  /** How often the page had been opened again when it was made. */
  reopenings: number;
  doing: Undertaking | null;
}

/** An action, and how far it has come. */
export interface Undertaking {
  action_id: string;
  action: ProposedAction;
  /** Null until it is known that it may be done. */
  permitted: Permitted | null;
  /** What it wanted to send and a person is asked about; null where nothing waits. */
  held: HeldRequest | null;
  /** How many requests of it were asked about before. */
  held_before: number;
  /** What a person did not permit it to send. */
  refusal: ActionOutcome | null;
}

export interface ThoughtsState {
  /** All of them that said something; the last one without what came of it. */
  exchanges: Exchange[];
  /** The queue of the worker that thought last. */
  context_at: string | null;
}

export interface BrowserState {
  /** Null where no worker keeps a page. */
  lease: BrowserLease | null;
  checkpoint: Checkpoint | null;
  losses: number;
  /** How often the page was opened again: elements have other references then. */
  reopenings: number;
  /** How long a place was waited for, in milliseconds. */
  waited_ms: number;
  page: PageState;
}

export interface PageState {
  origin: string | null;
  site: string | null;
  tree: string;
  effects: { [ref: string]: ElementEffect };
  frames: { [ref: string]: FrameOrigin[] };
}

export interface QuestionsState {
  asked: number;
  /** How long people were waited for before, in milliseconds. */
  waited_ms: number;
  /** The one that is waited for. */
  open: OpenQuestion | null;
}

export interface OpenQuestion {
  request_id: string;
  asked_at_ms: number;
  expires_at_ms: number;
}

export interface PermissionsState {
  /** By the fingerprint of what a session's action wanted to send, and may not. */
  refusals: { [fingerprint: string]: Refusal };
  /** The fingerprints of what was approved when its page was gone. */
  unused: string[];
  /** What a person is asked about before an action; null where nobody is. */
  asked: Asked | null;
}

export type Refusal = Extract<ActionOutcome, { status: 'denied' | 'expired' }>;
export type Seen = Omit<ExaminedAction, 'element'> & { element: string | null };

export interface Asked {
  seen: Seen;
  because: string;
  /** True where a yes stands for later sessions. */
  asks_once: boolean;
  /** What an approval comes to. */
  permitted: Permitted;
}

/** A session that begins now. */
export function newSession(
  identity: { session_id: string; session_number: number },
  { due_ms, at_ms }: Start,
  { goal, config, choice }: TriggerPlan,
): CarriedSession {
  const scheduled_for = new Date(due_ms ?? at_ms).toISOString();
  return {
    running: { ...identity, scheduled_for, started_at: nowIso(), step: 0, doing: 'starting' },
    goal,
    config,
    choice,
    used: { input_tokens: 0, output_tokens: 0, cost_usd: 0 },
    planner_state: null,
    goal_sites: [],
    thoughts: { exchanges: [], context_at: null },
    idle_thoughts: 0,
    move: null,
    observations: [],
    approved_site: null,
    lapses: 0,
    browser: {
      lease: null,
      checkpoint: null,
      losses: 0,
      reopenings: 0,
      waited_ms: 0,
      page: { origin: null, site: null, tree: '', effects: {}, frames: {} },
    },
    questions: { asked: 0, waited_ms: 0, open: null },
    permissions: { refusals: {}, unused: [], asked: null },
  };
}

/** The plan as it was when a session began that goes on. */
export function planOf(session: CarriedSession | null, plan: TriggerPlan): TriggerPlan {
  if (session === null) return plan;
  const { goal, config, choice } = session;
  return { ...plan, goal, config, choice };
}
