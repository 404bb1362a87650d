import { uuid4 } from '@temporalio/workflow';
import type { EventDelivery } from '../contract/activities.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import type { OutgoingEvent } from '../contract/events.ts';
import { limits } from '../contract/limits.ts';
import type { EventSelection, RedeliverResult } from '../contract/update-requests.ts';
import type { AboutTrigger } from './about-trigger.ts';
import { eventSearch, ping } from './activities.ts';
import { type Deliveries, recordUndelivered } from './delivery.ts';
import { nowIso, nowMs } from './now.ts';

/** @throws {AutoTriggerError} WrongState where there is nobody to send anything to. */
export function receiverOf({ url, tracking_id }: Pick<Deliveries, 'url' | 'tracking_id'>): string {
  if (url === null)
    throw new AutoTriggerError('WrongState', `${tracking_id} has no webhook`, { details: { tracking_id } });
  return url;
}

/** Makes events due again that were given up, or delivered, under the ids that they have. */
export async function redeliver(deliveries: Deliveries, selection: EventSelection): Promise<RedeliverResult> {
  const { tracking_id, outbox } = deliveries;
  await recordUndelivered(outbox); // the history is where they are looked for
  const { findEvents } = eventSearch('Find the events that are to be sent again');
  const { events, left } = await findEvents({
    tracking_id,
    selection,
    max_bytes: Math.min(limits.redeliverMaxBytes, outbox.roomBytes),
  });
  outbox.putAgain(events, nowMs());
  return { events: events.map(({ sequence, attempts }) => ({ sequence, attempts })), left };
}

/** Sends a test event between two rounds of deliveries, on the way that they go. */
export async function pingReceiver(
  { tracking_id, url, outbox, sending }: Deliveries,
  about: AboutTrigger,
): Promise<EventDelivery> {
  const receiver = receiverOf({ tracking_id, url });
  const identity = { tracking_id, occurred_at: nowIso(), ...about };
  const event = testEvent(`msg_ping_${uuid4()}`, identity);
  const delivery = await sending.runExclusive(() =>
    ping(`Send a test event to ${new URL(receiver).host}`).pingReceiver({ tracking_id, url: receiver, event }),
  );
  if (delivery.outcome === 'delivered') outbox.hurry(); // the receiver is back: what waits goes now
  return delivery;
}

function testEvent(
  webhook_id: string,
  identity: { tracking_id: string; occurred_at: string } & AboutTrigger,
): OutgoingEvent {
  const common = { sessionId: null, session_number: null, sequence: 0, ...identity, test: true as const };
  const thoughts = 'This is a test: somebody asked whether events reach this address.';
  return {
    webhook_id,
    sequence: 0,
    body: { event: 'trigger.thoughts.and.memories', data: { ...common, thoughts, memories: [] } },
  };
}
