import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  patched,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { WorkerSettings } from '../contract/activities.ts';
import { limits } from '../contract/limits.ts';
import type { TriggerStatus } from '../contract/status.ts';
import { accounts, requestCheck, settings } from './activities.ts';
import type { Start } from './agenda.ts';
import { firmPart } from './carried-bound.ts';
import type { CarriedState } from './carried-state.ts';
import { deliveriesOf, DeliveryPump, drainOutbox, recordUndelivered } from './delivery.ts';
import { bindHandlers } from './handlers.ts';
import { reportEnd } from './lifecycle-events.ts';
import { nowMs } from './now.ts';
import { openTrigger } from './open-trigger.ts';
import { memoOf, Presentation } from './presentation.ts';
import { refusalWithin } from './refusals.ts';
import { cachedRuns } from './cached-runs.ts';
import { isLong } from './run-size.ts';
import { Session } from './session.ts';
import { refuseTooLarge, shortenSession } from './session-bounds.ts';
import type { CarriedSession } from './session-state.ts';
import { sumUsage } from './session-usage.ts';
import type { Trigger } from './trigger.ts';
import { statusOf } from './trigger-status.ts';
import { waitFor } from './wait-for.ts';

/** How long the end of a session waits for a prompt receiver before the next run takes over. */
const settleMs = 3_000;
/** The version of runs since which workers tell their settings by themselves. */
const settingsKnownSince = 4;

/**
 * One trigger, from its acceptance to its end. Each run tells about one session, or a part of a long one; `carried`
 * comes from the run before.
 *
 * Fails at once with `InvalidRequest` where the request is bad; ends as cancelled where it was cancelled.
 */
export async function autoTrigger(request: unknown, carried?: CarriedState): Promise<TriggerStatus> {
  cachedRuns.loaded();
  const trigger = openTrigger(request, carried);
  bindHandlers(trigger);
  const story = new Story(trigger);

  // cancellation is `stop` with `now`; it reaches this scope alone, so that the story can end tidily
  let isCancelled = false;
  CancellationScope.current().cancelRequested.catch(() => {
    isCancelled = true;
    trigger.stop('cancelled', null);
    trigger.stopNow(nowMs());
  });
  const result = await CancellationScope.nonCancellable(() => story.tell(carried?.version));
  if (isCancelled) throw new CancelledFailure('the trigger was cancelled');
  return result;
}

class Story {
  readonly #trigger: Trigger;
  #presentation: Presentation | undefined;
  #pump: DeliveryPump;
  /** Until then many sessions keep the worker busy, in milliseconds since the epoch. */
  #rushUntilMs = 0;

  constructor(trigger: Trigger) {
    this.#trigger = trigger;
    this.#pump = new DeliveryPump(deliveriesOf(trigger));
  }

  /** `version`: of the run before; undefined in the first run. */
  async tell(version: number | undefined): Promise<TriggerStatus> {
    const trigger = this.#trigger;
    await this.#begin(version);
    const { session } = trigger.carried;
    if (session !== null) {
      await this.#runToItsEnd(this.#session(session));
      await this.#continueInNextRun();
    }
    while (!trigger.isStopping) {
      const start = trigger.agenda.dueStart(nowMs());
      const hasRun = start !== undefined && (await this.#run(start));
      if (hasRun || isLong()) await this.#continueInNextRun();
      if (hasRun || trigger.isStopping) continue;
      if (!(await this.#awaitStart())) break;
    }
    trigger.beginEnding(nowMs());
    reportEnd(trigger);
    if (trigger.isStopping) this.#show();
    await drainOutbox(trigger, this.#pump);
    this.#presentation?.show(trigger.isStopping ? 'stopped' : 'completed');
    await condition(allHandlersFinished);
    trigger.keepWithinBound();
    return statusOf(trigger);
  }

  /** Waits until something is to be done. False where nothing is left to run, and nothing waits for delivery. */
  async #awaitStart(): Promise<boolean> {
    const trigger = this.#trigger;
    const { lifecycleChanges, outbox } = trigger;
    const isCalled = () => trigger.isStopping || trigger.lifecycleChanges !== lifecycleChanges;
    this.#show();
    const wait = waitFor(trigger);
    if (wait === undefined) {
      await condition(() => outbox.isEmpty || isCalled());
      return isCalled();
    }
    const isInterrupted = () => isCalled() || workflowInfo().continueAsNewSuggested;
    await condition(isInterrupted, Math.max(wait.until_ms - nowMs(), 1), { summary: wait.summary });
    return true;
  }

  /** Asks what only a worker can know; a request that it refuses fails here as it would in the client. */
  async #begin(version: number | undefined): Promise<void> {
    if (version === undefined) upsertMemo(memoOf(this.#trigger));
    const known = await this.#unlessStoppedNow(() => this.#askWorker(version)).catch((error: unknown) => {
      throw refusalWithin(error);
    });
    this.#trigger.goOnAs(version ?? known?.run_version ?? 0);
    this.#trigger.outbox.usePauses(known?.delivery_pauses_ms);
    const presentation = new Presentation(this.#trigger, known?.search_attributes ?? []);
    this.#presentation = presentation;
    this.#trigger.whenPauseChanges(() => presentation.showPause());
    this.#show();
  }

  #askWorker(version: number | undefined): Promise<WorkerSettings> {
    const asked = 'Ask what the server can show';
    if (version !== undefined && version >= settingsKnownSince) return settings(asked).workerSettings();
    const { goal, web_hook_url } = this.#trigger.plan;
    const first_run = version === undefined;
    const { checkRequest } = requestCheck(first_run ? 'Check the request' : asked);
    return checkRequest({ goal, web_hook_url, first_run });
  }

  /** Reserves and runs a session. False where the account's day is full. */
  async #run(start: Start): Promise<boolean> {
    const trigger = this.#trigger;
    const sessionNumber = trigger.carried.sessions.started + 1;
    trigger.agenda.take(start, sessionNumber);
    const session = await this.#beginSession(start, sessionNumber);
    if (session === undefined) trigger.agenda.release(nowMs());
    else await this.#runToItsEnd(session);
    return session !== undefined;
  }

  #session(state: CarriedSession): Session {
    return new Session(this.#trigger, state, {
      publish: () => this.#show(),
      goOnInNextRun: (isOver) => this.#goOnInNextRun(state, isOver),
    });
  }

  /** A session ends here where it does not go on in the next run. */
  async #runToItsEnd(session: Session): Promise<void> {
    const trigger = this.#trigger;
    await session.run();
    trigger.agenda.release(nowMs());
    await sumUsage(trigger); // nobody waits for it: another session may be asked for meanwhile
    if (trigger.isEarlierRun) this.#show();
    await recordUndelivered(trigger.outbox);
  }

  /** Undefined where the account's day is full, the trigger is being stopped, or its end has come. */
  async #beginSession(start: Start, sessionNumber: number): Promise<Session | undefined> {
    const trigger = this.#trigger;
    const { ledger, plan } = trigger;
    const { reserveSession } = accounts(`Reserve session ${sessionNumber} for ${plan.email}`);
    const session_id = trigger.sessionId(sessionNumber);
    const reservation = await this.#unlessStoppedNow(() => reserveSession({ email: plan.email, session_id }));
    if (reservation === undefined || trigger.isStopping) return undefined;
    const { granted, sessions_left, max_session_per_day, resets_at, rush_ms = 0 } = reservation;
    this.#rushUntilMs = nowMs() + rush_ms;
    if (!granted) {
      ledger.recordUnused(start.due_ms, nowMs(), 'skipped_quota', `the account's day is full until ${resets_at}`);
      this.#reportQuota(max_session_per_day, resets_at);
      return undefined;
    }
    if (trigger.agenda.isOver(nowMs()) && patched('nothing-begins-after-the-end')) {
      ledger.recordUnused(start.due_ms, nowMs(), 'missed_outage', 'the end came before it could begin');
      return undefined;
    }
    const session = this.#session(trigger.beginSession(start));
    session.announce(sessions_left);
    return session;
  }

  /** Once a day, since every fire of that day would say the same. */
  #reportQuota(maxSessionsPerDay: number, resetsAt: string): void {
    const trigger = this.#trigger;
    if (!trigger.noteFullDay(resetsAt)) return;
    const { email } = trigger.plan;
    const message =
      maxSessionsPerDay === 0
        ? `${email} may start no sessions (max_session_per_day is 0); none will run until that is raised`
        : `All ${maxSessionsPerDay} sessions of ${email}'s day are used; the next day begins at ${resetsAt}`;
    trigger.emit('trigger.error', null, {
      code: 'QUOTA_EXHAUSTED',
      message,
      fatal: false,
      action_id: null,
      next_session_at: trigger.agenda.nextSessionAt(nowMs()),
    });
  }

  /**
   * After a session the story goes on in a new run, with everything carried. A start that is due meanwhile begins in
   * this one, so that the receiver cannot hold it up; so does nothing at all, where nothing is left to run.
   */
  async #continueInNextRun(): Promise<void> {
    const trigger = this.#trigger;
    const leftMs = () => (waitFor(trigger)?.until_ms ?? 0) - nowMs();
    const mayWait = () => !trigger.isStopping && leftMs() > 0;
    if (waitFor(trigger) === undefined) return;
    await this.#letOthersFirst(mayWait, leftMs());
    const hasNews = () => !mayWait() || this.#pump.isAtRest;
    if (!hasNews()) {
      if (!trigger.isEarlierRun) this.#show();
      await condition(hasNews, Math.min(settleMs, leftMs()), { summary: 'Let the receiver take what is due' });
    }
    if (trigger.isStopping || (leftMs() <= 0 && !this.#pump.isAtRest && !isLong())) return;
    await this.#comeToRest();
    if (!trigger.isStopping) await this.#handOver();
    this.#pump = new DeliveryPump(deliveriesOf(trigger));
  }

  /**
   * In the middle of a session: the same in a new run, with the page where it is. Nothing of that where it is over
   * meanwhile.
   *
   * @throws {SessionTooLong} where its state is larger than what a run can be handed.
   */
  async #goOnInNextRun(session: CarriedSession, isOver: () => boolean): Promise<void> {
    const trigger = this.#trigger;
    const scope = CancellationScope.current();
    shortenSession(session);
    refuseTooLarge('what the session hands to its next run', firmPart(trigger), limits.carriedMaxBytes);
    await CancellationScope.nonCancellable(() => this.#comeToRest());
    if (!isOver() && !scope.consideredCancelled) await this.#handOver();
    this.#pump = new DeliveryPump(deliveriesOf(trigger));
    if (scope.consideredCancelled) await scope.cancelRequested;
  }

  /** Nothing is under way any more that the next run would not know of. */
  async #comeToRest(): Promise<void> {
    const { outbox } = this.#trigger;
    await this.#pump.stop();
    await condition(allHandlersFinished);
    while (outbox.hasMuchToCarry && patched('records-before-the-next-run')) {
      await recordUndelivered(outbox);
      await condition(allHandlersFinished);
    }
  }

  /** In a rush a new run, and what lists show, can wait: sessions that work cannot. */
  async #letOthersFirst(mayWait: () => boolean, leftMs: number): Promise<void> {
    const rushMs = Math.min(this.#rushUntilMs - nowMs(), leftMs);
    if (rushMs <= 0) return;
    this.#show();
    const { lifecycleChanges } = this.#trigger;
    const isCalled = () => !mayWait() || this.#trigger.lifecycleChanges !== lifecycleChanges;
    await condition(isCalled, rushMs, { summary: 'Let the sessions of others go first' });
  }

  /** Undefined where `stop` with `now` came first. */
  async #unlessStoppedNow<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const scope = new CancellationScope();
    this.#trigger.whenStoppedNow(() => scope.cancel());
    try {
      return await scope.run(work);
    } catch (error) {
      if (isCancellation(error)) return undefined;
      throw error;
    } finally {
      this.#trigger.whenStoppedNow(null);
    }
  }

  /** Ends this run. One that was started without a memo does not hand on by itself the one that it was given later. */
  async #handOver(): Promise<never> {
    const trigger = this.#trigger;
    trigger.keepWithinBound();
    const memo = { ...workflowInfo().memo, ...memoOf(trigger) };
    const typedSearchAttributes = this.#presentation?.handOver();
    const options = { memo, ...(typedSearchAttributes && { typedSearchAttributes }) };
    return makeContinueAsNewFunc<typeof autoTrigger>(options)(trigger.request, trigger.carried);
  }

  #show(): void {
    if (nowMs() < this.#rushUntilMs) this.#presentation?.showInRush();
    else this.#presentation?.show();
  }
}
