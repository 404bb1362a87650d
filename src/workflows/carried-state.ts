import type { runVersion } from '../contract/activities.ts';
import type { MemoryItem } from '../contract/results.ts';
import type { OutgoingEvent } from '../contract/events.ts';
import { outcomes, type Outcome } from '../contract/session.ts';
import type { PlanChange, TriggerState } from '../contract/status.ts';
import type { AgendaState } from './agenda.ts';
import type { GrantsState } from './grants.ts';
import type { HumanRequestsState } from './human-requests.ts';
import type { InboxState } from './inbox.ts';
import { emptyLedger, type LedgerState } from './ledger.ts';
import { emptyOutbox, type OutboxState, waitingEvent } from './outbox-state.ts';
import type { LimitsReachedState } from './limits-reached.ts';
import type { CarriedSession } from './session-state.ts';
import type { TrackRecordState } from './track-record.ts';

/** All that a trigger carries from run to run. A new field needs a new version and an upgrade from the old one. */
export interface CarriedState extends AgendaState, InboxState, GrantsState, TrackRecordState, LimitsReachedState {
  version: typeof runVersion;
  accepted_at_ms: number;
  /** The session that goes on in the next run; null where that begins between sessions. */
  session: CarriedSession | null;
  state: TriggerState;
  state_since: string;
  stopping: { reason: string | null; by: string | null } | null;
  changes: PlanChange[];
  ledger: LedgerState;
  outbox: OutboxState;
  requests: HumanRequestsState;
  memory: MemoryItem[];
  given_addresses: string[];
  quota_error_date: string | null;
}

export function newState(acceptedAtMs: number): CarriedState {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return {
    version: 5,
    accepted_at_ms: acceptedAtMs,
    session: null,
    agenda: agendaAt(0),
    state: 'scheduled',
    state_since: new Date(acceptedAtMs).toISOString(),
    stopping: null,
    paused: null,
    changes: [],
    ledger: emptyLedger(),
    outbox: emptyOutbox(),
    requests: { open: [], closed: [] },
    memory: [],
    grants: [],
    grants_given: 0,
    given_addresses: [],
    sessions: { started: 0, ...counts },
    consecutive_failures: 0,
    forgiven_failures: 0,
    has_baseline: false,
    last: null,
    last_answered_at: null,
    quota_error_date: null,
    messages: { signals: 0, updates: 0, ignored: 0, notices: [] },
    recent_updates: [],
    limits_reached: [],
  };
}

function agendaAt(next_index: number): AgendaState['agenda'] {
  return { next_index, waiting_due_ms: null, asked_at_ms: [] };
}

/** What earlier versions carried. */
type Version4 = Omit<CarriedState, 'version' | 'session'> & { version: 4 };
type Version3 = Omit<Version4, 'version'> & { version: 3 };
type Version2 = Omit<Version4, 'version' | 'agenda' | 'paused' | 'changes' | 'forgiven_failures'> & {
  version: 2;
  next_index: number;
};
type Version1 = Omit<Version2, 'version' | 'outbox'> & { version: 1; outbox: EarlierOutbox };
type EarlierOutbox = Omit<OutboxState, 'waiting' | 'to_record' | 'failures' | 'ended' | 'left_out'> & {
  waiting: { event: OutgoingEvent; due_at_ms: number; tries: number; attempts: [] }[];
  to_record: { event: OutgoingEvent; reason: string }[];
};

/**
 * What a run of this version takes over from the run before, whichever version that was of.
 * @throws {Error} a plain one for a version that is not known here: it holds the workflow task until a worker comes that
 * knows it.
 */
export function takeOver(carried: CarriedState | Version4 | Version3 | Version2 | Version1): CarriedState {
  const { version } = carried;
  if (version === 5) return carried;
  if (version === 4 || version === 3) return { ...carried, version: 5, session: null };
  if (version === 2) return fromVersion2(carried);
  if (version === 1) return fromVersion2(fromVersion1(carried));
  throw new Error(`this worker does not know version ${String(version)} of the carried state`);
}

function fromVersion1(carried: Version1): Version2 {
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

function fromVersion2({ next_index, ledger, ...carried }: Version2): CarriedState {
  return {
    ...carried,
    version: 5,
    session: null,
    agenda: agendaAt(next_index),
    paused: null,
    changes: [],
    forgiven_failures: 0,
    ledger: { ...ledger, counts: { ...emptyLedger().counts, ...ledger.counts } },
  };
}
