import { condition, isCancellation, CancellationScope } from '@temporalio/workflow';
import { limits } from '../contract/limits.ts';
import { eventLog, webhooks } from './activities.ts';
import { nowMs } from './now.ts';
import type { Outbox } from './outbox.ts';
import type { Trigger } from './trigger.ts';
import type { Mutex } from './mutex.ts';

/** Whose events are sent where. */
export interface Deliveries {
  readonly tracking_id: string;
  /** May be another one later. */
  readonly url: string | null;
  readonly outbox: Outbox;
  readonly sending: Mutex;
}

export function deliveriesOf(trigger: Trigger): Deliveries {
  const { identity, outbox, sending } = trigger;
  return {
    tracking_id: identity.tracking_id,
    get url() {
      return trigger.plan.web_hook_url;
    },
    outbox,
    sending,
  };
}

/**
 * Delivers what the outbox holds, beside the session, which never waits for a receiver. Long outages are timers
 * here, not held activities.
 */
export class DeliveryPump {
  readonly #deliveries: Deliveries;
  /** Cancelling the workflow does not end deliveries: the story does, when its time has come. */
  readonly #shield = new CancellationScope({ cancellable: false });
  readonly #scope = new CancellationScope({ cancellable: true, parent: this.#shield });
  #isEnding = false;
  readonly #ended: Promise<void>;

  constructor(deliveries: Deliveries) {
    this.#deliveries = deliveries;
    this.#ended = this.#shield.run(() => this.#run());
  }

  /** True where nothing would be sent before the receiver's next chance. */
  get isAtRest(): boolean {
    return !this.#deliveries.outbox.isDue(nowMs());
  }

  /** Ends after the request in flight; what is left stays in the outbox. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    this.#scope.cancel();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { outbox, sending } = this.#deliveries;
    for (;;) {
      await this.#awaitWork();
      if (this.#isEnding) return;
      outbox.expire(nowMs());
      if (outbox.hasMuchToRecord) await recordUndelivered(outbox);
      if (outbox.isDue(nowMs())) await sending.runExclusive(() => this.#sendRound());
    }
  }

  async #sendRound(): Promise<void> {
    const { tracking_id, url, outbox } = this.#deliveries;
    const events = outbox.nextRound();
    const [first] = events;
    if (this.#isEnding || first === undefined || url === null) return;
    const last = events.at(-1)?.sequence;
    const which = first.sequence === last ? `event ${last}` : `events ${first.sequence} to ${last}`;
    const { deliverEvents } = webhooks(`Deliver ${which} to ${new URL(url).host}`);
    try {
      const done = await this.#scope.run(() => deliverEvents({ tracking_id, url, events }));
      // what a receiver refused that is none any more says nothing of the next one
      const isSame = this.#deliveries.url === url;
      outbox.settle(isSame ? done : done.filter(({ outcome }) => outcome === 'delivered'), nowMs());
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  /** Waits until there is something to do, without a timer where nothing waits. */
  async #awaitWork(): Promise<void> {
    const { outbox } = this.#deliveries;
    const isInterrupted = () => this.#isEnding || outbox.hasMuchToRecord;
    await condition(() => !outbox.isEmpty || isInterrupted());
    const waitMs = (outbox.nextDueMs() ?? 0) - nowMs();
    if (isInterrupted() || waitMs <= 0) return;
    const event = outbox.nextRound()[0]?.sequence;
    const summary = `Wait for the receiver: event ${event} again at ${outbox.counts().next_attempt_at}`;
    await condition(() => isInterrupted() || outbox.isDue(nowMs()), waitMs, { summary });
  }
}

/** Writes into the history what no delivery carries: events given up, and those that are not sent at all. */
export async function recordUndelivered(outbox: Outbox): Promise<void> {
  for (let batch = outbox.takeToRecord(); batch !== undefined; batch = outbox.takeToRecord()) {
    const what = `${batch.events.length} events ${batch.state === 'given_up' ? 'given up' : 'that are not sent'}`;
    await eventLog(`Record ${what}: ${batch.reason}`).recordEvents(batch);
  }
}

/** At the end of a trigger: waits until everything is delivered or given up, or, after `stop` with `now`, for so long. */
export async function drainOutbox(trigger: Trigger, pump: DeliveryPump): Promise<void> {
  const { outbox } = trigger;
  await condition(() => outbox.isEmpty || trigger.stopNowAtMs !== null);
  if (trigger.stopNowAtMs !== null) {
    const leftMs = trigger.stopNowAtMs + limits.stopNowDeliveryMs - nowMs();
    const summary = 'Deliver what is due before giving it up';
    if (!outbox.isEmpty && leftMs > 0) await condition(() => outbox.isEmpty, leftMs, { summary });
  }
  await pump.stop();
  outbox.giveUpAll('the trigger was stopped at once');
  await recordUndelivered(outbox);
}
