import type { CountSignalsInput, EventLogActivities, FindEventsOutput } from '../contract/activities.ts';
import type { LoggedEvent, OutgoingEvent, WebhookEvent } from '../contract/events.ts';
import { jsonBytes } from '../contract/json.ts';
import type { EventSelection } from '../contract/update-requests.ts';
import { withFailures } from './failures.ts';
import { whileHeartbeating } from './heartbeat.ts';

/** `readEvents` tells a trigger's events, oldest first, as the histories have them; `countSignals` reads one run's. */
export function createEventLogActivities({
  readEvents,
  countSignals,
}: {
  readEvents: (trackingId: string) => AsyncIterable<LoggedEvent>;
  countSignals: (input: CountSignalsInput) => Promise<number>;
}): EventLogActivities {
  async function find(trackingId: string, selection: EventSelection, maxBytes: number): Promise<FindEventsOutput> {
    const events: FindEventsOutput['events'] = [];
    let bytes = 0;
    let left = 0;
    for await (const event of readEvents(trackingId)) {
      if (!isMeant(event, selection)) continue;
      const found = { ...outgoingOf(event), state: event.state, attempts: event.attempts.length };
      bytes += jsonBytes(found);
      if (left > 0 || (bytes > maxBytes && events.length > 0)) left += 1;
      else events.push(found);
    }
    return { events, left };
  }

  return withFailures<EventLogActivities>({
    recordEvents: () => Promise.resolve(),
    findEvents: ({ tracking_id, selection, max_bytes }) =>
      whileHeartbeating(() => find(tracking_id, selection, max_bytes)),
    countSignals: (input) => whileHeartbeating(() => countSignals(input)),
  });
}

type Numbered = LoggedEvent & { sequence: number };

function isMeant(event: LoggedEvent, { failed, from, only }: EventSelection): event is Numbered {
  if (event.sequence === null || event.state === 'not_sent') return false;
  if (only !== undefined) return event.sequence === only;
  return (failed !== true || event.state === 'given_up') && event.sequence >= (from ?? 1);
}

function outgoingOf({ webhook_id, sequence, event, data }: Numbered): OutgoingEvent {
  return { webhook_id, sequence, body: { event, data } as WebhookEvent };
}
