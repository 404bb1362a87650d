import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import type { DeliverEventsInput, EventDelivery, RecordEventsInput } from '../../contract/activities.ts';
import type { LoggedEvent, OpenEvent, OutgoingEvent, RecordedEvent } from '../../contract/events.ts';
import { decodePayload, type HistoryEvent } from './history.ts';

interface Entry {
  event: LoggedEvent;
  /** When the history last said something of it, in milliseconds since the epoch. */
  settledMs: number;
}

/** The events of one trigger with what became of each, put together from histories and from what is still open. */
export class EventRecords {
  readonly #entries = new Map<string, Entry>();
  readonly #open = new Map<string, OpenEvent>();
  /** Delivery rounds of the run that is being read, by the number of their scheduling event. */
  readonly #rounds = new Map<string, OutgoingEvent[]>();

  /** Takes the next event of a history. */
  add(event: HistoryEvent): void {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed } = event;
    const at = optionalTsToMs(event.eventTime) ?? 0;
    if (event.workflowExecutionStartedEventAttributes) this.#rounds.clear();
    if (scheduled?.activityType?.name === 'deliverEvents') {
      const { events } = (decode(scheduled.input) as DeliverEventsInput | undefined) ?? { events: [] };
      this.#rounds.set(String(event.eventId), events);
      // one that was given up or delivered before is sent again
      for (const outgoing of events) this.#note(outgoing, at, { state: 'waiting', reason: null });
    }
    if (scheduled?.activityType?.name === 'recordEvents') {
      const input = decode(scheduled.input) as RecordEventsInput | undefined;
      const { events = [], state = 'not_sent', reason = '' } = input ?? {};
      for (const recorded of events) this.#note(recorded, at, { state, reason });
    }
    const round = completed && this.#rounds.get(String(completed.scheduledEventId));
    if (round) this.#settle(round, (decode(completed.result) as EventDelivery[] | undefined) ?? [], at);
  }

  /** Forgets what histories told: they are read anew. */
  clear(): void {
    this.#entries.clear();
    this.#rounds.clear();
  }

  /** Takes what the workflow says, at this moment, of all events that it still holds. */
  setOpen(events: OpenEvent[]): void {
    this.#open.clear();
    for (const event of events) this.#open.set(event.webhook_id, event);
  }

  /** In the order in which they arose. What waits when nobody is left to send it is never sent. */
  list({ isClosed }: { isClosed: boolean }): LoggedEvent[] {
    const open = [...this.#open.values()];
    const unheard = open.filter(({ webhook_id }) => !this.#entries.has(webhook_id)).map(withoutDue);
    const known = [...this.#entries.values()].map((entry) => this.#asOfNow(entry));
    const events = this.#withoutReplaced([...known, ...unheard]).toSorted(byOrder);
    if (!isClosed) return events;
    const reason = 'the trigger ended before it was delivered';
    return events.map((event) => (event.state === 'waiting' ? { ...event, state: 'given_up', reason } : event));
  }

  /** The history may not yet show that an event was given up, or that it is to be sent again. */
  #asOfNow({ event, settledMs }: Entry): LoggedEvent {
    const open = this.#open.get(event.webhook_id);
    if (open === undefined) return event;
    const isSentAgain = open.state === 'waiting' && Date.parse(open.due_at ?? '') > settledMs;
    const { state, reason } = open;
    return isSentAgain || event.state === 'waiting' ? { ...event, state, reason } : event;
  }

  /** A run that was reset sends what it still had to send under ids of its own. */
  #withoutReplaced(events: LoggedEvent[]): LoggedEvent[] {
    const bySequence = Map.groupBy(events, ({ sequence }) => sequence);
    const hasAnother = ({ sequence }: LoggedEvent) => sequence !== null && (bySequence.get(sequence)?.length ?? 0) > 1;
    return events.filter(
      (event) => event.state !== 'waiting' || this.#open.has(event.webhook_id) || !hasAnother(event),
    );
  }

  #settle(round: OutgoingEvent[], deliveries: EventDelivery[], at: number): void {
    for (const { sequence, outcome, attempt } of deliveries) {
      const outgoing = round.find((event) => event.sequence === sequence);
      if (outgoing === undefined) continue;
      const became: Partial<LoggedEvent> =
        outcome === 'delivered'
          ? { state: 'delivered' }
          : outcome === 'retry'
            ? {}
            : { state: 'given_up', reason: attempt.error };
      const event = this.#note(outgoing, at, became);
      event.attempts = [...event.attempts.filter((known) => known.at !== attempt.at), attempt];
    }
  }

  #note({ webhook_id, sequence, body }: RecordedEvent, at: number, became: Partial<LoggedEvent>): LoggedEvent {
    const entry = this.#entries.get(webhook_id) ?? {
      settledMs: at,
      event: { sequence, webhook_id, event: body.event, data: body.data, state: 'waiting', reason: null, attempts: [] },
    };
    entry.settledMs = at;
    Object.assign(entry.event, became);
    this.#entries.set(webhook_id, entry);
    return entry.event;
  }
}

function withoutDue(open: OpenEvent): LoggedEvent {
  const { due_at: _, ...event } = open;
  return event;
}

function byOrder(one: LoggedEvent, other: LoggedEvent): number {
  return one.sequence !== null && other.sequence !== null
    ? one.sequence - other.sequence
    : Date.parse(one.data.occurred_at) - Date.parse(other.data.occurred_at);
}

interface Payloads {
  payloads?: Parameters<typeof decodePayload>[0][] | null;
}

function decode(payloads: Payloads | null | undefined): unknown {
  const payload = payloads?.payloads?.[0];
  return payload && decodePayload(payload);
}
