import { Context } from '@temporalio/activity';
import type { EventDelivery, EventLogActivities, WebhookActivities } from '../contract/activities.ts';
import type { Sender } from '../webhooks/sender.ts';
import { withFailures } from './failures.ts';
import { whileHeartbeating } from './heartbeat.ts';

export function createWebhookActivities({ sender }: { sender: Sender }): WebhookActivities & EventLogActivities {
  return withFailures<WebhookActivities & EventLogActivities>({
    async deliverEvents({ tracking_id, url, events }) {
      // what an attempt that crashed had sent already
      const { heartbeatDetails } = Context.current().info;
      const done: EventDelivery[] = Array.isArray(heartbeatDetails) ? heartbeatDetails : [];
      return whileHeartbeating(
        async (signal) => {
          for (const event of events.slice(done.length)) {
            if (signal.aborted) break;
            // a request in flight is not broken off when the round is cancelled: it may have arrived
            const delivery = await sender.send({
              url,
              trackingId: tracking_id,
              event,
              signal: new AbortController().signal,
            });
            done.push(delivery);
            Context.current().heartbeat(done);
            if (delivery.outcome === 'retry') break;
          }
          return done;
        },
        () => done,
      );
    },
    recordEvents: () => Promise.resolve(),
  });
}
