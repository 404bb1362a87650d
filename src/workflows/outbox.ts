import type { EventDelivery, FoundEvent, RecordEventsInput } from '../contract/activities.ts';
import { boundEvent } from './event-bounds.ts';
import { type EventChoice, whyLeftOut } from '../contract/event-choice.ts';
import type { DeliveryAttempt, OpenEvent, OutgoingEvent, RecordedEvent, WebhookEvent } from '../contract/events.ts';
import { jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { DeliveryCounts } from '../contract/status.ts';
import { isFinal, type OutboxState, type WaitingEvent, waitingEvent } from './outbox-state.ts';

/** Pauses after the first, second, … failure in a row, in milliseconds; an operator may set others. */
const usualPausesMs = [
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
/** Pauses are longer by up to so much, so that triggers whose receiver was down do not come back all at once. */
const jitter = 0.1;
interface OutboxSettings {
  /** Why nothing is sent at all; null where there is a receiver. */
  unsent: string | null;
  /** Makes webhook ids unique; the standard forbids a dot in it. */
  idPrefix: string;
  choice: EventChoice;
  /** From 0 up to 1. */
  random: () => number;
}

const attemptsKept = 3;

/** The events that are still to be delivered, in order; numbered when they are put in. */
export class Outbox {
  readonly state: OutboxState;
  #settings: OutboxSettings;
  #pausesMs = usualPausesMs;

  constructor(state: OutboxState, settings: OutboxSettings) {
    this.state = state;
    this.#settings = settings;
  }

  /** Sends to another receiver from now on, what waits included; `unsent` says why to none. */
  useReceiver(unsent: string | null): void {
    this.#settings = { ...this.#settings, unsent };
    this.state.ended = null;
    this.hurry();
  }

  /** Which of the events that come from now on are sent. */
  useChoice(choice: EventChoice): void {
    this.#settings = { ...this.#settings, choice };
  }

  usePauses(pausesMs: number[] | undefined): void {
    if (pausesMs !== undefined && pausesMs.length > 0) this.#pausesMs = pausesMs;
  }

  /** Takes an event: `make` gets its sequence number, or 0 where the trigger's choice leaves it out. */
  put(now: number, make: (sequence: number) => WebhookEvent): void {
    const { state } = this;
    const { idPrefix, choice, unsent } = this.#settings;
    const leftOut = unsent === null ? whyLeftOut(choice, make(0)) : null;
    if (leftOut !== null) {
      state.left_out += 1;
      const webhook_id = `msg_${idPrefix}_unsent_${state.left_out}`;
      return this.#leaveUnsent({ webhook_id, sequence: null, body: boundEvent(make(0)) }, leftOut);
    }
    const sequence = state.next_sequence++;
    const event = { webhook_id: `msg_${idPrefix}_${sequence}`, sequence, body: boundEvent(make(sequence)) };
    if (unsent !== null) return this.#leaveUnsent(event, unsent);
    if (state.ended !== null) return this.#giveUp(event, state.ended.reason);
    state.waiting.push(waitingEvent(event, now));
    this.#keepWithinBound();
  }

  /** Takes events that were given up, or delivered, once more: due at once, in order, under their own ids. */
  putAgain(events: readonly FoundEvent[], now: number): void {
    const { state } = this;
    const isWaiting = (id: string) => state.waiting.some(({ event }) => event.webhook_id === id);
    const added = events.filter(({ webhook_id }) => !isWaiting(webhook_id));
    for (const { webhook_id, sequence, body, ...before } of added) {
      state.waiting.push(waitingEvent({ webhook_id, sequence, body }, now));
      if (before.state === 'given_up') state.given_up = Math.max(0, state.given_up - 1);
      if (before.state === 'delivered') state.delivered = Math.max(0, state.delivered - 1);
    }
    state.waiting.sort((one, other) => one.event.sequence - other.event.sequence);
    state.ended = null;
    this.#keepWithinBound();
    this.hurry();
  }

  /** Has the receiver tried at once, whatever it did before. */
  hurry(): void {
    this.state.paused_until_ms = null;
    this.state.failures = 0;
  }

  get isEmpty(): boolean {
    return this.state.waiting.length === 0;
  }

  /** True where the history tells what became of every event. */
  get isSettled(): boolean {
    return this.isEmpty && this.state.to_record.length === 0;
  }

  /** True where there is so much to write into the history that it should not wait for the end of the session. */
  get hasMuchToRecord(): boolean {
    return this.state.to_record.length >= limits.recordBatchEvents;
  }

  /** True where that is too much to be carried to the next run. */
  get hasMuchToCarry(): boolean {
    return jsonBytes(this.state.to_record) > limits.toRecordCarriedMaxBytes;
  }

  /** How many bytes of events may still be put in before others are given up. */
  get roomBytes(): number {
    return Math.max(0, limits.outboxMaxBytes - this.#waitingBytes);
  }

  /** True where a delivery round would have something to do now. */
  isDue(now: number): boolean {
    return !this.isEmpty && (this.state.paused_until_ms ?? 0) <= now;
  }

  /** What the next round sends: after a failure one event alone, to see whether the receiver is back. */
  nextRound(): OutgoingEvent[] {
    const { waiting, failures } = this.state;
    const round = failures > 0 ? waiting.slice(0, 1) : leading(waiting.slice(0, limits.deliveryBatchEvents));
    return round.map(({ event }) => event);
  }

  /** When there is something to do: a try, or an event to give up. Null where nothing waits. */
  nextDueMs(): number | null {
    if (this.isEmpty) return null;
    const oldest = Math.min(...this.state.waiting.map(({ due_at_ms }) => due_at_ms));
    return Math.min(this.state.paused_until_ms ?? 0, oldest + limits.eventMaxAgeMs);
  }

  /** What a round achieved. */
  settle(deliveries: readonly EventDelivery[], now: number): void {
    const { state } = this;
    state.paused_until_ms = null;
    for (const { sequence, outcome, attempt, retry_after_ms } of deliveries) {
      const waiting = state.waiting.find(({ event }) => event.sequence === sequence);
      if (waiting === undefined) continue;
      state.last_error = attempt.error;
      if (outcome === 'retry') {
        this.#postpone(waiting, attempt, now, retry_after_ms);
        continue;
      }
      state.failures = 0;
      if (outcome === 'gone') {
        const reason = `nothing is sent to this address any more: ${attempt.error ?? 'it is gone'}`;
        state.ended = { at: new Date(now).toISOString(), reason };
        this.giveUpAll(reason);
        return;
      }
      state.waiting = state.waiting.filter((each) => each !== waiting);
      if (outcome === 'delivered') state.delivered += 1;
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

  /** Takes out what is to be written into the history next, all of one kind; undefined where nothing is. */
  takeToRecord(): RecordEventsInput | undefined {
    const [first] = this.state.to_record;
    if (first === undefined) return undefined;
    const { state, reason } = first;
    const kind = this.state.to_record
      .filter((entry) => entry.state === state && entry.reason === reason)
      .slice(0, limits.recordBatchEvents);
    this.state.to_record = this.state.to_record.filter((entry) => !kind.includes(entry));
    return { events: kind.map(({ event }) => event), state, reason };
  }

  counts(): DeliveryCounts {
    const { waiting, delivered, given_up, paused_until_ms, last_error, ended } = this.state;
    return {
      waiting: waiting.length,
      delivered,
      given_up,
      next_attempt_at: paused_until_ms === null ? null : new Date(paused_until_ms).toISOString(),
      last_error,
      ended,
    };
  }

  /** What the history does not tell yet. */
  openEvents(): OpenEvent[] {
    const toRecord = this.state.to_record.map(({ event, state, reason }) => ({
      ...known(event),
      state,
      reason,
      attempts: [],
      due_at: null,
    }));
    const waiting = this.state.waiting.map(({ event, attempts, due_at_ms }) => ({
      ...known(event),
      state: 'waiting' as const,
      reason: null,
      attempts,
      due_at: new Date(due_at_ms).toISOString(),
    }));
    return [...toRecord, ...waiting];
  }

  get #waitingBytes(): number {
    return this.state.waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #postpone(waiting: WaitingEvent, attempt: DeliveryAttempt, now: number, retryAfterMs = 0): void {
    const { state } = this;
    const { status } = attempt;
    waiting.tries += 1;
    waiting.attempts = [...waiting.attempts, attempt].slice(-attemptsKept);
    const isSame = status !== null && waiting.refusals?.status === status;
    const count = isSame ? (waiting.refusals?.count ?? 0) + 1 : 1;
    waiting.refusals = status === null ? null : { status, count };
    if (isFinal(waiting)) {
      // the receiver answers; it is this event that it does not take
      this.#giveUpWhere((each) => each === waiting, `refused ${limits.sameRefusalsMax} times: ${attempt.error}`);
      return this.hurry();
    }
    const pause = this.#pausesMs[Math.min(state.failures, this.#pausesMs.length - 1)] ?? 0;
    state.failures += 1;
    state.paused_until_ms = now + Math.max(Math.round(pause * (1 + jitter * this.#settings.random())), retryAfterMs);
  }

  #leaveUnsent(event: RecordedEvent, reason: string): void {
    this.state.to_record.push({ event, state: 'not_sent', reason });
  }

  #giveUp(event: OutgoingEvent, reason: string): void {
    this.state.given_up += 1;
    this.state.to_record.push({ event, state: 'given_up', reason });
  }

  #giveUpWhere(isLost: (waiting: WaitingEvent) => boolean, reason: string): void {
    for (const { event } of this.state.waiting.filter(isLost)) this.#giveUp(event, reason);
    this.state.waiting = this.state.waiting.filter((waiting) => !isLost(waiting));
  }

  /** Past the bound the oldest events that do not end a session go first. */
  #keepWithinBound(): void {
    while (this.state.waiting.length > 1 && this.#waitingBytes > limits.outboxMaxBytes) {
      const lost = this.state.waiting.find(({ event }) => !endsSession(event.body)) ?? this.state.waiting[0];
      this.#giveUpWhere((waiting) => waiting === lost, 'too many events wait for the receiver');
    }
  }
}

/** The first of them, as many as one round may carry; an event alone always may. */
function leading(waiting: WaitingEvent[]): WaitingEvent[] {
  let bytes = 0;
  const tooMuch = waiting.findIndex((each) => (bytes += each.bytes) > limits.deliveryBatchMaxBytes);
  return tooMuch < 0 ? waiting : waiting.slice(0, Math.max(tooMuch, 1));
}

function endsSession({ event, data }: WebhookEvent): boolean {
  return event === 'trigger.complete' || (event === 'trigger.error' && data.fatal);
}

function known({ sequence, webhook_id, body }: RecordedEvent) {
  return { sequence, webhook_id, event: body.event, data: body.data };
}
