import type { MemoryItem } from '../contract/agent.ts';
import type { OutgoingEvent } from '../contract/events.ts';
import type { Grant } from '../contract/resource-request.ts';
import { outcomes, type Outcome } from '../contract/session.ts';
import type { LastSession, TriggerState, TriggerStatus } from '../contract/status.ts';
import type { HumanRequestsState } from './human-requests.ts';
import { emptyLedger, type LedgerState } from './ledger.ts';
import { emptyOutbox, type OutboxState, waitingEvent } from './outbox.ts';

/** All that a trigger carries from run to run. A new field needs a new version and an upgrade from the old one. */
export interface CarriedState {
  version: 2;
  accepted_at_ms: number;
  /** The first point of the grid that has no record yet. */
  next_index: number;
  state: TriggerState;
  state_since: string;
  stopping: { reason: string | null; by: string | null } | null;
  ledger: LedgerState;
  outbox: OutboxState;
  requests: HumanRequestsState;
  memory: MemoryItem[];
  grants: Grant[];
  /** How many there ever were: their ids count on. */
  grants_given: number;
  given_addresses: string[];
  sessions: TriggerStatus['sessions'];
  consecutive_failures: number;
  has_baseline: boolean;
  last: LastSession | null;
  last_answered_at: string | null;
  quota_error_date: string | null;
  messages: TriggerStatus['messages'];
  /** Update ids taken lately with what they returned, so that a repetition is the success that it was. */
  recent_updates: [id: string, result: unknown][];
  limits_reached: string[];
}

export function newState(acceptedAtMs: number): CarriedState {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return {
    version: 2,
    accepted_at_ms: acceptedAtMs,
    next_index: 0,
    state: 'scheduled',
    state_since: new Date(acceptedAtMs).toISOString(),
    stopping: null,
    ledger: emptyLedger(),
    outbox: emptyOutbox(),
    requests: { open: [], closed: [] },
    memory: [],
    grants: [],
    grants_given: 0,
    given_addresses: [],
    sessions: { started: 0, ...counts },
    consecutive_failures: 0,
    has_baseline: false,
    last: null,
    last_answered_at: null,
    quota_error_date: null,
    messages: { signals: 0, updates: 0, ignored: 0, notices: [] },
    recent_updates: [],
    limits_reached: [],
  };
}

/** What earlier versions carried. */
type EarlierState = Omit<CarriedState, 'version' | 'outbox'> & { version: 1; outbox: EarlierOutbox };
type EarlierOutbox = Omit<OutboxState, 'waiting' | 'to_record' | 'failures' | 'ended' | 'left_out'> & {
  waiting: { event: OutgoingEvent; due_at_ms: number; tries: number; attempts: [] }[];
  to_record: { event: OutgoingEvent; reason: string }[];
};

/**
 * What a run of this version takes over from the run before, whichever version that was of.
 * @throws {Error} a plain one for a version that is not known here: it holds the workflow task until a worker comes that
 * knows it.
 */
export function takeOver(carried: CarriedState | EarlierState): CarriedState {
  const { version } = carried;
  if (version === 2) return carried;
  if (version !== 1) throw new Error(`this worker does not know version ${String(version)} of the carried state`);
  const { waiting, to_record, ...outbox } = carried.outbox;
  return {
    ...carried,
    version: 2,
    outbox: {
      ...emptyOutbox(),
      ...outbox,
      failures: waiting[0]?.tries ?? 0,
      waiting: waiting.map((each) => ({ ...waitingEvent(each.event, each.due_at_ms), ...each })),
      to_record: to_record.map(({ event, reason }) => ({ event, reason, state: 'given_up' })),
    },
  };
}
