import type { Json } from './json.ts';
import type { PlanChanges } from './reschedule.ts';
import type { ClosedRequest, Grant, ResourceRequest } from './resource-request.ts';
import type { Evidence, Outcome, Usage } from './session.ts';
import type { Spending } from './spending.ts';

export const openStates = ['scheduled', 'running', 'waiting_for_human', 'paused', 'draining'] as const;
export const closedStates = ['completed', 'stopped', 'failed'] as const;
export const triggerStates = [...openStates, ...closedStates] as const;
export type TriggerState = (typeof triggerStates)[number];

/** What a fire left in the ledger. */
export const fireRecords = ['ran', 'skipped_overlap', 'skipped_quota', 'missed_outage', 'skipped_paused'] as const;
export type FireRecord = (typeof fireRecords)[number];

/** One row of the ledger: one fire of the grid, or a session that somebody asked for. */
export interface LedgerRow {
  /** Null for a session that somebody asked for. */
  due: string | null;
  record: FireRecord;
  reason: string | null;
  started_at: string | null;
  /** With what it waited for a place among the workers' pages. */
  lateness_ms: number | null;
  session_id: string | null;
  session_number: number | null;
  outcome: Outcome | null;
}

export interface LastSession {
  session_id: string;
  session_number: number;
  started_at: string;
  ended_at: string;
  outcome: Outcome;
  answer: string;
  changed: boolean;
  baseline: boolean;
  result: Json;
  evidence: Evidence[];
  error: { code: string; message: string } | null;
  usage: Usage;
}

export interface RunningSession {
  session_id: string;
  session_number: number;
  scheduled_for: string;
  started_at: string;
  step: number;
  doing: string;
}

export interface DeliveryCounts {
  waiting: number;
  delivered: number;
  given_up: number;
  /** When the next try is due, while the receiver does not take what it is sent. */
  next_attempt_at: string | null;
  last_error: string | null;
  /** Since when, and why, nothing is sent any more: the receiver said that it is gone. */
  ended: { at: string; reason: string } | null;
}

/** Since when, and why, no session starts by itself. */
export interface Pause {
  since: string;
  reason: string | null;
  /** Null: the trigger itself, or nobody said. */
  by: string | null;
}

/** What somebody changed of a trigger, when and why. */
export interface PlanChange {
  at: string;
  by: string | null;
  reason: string | null;
  changes: PlanChanges;
}

/** A message from outside that changed nothing, and why. */
export interface Notice {
  at: string;
  what: string;
  why: string;
}

/** The trigger in full: what the query `status` answers and `show` prints. */
export interface TriggerStatus {
  tracking_id: string;
  email: string;
  goal: string;
  label: string | null;
  state: TriggerState;
  state_since: string;
  /** Why it is paused, is being stopped, or has ended, where somebody said so. */
  reason: string | null;
  paused: Pause | null;
  /** What was changed by `reschedule`, the last of it. */
  changes: PlanChange[];
  /** Minutes; null for a single session. */
  interval: number | null;
  start_at: string;
  end_at: string | null;
  /** The next five at most. */
  next_fires: string[];
  session: RunningSession | null;
  last: LastSession | null;
  requests: ResourceRequest[];
  closed_requests: ClosedRequest[];
  /** What it may do without asking again. */
  grants: Grant[];
  /** Counts for ever: sessions started, and how they ended. */
  sessions: { started: number } & Record<Outcome, number>;
  /** Counts for ever, by record. */
  fires: Record<FireRecord, number>;
  consecutive_failures: number;
  /** What its sessions used of models; days and months are those of the account. */
  spent: Spending;
  deliveries: DeliveryCounts;
  web_hook_url: string | null;
  /** Signals and updates taken, counted for ever; the last that changed nothing, with the reason. */
  messages: { signals: number; updates: number; ignored: number; notices: Notice[] };
  /** What a bound made the trigger let go of. */
  limits_reached: string[];
}

export function isClosed(state: TriggerState): boolean {
  return (closedStates as readonly string[]).includes(state);
}
