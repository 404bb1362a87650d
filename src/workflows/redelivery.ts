import { allHandlersFinished, condition, defineUpdate, setHandler } from '@temporalio/workflow';
import { EventSelection, redeliverUpdate, type RedeliverResult, type RedeliveryInput } from '../contract/messages.ts';
import { parseWith } from '../contract/parse.ts';
import type { DeliveryCounts } from '../contract/status.ts';
import { DeliveryPump, recordUndelivered, type Deliveries } from './delivery.ts';
import { redeliver } from './delivery-updates.ts';
import { emptyOutbox } from './outbox-state.ts';
import { Outbox } from './outbox.ts';
import { refuse } from './refusals.ts';
import { Mutex } from './mutex.ts';

/** Sends events of a trigger that has ended once more, as the update asks; ends when none of them waits any more. */
export async function redelivery({ tracking_id, url }: RedeliveryInput): Promise<DeliveryCounts> {
  const everything = { events: null, notify: 'every_session' } as const;
  const settings = { idPrefix: 'none', choice: everything, unsent: null, random: Math.random };
  const outbox = new Outbox(emptyOutbox(), settings);
  const deliveries: Deliveries = { tracking_id, url, outbox, sending: new Mutex() };
  let asked = 0;
  setHandler(
    defineUpdate<RedeliverResult, [unknown]>(redeliverUpdate),
    async (input) => {
      const result = await redeliver(deliveries, parseWith(EventSelection, input));
      asked += 1;
      return result;
    },
    {
      validator: (input) => refuse(() => void parseWith(EventSelection, input)),
      description: 'Sends events again, under the ids that they have',
    },
  );
  const pump = new DeliveryPump(deliveries);
  await condition(() => asked > 0 && outbox.isEmpty && allHandlersFinished());
  await pump.stop();
  await recordUndelivered(outbox);
  return outbox.counts();
}
