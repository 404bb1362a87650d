import { Context } from '@temporalio/activity';
import type { AsyncCompletionClient } from '@temporalio/client';
import type { EventDelivery, WebhookActivities } from '../contract/activities.ts';
import { limits } from '../contract/limits.ts';
import type { Sender } from '../webhooks/sender.ts';
import { withFailures } from './failures.ts';
import { whileHeartbeating } from './heartbeat.ts';

/**
 * Deliveries, one request an event.
 *
 * `client` writes down each event that was sent before the next one leaves, so that a crash repeats at most the one
 * in flight: heartbeats by the activity's context are held back, and would be lost with the process. `now` measures
 * how long a round takes, in milliseconds: a slow receiver's ends early, long before its start-to-close time-out.
 */
export function createWebhookActivities({
  sender,
  client,
  now = () => performance.now(),
}: {
  sender: Sender;
  client: Pick<AsyncCompletionClient, 'heartbeat'>;
  now?: () => number;
}): WebhookActivities {
  /** False where the round is to end: it was cancelled, or the server cannot be told. */
  async function isWrittenDown(done: EventDelivery[]): Promise<boolean> {
    try {
      await client.heartbeat(Context.current().info.taskToken, done);
      return true;
    } catch {
      return false;
    }
  }

  return withFailures<WebhookActivities>({
    async deliverEvents({ tracking_id, url, events }) {
      // what an attempt that crashed had sent already
      const { heartbeatDetails } = Context.current().info;
      const done: EventDelivery[] = Array.isArray(heartbeatDetails) ? heartbeatDetails : [];
      const begunAt = now();
      return whileHeartbeating(
        async (signal) => {
          for (const event of events.slice(done.length)) {
            if (signal.aborted) break;
            // a request in flight is not broken off when the round is cancelled: it may have arrived
            const inFlight = { url, trackingId: tracking_id, event, signal: new AbortController().signal };
            const delivery = await sender.send(inFlight);
            done.push(delivery);
            // the last one is written down by the end of the round itself
            const isLast = done.length === events.length;
            const isLate = now() - begunAt >= limits.deliveryRoundMs;
            const isEnd = isLate || delivery.outcome === 'retry' || delivery.outcome === 'gone';
            if (isEnd || isLast || !(await isWrittenDown(done))) break;
          }
          return done;
        },
        { progress: () => done },
      );
    },
    pingReceiver: ({ tracking_id, url, event }) =>
      whileHeartbeating((signal) => sender.send({ url, trackingId: tracking_id, event, signal })),
  });
}
