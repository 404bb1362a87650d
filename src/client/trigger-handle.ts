import { WorkflowFailedError } from '@temporalio/client';
import type { MemoryChange, MemoryItem } from '../contract/results.ts';
import type { LoggedEvent } from '../contract/events.ts';
import { parseInput } from '../contract/message-definition.ts';
import { revokeGrantUpdate } from '../contract/messages.ts';
import type {
  AnswerResult,
  EventSelection,
  ForgetMemoryRequest,
  LifecycleResult,
  PauseRequest,
  RescheduleRequest,
  RescheduleResult,
  RevokeGrantRequest,
  RunNowRequest,
  RunNowResult,
  SetMemoryRequest,
  StopRequest,
} from '../contract/update-requests.ts';
import type { Grant, ResourceAnswer } from '../contract/resource-request.ts';
import type { TriggerStatus } from '../contract/status.ts';
import { deriveWebhookSecret } from '../webhooks/secrets.ts';
import { answerRequest } from './trigger/answer.ts';
import type { Created, CreateResponse } from './creating/create.ts';
import type { ClientContext } from './context.ts';
import { isUnanswered } from './server/connection.ts';
import { type EventsOptions, readEvents } from './server/event-log.ts';
import { type Fires, type FiresOptions, readFires } from './trigger/fires.ts';
import { pauseTrigger, rescheduleTrigger, resumeTrigger, runTriggerNow, stopTrigger } from './trigger/lifecycle.ts';
import { forgetMemory, readMemory, setMemory } from './trigger/memory.ts';
import { type OpenRequest, readRequests } from './many/open-requests.ts';
import { type OverviewOptions, readOverview, type TriggerOverview } from './trigger/overview.ts';
import { patiently } from './server/patience.ts';
import { type Purged, purgeTrigger } from './trigger/purge.ts';
import { sendPing, type PingResult } from './trigger/ping.ts';
import { type Redelivered, redeliverEvents } from './trigger/redelivery.ts';
import { readStatus } from './server/status.ts';
import { sendUpdate } from './server/update.ts';

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

  /**
   * The status, with what is known beside it: why it is stuck or does not answer, steps that are tried again, the
   * account's sessions of today, links to the Temporal UI. Without a worker it has what the server alone tells.
   *
   * @throws {AutoTriggerError} UnknownTrigger, TemporalUnreachable; InvalidRequest where `ui` is no address.
   */
  async overview(options: OverviewOptions = {}): Promise<TriggerOverview> {
    return readOverview(this.#context, this.#trackingId, options);
  }

  /**
   * What became of each fire, oldest first, and the next ones. Needs a worker, also when the trigger has ended.
   *
   * @throws {AutoTriggerError} InvalidRequest, UnknownTrigger, NoWorker.
   */
  async fires(options: FiresOptions = {}): Promise<Fires> {
    return readFires(this.#context.temporal, this.#trackingId, options);
  }

  /** What waits for a human's answer, oldest first; the errors of `status`. */
  async requests(): Promise<OpenRequest[]> {
    return readRequests(this.#context, this.#trackingId);
  }

  /**
   * Answers an open request: `approved` for a permission, `value` for a question. `request_id` may be left out
   * where just one is open and no other could be meant. The first valid answer wins.
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

  /**
   * Sends events again, in order, under the ids that they have, also after the trigger has ended; what came back within
   * 20 s.
   *
   * @throws {AutoTriggerError} InvalidRequest, WrongState without a webhook, UnknownTrigger, NoWorker.
   */
  async redeliver(selection: EventSelection): Promise<Redelivered> {
    return redeliverEvents(this.#context, this.#trackingId, selection);
  }

  /**
   * Sends a signed test event the way that events go, and says what came back.
   *
   * @throws {AutoTriggerError} WrongState where the trigger has ended or has no webhook; UnknownTrigger, NoWorker.
   */
  async ping(): Promise<PingResult> {
    return sendPing(this.#context, this.#trackingId);
  }

  /**
   * What deliveries are verified with: one secret for each master key, the first being that which `create` shows today.
   *
   * @throws {AutoTriggerError} UnknownTrigger, BadConfiguration.
   */
  async webhookSecrets(): Promise<[current: string, ...others: string[]]> {
    await this.#context.temporal.describeTrigger(this.#trackingId);
    const [current, ...others] = this.#context.masterKeys();
    const secretOf = (key: string) => deriveWebhookSecret(key, this.#trackingId);
    return [secretOf(current), ...others.map(secretOf)];
  }

  /** Waits until the trigger has ended, however long that takes, and resolves to its last status. */
  async result(): Promise<TriggerStatus> {
    const { temporal } = this.#context;
    await temporal.describeTrigger(this.#trackingId);
    while (!(await patiently(temporal, () => this.#hasEnded()))) continue;
    return this.status();
  }

  /** What it remembers, the latest change last; the errors of `status`. */
  async memory(): Promise<MemoryItem[]> {
    return readMemory(this.#context.temporal, this.#trackingId);
  }

  /**
   * Has something remembered, in place of what is there under the key. The history shows the change.
   *
   * @throws {AutoTriggerError} InvalidRequest; WrongState where the trigger has ended; UnknownTrigger, NoWorker.
   */
  async setMemory(request: SetMemoryRequest): Promise<MemoryChange> {
    return setMemory(this.#context.temporal, this.#trackingId, request);
  }

  /** Has something forgotten; the errors of `setMemory`, and UnknownRequest where nothing is there. */
  async forgetMemory(request: ForgetMemoryRequest): Promise<MemoryChange> {
    return forgetMemory(this.#context.temporal, this.#trackingId, request);
  }

  /** What it may do without asking again; the errors of `status`. */
  async grants(): Promise<Grant[]> {
    return (await this.status()).grants;
  }

  /** Takes a grant back; the errors of `setMemory`, and UnknownRequest where there is none of that id. */
  async revokeGrant(request: RevokeGrantRequest): Promise<Grant> {
    return sendUpdate(this.#context.temporal, {
      trackingId: this.#trackingId,
      update: revokeGrantUpdate,
      argument: parseInput(revokeGrantUpdate, request),
    });
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
   * No session begins by itself until `resume`. The running one finishes.
   *
   * @throws {AutoTriggerError} WrongState where it is paused already, is being stopped, or has ended; UnknownTrigger,
   * NoWorker.
   */
  async pause(request: PauseRequest = {}): Promise<LifecycleResult> {
    return pauseTrigger(this.#context.temporal, this.#trackingId, request);
  }

  /** Goes on with the next fire; the fires of the pause do not run. The errors of `pause`. */
  async resume(request: PauseRequest = {}): Promise<LifecycleResult> {
    return resumeTrigger(this.#context.temporal, this.#trackingId, request);
  }

  /** An extra session, off the grid; also while paused. The errors of `pause`, and WrongState while one runs without `queue`. */
  async runNow(request: RunNowRequest = {}): Promise<RunNowResult> {
    return runTriggerNow(this.#context.temporal, this.#trackingId, request);
  }

  /**
   * Another interval, start, end, goal, webhook, configuration or choice of events from now on; checked as a whole as `create` would check it. A new goal
   * starts afresh: baseline, memory and grants.
   *
   * @throws {AutoTriggerError} InvalidRequest, and the errors of `pause`.
   */
  async reschedule(request: RescheduleRequest): Promise<RescheduleResult> {
    return rescheduleTrigger(this.#context.temporal, this.#trackingId, request);
  }

  /**
   * No more sessions. The running one finishes, or with `now` ends at once.
   *
   * @throws {AutoTriggerError} WrongState where the trigger has ended; UnknownTrigger, NoWorker.
   */
  async stop(request: StopRequest = {}): Promise<LifecycleResult> {
    return stopTrigger(this.#context.temporal, this.#trackingId, request);
  }

  /**
   * Takes all away that the server has of it, its idempotency key included, once it has ended. Afterwards it is unknown.
   *
   * @throws {AutoTriggerError} WrongState where it has not ended; UnknownTrigger; NoWorker where its account needs one.
   */
  async purge(): Promise<Purged> {
    return purgeTrigger(this.#context.temporal, this.#trackingId);
  }
}

/**
 * A trigger that was just created: its JSON is the nine fields, its methods those of the handle. `ended`, which is not
 * in the JSON: the last status of a trigger that the same `idempotency_key` started before and that has ended, so that
 * nothing runs; null for any other.
 */
export type CreatedTrigger = CreateResponse & TriggerHandle & Pick<Created, 'ended'>;

export function createdTrigger(context: ClientContext, { response, ended }: Created): CreatedTrigger {
  const handle = new TriggerHandle(context, response.auto_trigger_tracking_id);
  return Object.defineProperty(Object.assign(handle, response), 'ended', { value: ended }) as CreatedTrigger;
}
