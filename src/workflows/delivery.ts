import { condition, isCancellation, CancellationScope } from '@temporalio/workflow';
import { limits } from '../contract/limits.ts';
import { eventLog, webhooks } from './activities.ts';
import type { Trigger } from './trigger.ts';

/**
 * Delivers what the outbox holds, beside the session, which never waits for a receiver. Long outages are timers
 * here, not held activities.
 */
export class DeliveryPump {
  readonly #trigger: Trigger;
  readonly #scope = new CancellationScope();
  #isEnding = false;
  readonly #ended: Promise<void>;

  constructor(trigger: Trigger) {
    this.#trigger = trigger;
    this.#ended = trigger.plan.web_hook_url === null ? Promise.resolve() : this.#run(trigger.plan.web_hook_url);
  }

  /** True where nothing would be sent before the receiver's next chance. */
  get isAtRest(): boolean {
    const { outbox } = this.#trigger;
    return this.#trigger.plan.web_hook_url === null || outbox.isEmpty || !outbox.isDue(Date.now());
  }

  /** Ends after the request in flight; what is left stays in the outbox. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    this.#scope.cancel();
    await this.#ended;
  }

  async #run(url: string): Promise<void> {
    const { outbox } = this.#trigger;
    while (!this.#isEnding) {
      outbox.expire(Date.now());
      await this.#awaitDue();
      if (this.#isEnding) return;
      try {
        const round = outbox.nextRound();
        const first = round[0]?.sequence;
        const last = round.at(-1)?.sequence;
        const which = first === last ? `event ${first}` : `events ${first} to ${last}`;
        const input = { tracking_id: this.#trigger.identity.tracking_id, url, events: round };
        const { deliverEvents } = webhooks(`Deliver ${which} to ${new URL(url).host}`);
        outbox.settle(await this.#scope.run(() => deliverEvents(input)), Date.now());
      } catch (error) {
        if (!isCancellation(error)) throw error;
      }
    }
  }

  /** Waits until there is something to send, without a timer where nothing waits. */
  async #awaitDue(): Promise<void> {
    const { outbox } = this.#trigger;
    const isEnding = () => this.#isEnding;
    await condition(() => !outbox.isEmpty || isEnding());
    const pauseMs = (outbox.state.paused_until_ms ?? 0) - Date.now();
    if (isEnding() || pauseMs <= 0) return;
    const event = outbox.nextRound()[0]?.sequence;
    const summary = `Wait for the receiver: event ${event} again at ${outbox.counts().next_attempt_at}`;
    await condition(isEnding, pauseMs, { summary });
  }
}

/** Writes into the history what no delivery carries: events given up, and all events of a trigger without a webhook. */
export async function recordUndelivered(trigger: Trigger): Promise<void> {
  const { outbox, plan } = trigger;
  if (plan.web_hook_url === null && !outbox.isEmpty) {
    const events = outbox.takeAll();
    await eventLog(`Record ${events.length} events`).recordEvents({
      events,
      state: 'not_sent',
      reason: 'the trigger has no webhook',
    });
  }
  const givenUp = outbox.state.to_record.splice(0);
  for (const reason of new Set(givenUp.map((entry) => entry.reason))) {
    const events = givenUp.filter((entry) => entry.reason === reason).map(({ event }) => event);
    await eventLog(`Record ${events.length} events given up`).recordEvents({ events, state: 'given_up', reason });
  }
}

/** At the end of a trigger: waits until everything is delivered or given up, or, after `stop` with `now`, for so long. */
export async function drainOutbox(trigger: Trigger, pump: DeliveryPump): Promise<void> {
  const { outbox } = trigger;
  const isDrained = () => outbox.isEmpty || trigger.plan.web_hook_url === null;
  await condition(() => isDrained() || trigger.stopNowAtMs !== null);
  if (trigger.stopNowAtMs !== null) {
    const leftMs = trigger.stopNowAtMs + limits.stopNowDeliveryMs - Date.now();
    const summary = 'Deliver what is due before giving it up';
    if (!isDrained() && leftMs > 0) await condition(isDrained, leftMs, { summary });
  }
  await pump.stop();
  if (!isDrained()) outbox.giveUpAll('the trigger was stopped at once');
  await recordUndelivered(trigger);
}
