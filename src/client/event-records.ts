import type { DeliverEventsInput, EventDelivery, RecordEventsInput } from '../contract/activities.ts';
import type { LoggedEvent, OutgoingEvent } from '../contract/events.ts';
import { decodePayload, type HistoryEvent } from './history.ts';

/** The events of one trigger with what became of each, put together from histories and from what is still open. */
export class EventRecords {
  readonly #records = new Map<string, LoggedEvent>();
  /** Delivery rounds of the run that is being read, by the number of their scheduling event. */
  readonly #rounds = new Map<string, OutgoingEvent[]>();

  /** Takes the next event of a history. */
  add(event: HistoryEvent): void {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: completed } = event;
    if (event.workflowExecutionStartedEventAttributes) this.#rounds.clear();
    if (scheduled?.activityType?.name === 'deliverEvents') {
      const { events } = (decode(scheduled.input) as DeliverEventsInput | undefined) ?? { events: [] };
      this.#rounds.set(String(event.eventId), events);
      for (const outgoing of events) this.#record(outgoing);
    }
    if (scheduled?.activityType?.name === 'recordEvents') {
      const input = decode(scheduled.input) as RecordEventsInput | undefined;
      for (const outgoing of input?.events ?? [])
        Object.assign(this.#record(outgoing), { state: input?.state, reason: input?.reason });
    }
    const round = completed && this.#rounds.get(String(completed.scheduledEventId));
    if (round) this.#settle(round, (decode(completed.result) as EventDelivery[] | undefined) ?? []);
  }

  /** Takes what the workflow says of the events that it still holds. */
  addOpen(events: LoggedEvent[]): void {
    for (const event of events) {
      const known = this.#records.get(event.webhook_id);
      if (known === undefined) this.#records.set(event.webhook_id, event);
      else if (known.state === 'waiting') Object.assign(known, { state: event.state, reason: event.reason });
    }
  }

  /** In the order of their sequence. What waits when the trigger has ended is never sent. */
  list({ isClosed }: { isClosed: boolean }): LoggedEvent[] {
    const events = [...this.#records.values()].toSorted((one, other) => one.sequence - other.sequence);
    if (!isClosed) return events;
    const reason = 'the trigger ended before it was delivered';
    return events.map((event) => (event.state === 'waiting' ? { ...event, state: 'given_up', reason } : event));
  }

  #settle(round: OutgoingEvent[], deliveries: EventDelivery[]): void {
    for (const { sequence, outcome, attempt } of deliveries) {
      const outgoing = round.find((event) => event.sequence === sequence);
      if (outgoing === undefined) continue;
      const record = this.#record(outgoing);
      record.attempts = [...record.attempts.filter(({ at }) => at !== attempt.at), attempt];
      if (outcome === 'delivered') record.state = 'delivered';
      if (outcome === 'refused') Object.assign(record, { state: 'given_up', reason: attempt.error });
    }
  }

  #record({ webhook_id, sequence, body }: OutgoingEvent): LoggedEvent {
    const known = this.#records.get(webhook_id);
    if (known !== undefined) return known;
    const record: LoggedEvent = {
      sequence,
      webhook_id,
      event: body.event,
      data: body.data,
      state: 'waiting',
      reason: null,
      attempts: [],
    };
    this.#records.set(webhook_id, record);
    return record;
  }
}

interface Payloads {
  payloads?: Parameters<typeof decodePayload>[0][] | null;
}

function decode(payloads: Payloads | null | undefined): unknown {
  const payload = payloads?.payloads?.[0];
  return payload && decodePayload(payload);
}
