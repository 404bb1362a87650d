import type { EventDelivery } from '../contract/activities.ts';
import { boundEvent } from '../contract/event-bounds.ts';
import type { DeliveryAttempt, LoggedEvent, OutgoingEvent, WebhookEvent } from '../contract/events.ts';
import { jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { DeliveryCounts } from '../contract/status.ts';

/** Pauses after the first, second, … failed try of one event, in milliseconds. */
const pausesMs = [
  5_000,
  30_000,
  2 * 60_000,
  10 * 60_000,
  30 * 60_000,
  2 * 3_600_000,
  5 * 3_600_000,
  10 * 3_600_000,
  14 * 3_600_000,
  20 * 3_600_000,
  24 * 3_600_000,
];

interface WaitingEvent {
  event: OutgoingEvent;
  due_at_ms: number;
  tries: number;
  /** The newest few; the history has them all. */
  attempts: DeliveryAttempt[];
}

export interface OutboxState {
  next_sequence: number;
  waiting: WaitingEvent[];
  /** No try before this, in milliseconds since the epoch; null while the receiver takes what it is sent. */
  paused_until_ms: number | null;
  delivered: number;
  given_up: number;
  last_error: string | null;
  /** Given up, and not yet written into the history. */
  to_record: { event: OutgoingEvent; reason: string }[];
}

export function emptyOutbox(): OutboxState {
  return {
    next_sequence: 1,
    waiting: [],
    paused_until_ms: null,
    delivered: 0,
    given_up: 0,
    last_error: null,
    to_record: [],
  };
}

const attemptsKept = 3;

/** The events that are still to be delivered, in order; numbered when they are put in. */
export class Outbox {
  readonly state: OutboxState;
  readonly #idPrefix: string;

  /** `idPrefix` makes webhook ids unique; the standard forbids a dot in it. */
  constructor(state: OutboxState, idPrefix: string) {
    this.state = state;
    this.#idPrefix = idPrefix;
  }

  /** Takes an event: `make` gets its sequence number. */
  put(now: number, make: (sequence: number) => WebhookEvent): void {
    const sequence = this.state.next_sequence++;
    const body = boundEvent(make(sequence));
    const event = { webhook_id: `msg_${this.#idPrefix}_${sequence}`, sequence, body };
    this.state.waiting.push({ event, due_at_ms: now, tries: 0, attempts: [] });
    this.#keepWithinBound();
  }

  get isEmpty(): boolean {
    return this.state.waiting.length === 0;
  }

  /** True where a delivery round would have something to do now. */
  isDue(now: number): boolean {
    return !this.isEmpty && (this.state.paused_until_ms ?? 0) <= now;
  }

  /** What the next round sends: after a failure the failed event alone, to see whether the receiver is back. */
  nextRound(): OutgoingEvent[] {
    const first = this.state.waiting[0];
    const count = first !== undefined && first.tries > 0 ? 1 : limits.deliveryBatchEvents;
    return this.state.waiting.slice(0, count).map(({ event }) => event);
  }

  /** What a round achieved. */
  settle(deliveries: readonly EventDelivery[], now: number): void {
    this.state.paused_until_ms = null;
    for (const { sequence, outcome, attempt, retry_after_ms } of deliveries) {
      const position = this.state.waiting.findIndex(({ event }) => event.sequence === sequence);
      const waiting = this.state.waiting[position];
      if (waiting === undefined) continue;
      if (outcome === 'retry') {
        this.#postpone(waiting, attempt, now, retry_after_ms);
        continue;
      }
      this.state.waiting.splice(position, 1);
      this.state.last_error = attempt.error;
      if (outcome === 'delivered') this.state.delivered += 1;
      else this.#giveUp(waiting.event, attempt.error ?? 'refused');
    }
  }

  /** Gives up what has waited for too long. */
  expire(now: number): void {
    const isOld = ({ due_at_ms }: WaitingEvent) => now - due_at_ms >= limits.eventMaxAgeMs;
    this.#giveUpWhere(isOld, 'not delivered within 76 hours');
  }

  giveUpAll(reason: string): void {
    this.#giveUpWhere(() => true, reason);
  }

  /** Takes out everything that waits: a trigger without a webhook only records its events. */
  takeAll(): OutgoingEvent[] {
    return this.state.waiting.splice(0).map(({ event }) => event);
  }

  counts(): DeliveryCounts {
    const { waiting, delivered, given_up, paused_until_ms, last_error } = this.state;
    return {
      waiting: waiting.length,
      delivered,
      given_up,
      next_attempt_at: paused_until_ms === null ? null : new Date(paused_until_ms).toISOString(),
      last_error,
    };
  }

  /** What the history does not tell yet. */
  openEvents(): LoggedEvent[] {
    const waiting = this.state.waiting.map(({ event, attempts }) => logged(event, 'waiting', null, attempts));
    const givenUp = this.state.to_record.map(({ event, reason }) => logged(event, 'given_up', reason, []));
    return [...givenUp, ...waiting];
  }

  #postpone(waiting: WaitingEvent, attempt: DeliveryAttempt, now: number, retryAfterMs = 0): void {
    const pause = pausesMs[Math.min(waiting.tries, pausesMs.length - 1)] ?? 0;
    waiting.tries += 1;
    waiting.attempts = [...waiting.attempts, attempt].slice(-attemptsKept);
    this.state.last_error = attempt.error;
    this.state.paused_until_ms = now + Math.max(pause, retryAfterMs);
  }

  #giveUp(event: OutgoingEvent, reason: string): void {
    this.state.given_up += 1;
    this.state.to_record.push({ event, reason });
  }

  #giveUpWhere(isLost: (waiting: WaitingEvent) => boolean, reason: string): void {
    for (const { event } of this.state.waiting.filter(isLost)) this.#giveUp(event, reason);
    this.state.waiting = this.state.waiting.filter((waiting) => !isLost(waiting));
  }

  /** Past the bound the oldest events that do not end a session go first. */
  #keepWithinBound(): void {
    while (this.state.waiting.length > 1 && this.#bytes() > limits.outboxMaxBytes) {
      const lost = this.state.waiting.find(({ event }) => !endsSession(event.body)) ?? this.state.waiting[0];
      this.#giveUpWhere((waiting) => waiting === lost, 'too many events wait for the receiver');
    }
  }

  #bytes(): number {
    return jsonBytes(this.state.waiting);
  }
}

function endsSession({ event, data }: WebhookEvent): boolean {
  return event === 'trigger.complete' || (event === 'trigger.error' && data.fatal);
}

function logged(
  { sequence, webhook_id, body }: OutgoingEvent,
  state: LoggedEvent['state'],
  reason: string | null,
  attempts: DeliveryAttempt[],
): LoggedEvent {
  return { sequence, webhook_id, event: body.event, data: body.data, state, reason, attempts };
}
