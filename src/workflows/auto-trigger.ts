import { ApplicationFailure } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  isCancellation,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import type { TriggerStatus } from '../contract/status.ts';
import { accounts, requestCheck } from './activities.ts';
import { newState, takeOver, type CarriedState } from './carried-state.ts';
import { deliveriesOf, DeliveryPump, drainOutbox, recordUndelivered } from './delivery.ts';
import { bindHandlers } from './handlers.ts';
import { Presentation } from './presentation.ts';
import type { Fire } from '../contract/schedule.ts';
import { Session } from './session.ts';
import { Trigger } from './trigger.ts';

/** How long the end of a session waits for a prompt receiver before the next run takes over. */
const settleMs = 3_000;
const longHistoryEvents = 1_000;

/**
 * One trigger, from its acceptance to its end. Each run tells about one session; `carried` comes from the run before.
 *
 * Fails at once with `InvalidRequest` where the request is bad; ends as cancelled where it was cancelled.
 */
export async function autoTrigger(request: unknown, carried?: CarriedState): Promise<TriggerStatus> {
  const trigger = openTrigger(request, carried);
  bindHandlers(trigger);
  const story = new Story(trigger, request);

  // cancellation is `stop` with `now`; it reaches this scope alone, so that the story can end tidily
  let isCancelled = false;
  CancellationScope.current().cancelRequested.catch(() => {
    isCancelled = true;
    trigger.stop('cancelled', null);
    trigger.stopNow(Date.now());
  });
  const result = await CancellationScope.nonCancellable(() => story.tell(carried === undefined));
  if (isCancelled) throw new CancelledFailure('the trigger was cancelled');
  return result;
}

class Story {
  readonly #trigger: Trigger;
  readonly #request: unknown;
  #presentation: Presentation | undefined;
  #pump: DeliveryPump;

  constructor(trigger: Trigger, request: unknown) {
    this.#trigger = trigger;
    this.#request = request;
    this.#pump = new DeliveryPump(deliveriesOf(trigger));
  }

  async tell(isFirstRun: boolean): Promise<TriggerStatus> {
    const trigger = this.#trigger;
    await this.#check(isFirstRun);
    while (!trigger.isStopping) {
      const fire = this.#dueFire();
      const hasRun = fire !== null && (await this.#runFire(fire));
      if (hasRun || isLong()) await this.#continueInNextRun();
      if (hasRun) continue;
      const next = trigger.nextFire(Date.now());
      if (next === undefined) break;
      this.#show();
      const summary = `Wait for session ${trigger.carried.sessions.started + 1}, due ${new Date(next.at_ms).toISOString()}`;
      const isInterrupted = () => trigger.isStopping || workflowInfo().continueAsNewSuggested;
      await condition(isInterrupted, Math.max(next.at_ms - Date.now(), 1), { summary });
    }
    this.#show();
    await drainOutbox(trigger, this.#pump);
    this.#presentation?.show(trigger.isStopping ? 'stopped' : 'completed');
    await condition(allHandlersFinished);
    return trigger.status();
  }

  /** What only a worker can know; a request that it refuses fails here as it would in the client. */
  async #check(isFirstRun: boolean): Promise<void> {
    const { plan } = this.#trigger;
    if (isFirstRun) upsertMemo({ goal: cutText(plan.goal, 200), email: plan.email });
    const { checkRequest } = requestCheck(isFirstRun ? 'Check the request' : 'Ask what the server can show');
    const input = { goal: plan.goal, web_hook_url: plan.web_hook_url, first_run: isFirstRun };
    const checked = await this.#unlessStoppedNow(() => checkRequest(input)).catch((error: unknown) => {
      throw deliberateFailure(error);
    });
    this.#trigger.outbox.usePauses(checked?.delivery_pauses_ms);
    this.#presentation = new Presentation(this.#trigger, checked?.search_attributes ?? []);
    this.#show();
  }

  /** The point of the grid whose session is to begin now; what passed unused is put into the ledger. */
  #dueFire(): Fire | null {
    const { carried, schedule, ledger } = this.#trigger;
    if (!this.#trigger.hasSessionsLeft) return null;
    const { missed, run } = schedule.decide(carried.next_index, Date.now());
    const dueOf = (index: number) => schedule.fire(index)?.due_ms ?? 0;
    if (missed !== null) {
      ledger.recordSkipped(missed, dueOf, 'missed_outage', 'no worker took it in time');
      carried.next_index = missed.to + 1;
    }
    return run;
  }

  /** Reserves and runs a session. False where the account's day is full. */
  async #runFire(fire: Fire): Promise<boolean> {
    const trigger = this.#trigger;
    const { carried, ledger, schedule, plan } = trigger;
    const sessionNumber = carried.sessions.started + 1;
    const { reserveSession } = accounts(`Reserve session ${sessionNumber} for ${plan.email}`);
    const reservation = await this.#unlessStoppedNow(() =>
      reserveSession({ email: plan.email, session_id: trigger.sessionId(sessionNumber) }),
    );
    if (reservation === undefined || trigger.isStopping) return false;
    carried.next_index = fire.index + 1;
    const dueOf = (index: number) => schedule.fire(index)?.due_ms ?? 0;
    if (!reservation.granted) {
      const range = { from: fire.index, to: fire.index };
      ledger.recordSkipped(range, dueOf, 'skipped_quota', `the account's day is full until ${reservation.resets_at}`);
      this.#reportQuota(reservation.max_session_per_day, reservation.resets_at);
      return false;
    }
    ledger.recordRun(fire.due_ms, Date.now(), sessionNumber);
    const session = new Session(trigger, fire, reservation.sessions_left, () => this.#show());
    await session.run();
    const overlapped = schedule.passed(carried.next_index, Date.now());
    if (overlapped !== null && trigger.hasSessionsLeft) {
      ledger.recordSkipped(overlapped, dueOf, 'skipped_overlap', `session ${sessionNumber} was still running`);
      carried.next_index = overlapped.to + 1;
    }
    this.#show();
    await recordUndelivered(trigger.outbox);
    return true;
  }

  /** Once a day, since every fire of that day would say the same. */
  #reportQuota(maxSessionsPerDay: number, resetsAt: string): void {
    const trigger = this.#trigger;
    if (trigger.carried.quota_error_date === resetsAt) return;
    trigger.carried.quota_error_date = resetsAt;
    trigger.emit('trigger.error', null, {
      code: 'QUOTA_EXHAUSTED',
      message: `All ${maxSessionsPerDay} sessions of ${trigger.plan.email}'s day are used; the next day begins at ${resetsAt}`,
      fatal: false,
      action_id: null,
      next_session_at: trigger.nextSessionAt(),
    });
  }

  /**
   * After a session the story goes on in a new run, with everything carried. A fire that is due meanwhile starts in
   * this one; so does nothing at all, where no fire is left.
   */
  async #continueInNextRun(): Promise<void> {
    const trigger = this.#trigger;
    const next = trigger.nextFire(Date.now());
    if (next === undefined) return;
    const leftMs = Math.min(settleMs, next.at_ms - Date.now());
    const hasNews = () => trigger.isStopping || this.#pump.isAtRest;
    if (!hasNews() && leftMs > 0) await condition(hasNews, leftMs, { summary: 'Let the receiver take what is due' });
    if (trigger.isStopping || next.at_ms <= Date.now()) return;
    await this.#pump.stop();
    await condition(allHandlersFinished);
    if (!trigger.isStopping && next.at_ms > Date.now())
      await continueAsNew<typeof autoTrigger>(this.#request, trigger.carried);
    this.#pump = new DeliveryPump(deliveriesOf(trigger));
  }

  /** Undefined where `stop` with `now` came first. */
  async #unlessStoppedNow<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const scope = new CancellationScope();
    this.#trigger.onStopNow = () => scope.cancel();
    try {
      return await scope.run(work);
    } catch (error) {
      if (isCancellation(error)) return undefined;
      throw error;
    } finally {
      this.#trigger.onStopNow = () => undefined;
    }
  }

  #show(): void {
    this.#presentation?.show();
  }
}

/** A run without sessions (the account's day is full) goes on in a new one before its history is a burden. */
function isLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength > longHistoryEvents;
}

function openTrigger(request: unknown, carried: CarriedState | undefined): Trigger {
  const { workflowId, firstExecutionRunId, continuedFromExecutionRunId, startTime } = workflowInfo();
  // what is carried comes from the run before and from nobody else
  if (carried !== undefined && continuedFromExecutionRunId === undefined)
    throw ApplicationFailure.nonRetryable('autoTrigger takes a single argument, the request', 'InvalidRequest');
  const identity = { tracking_id: workflowId, first_run_id: firstExecutionRunId };
  const state = carried === undefined ? newState(startTime.getTime()) : takeOver(carried);
  try {
    return new Trigger(identity, request, state);
  } catch (error) {
    if (!AutoTriggerError.is(error)) throw error;
    throw ApplicationFailure.nonRetryable(error.message, error.code);
  }
}

/** The failure that an activity meant the whole workflow to have; anything else is passed on as it is. */
function deliberateFailure(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'InvalidRequest'
    ? ApplicationFailure.nonRetryable(cause.message, cause.type)
    : error;
}
