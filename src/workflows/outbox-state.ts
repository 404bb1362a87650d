import type { RecordEventsInput } from '../contract/activities.ts';
import type { DeliveryAttempt, OutgoingEvent, RecordedEvent } from '../contract/events.ts';
import { jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { DeliveryCounts } from '../contract/status.ts';

/** An event that is still to be delivered. */
export interface WaitingEvent {
  event: OutgoingEvent;
  due_at_ms: number;
  bytes: number;
  tries: number;
  /** How often in a row it was refused in the same way. */
  refusals: { status: number; count: number } | null;
  /** The newest few; the history has them all. */
  attempts: DeliveryAttempt[];
}

/** As it is carried from run to run. */
export interface OutboxState {
  next_sequence: number;
  /** Events that the trigger's choice left out so far; they have no number in the sequence. */
  left_out: number;
  waiting: WaitingEvent[];
  /** No try before this, in milliseconds since the epoch; null while the receiver takes what it is sent. */
  paused_until_ms: number | null;
  /** Of the receiver, in a row. */
  failures: number;
  /** Set once the receiver said that it is gone for good: nothing is sent any more. */
  ended: DeliveryCounts['ended'];
  delivered: number;
  given_up: number;
  last_error: string | null;
  /** What no delivery carries, and is not yet written into the history. */
  to_record: { event: RecordedEvent; state: RecordEventsInput['state']; reason: string }[];
}

export function emptyOutbox(): OutboxState {
  return {
    next_sequence: 1,
    left_out: 0,
    waiting: [],
    paused_until_ms: null,
    failures: 0,
    ended: null,
    delivered: 0,
    given_up: 0,
    last_error: null,
    to_record: [],
  };
}

export function waitingEvent(event: OutgoingEvent, due_at_ms: number): WaitingEvent {
  return { event, due_at_ms, bytes: jsonBytes(event), tries: 0, refusals: null, attempts: [] };
}

/** Refusals that say something of the moment, or of who asks, and nothing of the event. */
const passingRefusals = [401, 403, 404, 408, 410, 425, 429];

/** True where an event was refused in one way so often that another try is no use. */
export function isFinal({ refusals }: WaitingEvent): boolean {
  if (refusals === null || refusals.status < 400 || refusals.status > 499) return false;
  return refusals.count >= limits.sameRefusalsMax && !passingRefusals.includes(refusals.status);
}
