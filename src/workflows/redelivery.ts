import { allHandlersFinished, condition } from '@temporalio/workflow';
import { redeliverUpdate } from '../contract/messages.ts';
import type { DeliveryCounts } from '../contract/status.ts';
import type { RedeliveryInput } from '../contract/temporal-names.ts';
import { bindUpdate } from './bind-message.ts';
import { DeliveryPump, recordUndelivered, type Deliveries } from './delivery.ts';
import { redeliver } from './delivery-updates.ts';
import { emptyOutbox } from './outbox-state.ts';
import { Outbox } from './outbox.ts';
import { Mutex } from './mutex.ts';

/** Sends events of a trigger that has ended once more, as the update asks; ends when none of them waits any more. */
export async function redelivery({ tracking_id, url }: RedeliveryInput): Promise<DeliveryCounts> {
  const everything = { events: null, notify: 'every_session' } as const;
  const settings = { idPrefix: 'none', choice: everything, unsent: null, random: Math.random };
  const outbox = new Outbox(emptyOutbox(), settings);
  const deliveries: Deliveries = { tracking_id, url, outbox, sending: new Mutex() };
  let asked = 0;
  bindUpdate(redeliverUpdate, {
    async apply(selection) {
      const result = await redeliver(deliveries, selection);
      asked += 1;
      return result;
    },
  });
  const pump = new DeliveryPump(deliveries);
  await condition(() => asked > 0 && outbox.isEmpty && allHandlersFinished());
  await pump.stop();
  await recordUndelivered(outbox);
  return outbox.counts();
}
