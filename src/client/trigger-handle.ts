import { WorkflowFailedError } from '@temporalio/client';
import type { LoggedEvent } from '../contract/events.ts';
import type { AnswerResult, LifecycleResult, StopRequest } from '../contract/messages.ts';
import type { ResourceAnswer } from '../contract/resource-request.ts';
import type { TriggerStatus } from '../contract/status.ts';
import { answerRequest } from './answer.ts';
import type { CreateResponse } from './create.ts';
import type { ClientContext } from './context.ts';
import { isUnanswered } from './connection.ts';
import { type EventsOptions, readEvents } from './event-log.ts';
import { type OpenRequest, readRequests } from './open-requests.ts';
import { patiently } from './patience.ts';
import { readStatus } from './status.ts';
import { stopTrigger } from './stop.ts';

const longPollMs = 20_000;

/** One trigger, by its tracking id, over all its runs. Nothing is asked before a method is called. */
export class TriggerHandle {
  readonly #context: ClientContext;
  readonly #trackingId: string;

  constructor(context: ClientContext, trackingId: string) {
    this.#context = context;
    this.#trackingId = trackingId;
  }

  /** The tracking id, which is the Temporal workflow id. */
  get id(): string {
    return this.#trackingId;
  }

  /**
   * The trigger in full. Needs a worker while the trigger is open.
   *
   * @throws {AutoTriggerError} UnknownTrigger, NoWorker, TemporalUnreachable.
   */
  async status(): Promise<TriggerStatus> {
    return readStatus(this.#context.temporal, this.#trackingId);
  }

  /** What waits for a human's answer, oldest first; the errors of `status`. */
  async requests(): Promise<OpenRequest[]> {
    return readRequests(this.#context, this.#trackingId);
  }

  /**
   * Answers an open request: `approved` for a permission, `value` for a question. `request_id` may be left out
   * where just one is open. The first valid answer wins.
   *
   * @throws {AutoTriggerError} InvalidAnswer, UnknownRequest, RequestClosed, UnknownTrigger, NoWorker.
   */
  async answer(answer: ResourceAnswer): Promise<AnswerResult> {
    return answerRequest(this.#context.temporal, this.#trackingId, answer);
  }

  /** The events with what became of each, oldest first; follows until the trigger has ended, unless told otherwise. */
  events(options: EventsOptions = {}): AsyncGenerator<LoggedEvent, void, undefined> {
    return readEvents(this.#context.temporal, this.#trackingId, options);
  }

  /** Waits until the trigger has ended, however long that takes, and resolves to its last status. */
  async result(): Promise<TriggerStatus> {
    const { temporal } = this.#context;
    await temporal.describeTrigger(this.#trackingId);
    while (!(await patiently(temporal, () => this.#hasEnded()))) continue;
    return this.status();
  }

  /** Waits for the end for a while. */
  async #hasEnded(): Promise<boolean> {
    const { temporal } = this.#context;
    try {
      await temporal.attempt(() => temporal.client.workflow.result(this.#trackingId), longPollMs);
    } catch (error) {
      if (error instanceof WorkflowFailedError) return true;
      if (!isUnanswered(error)) throw temporal.explain(error);
      await temporal.describeTrigger(this.#trackingId); // tells a server that is away from a trigger that goes on
      return false;
    }
    return true;
  }

  /**
   * No more sessions. The running one finishes, or with `now` ends at once.
   *
   * @throws {AutoTriggerError} WrongState where the trigger has ended; UnknownTrigger, NoWorker.
   */
  async stop(request: StopRequest = {}): Promise<LifecycleResult> {
    return stopTrigger(this.#context.temporal, this.#trackingId, request);
  }
}

/** A trigger that was just created: its JSON is the nine fields, its methods those of the handle. */
export type CreatedTrigger = CreateResponse & TriggerHandle;

export function createdTrigger(context: ClientContext, response: CreateResponse): CreatedTrigger {
  return Object.assign(new TriggerHandle(context, response.auto_trigger_tracking_id), response);
}
