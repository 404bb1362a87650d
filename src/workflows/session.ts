import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import { limits } from '../contract/limits.ts';
import { isFailure, type ThinkOutput } from '../contract/session.ts';
import { Actions } from './actions.ts';
import { BrowserSteps } from './browser-steps.ts';
import { nowIso, nowMs } from './now.ts';
import { Permissions } from './permissions.ts';
import { Questions } from './questions.ts';
import { isFull } from './run-size.ts';
import {
  budgetSpent,
  ended,
  endingOf,
  endsWhenUnanswered,
  failedEnding,
  finishSession,
  hasExpired,
  unanswered,
  type Ending,
} from './session-end.ts';
import type { SessionMove, CarriedSession } from './session-state.ts';
import { Thoughts } from './thoughts.ts';
import type { Trigger } from './trigger.ts';

/** What a session needs of the run that it is in. */
interface Surroundings {
  /** Shows what the session does. */
  publish: () => void;
  /** Goes on in a fresh run, and so does not return, but where that is over meanwhile. */
  goOnInNextRun: (isOver: () => boolean) => Promise<void>;
}

/**
 * One session, from its first event to its last: think, act or ask, and think again. All that it is stands in its state,
 * by which a fresh run goes on with it: before a thought, before an action, and while a person is waited for.
 */
export class Session {
  readonly #trigger: Trigger;
  readonly #state: CarriedSession;
  readonly #surroundings: Surroundings;
  readonly #browser: BrowserSteps;
  readonly #questions: Questions;
  readonly #actions: Actions;
  readonly #thoughts: Thoughts;
  readonly #scope = new CancellationScope();
  #hasTimedOut = false;

  constructor(trigger: Trigger, state: CarriedSession, surroundings: Surroundings) {
    const { running, config, goal } = state;
    const { session_id, session_number } = running;
    const { email } = trigger.plan;
    const onDoing = (what: string) => this.#doing(what);
    this.#trigger = trigger;
    this.#state = state;
    this.#surroundings = surroundings;
    this.#thoughts = new Thoughts(state.thoughts);
    this.#browser = new BrowserSteps(state.browser, {
      tracking_id: trigger.identity.tracking_id,
      session_id,
      email,
      goal,
      robots: config.robots,
      policy: config.policy,
      onWaiting: () => this.#doing('waiting_for_browser'),
      onStarted: ({ browser, version }, waitedMs) => {
        trigger.ledger.recordBrowserWait(session_number, waitedMs);
        trigger.emit('trigger.browser.started', running, { browser, version });
      },
    });
    this.#questions = new Questions(trigger, state.questions, {
      running,
      config,
      onDoing,
      isPageHeld: () => this.#browser.isHeld,
      keepPageWhile: (isOver, seconds) => this.#browser.keepWhile(isOver, seconds),
      giveBackPage: () => this.#browser.close(),
      isRunFull: () => this.#isRunFull,
      goOnInNextRun: (isOver) => surroundings.goOnInNextRun(isOver),
    });
    const about = { policy: config.policy, questions: this.#questions, browser: this.#browser };
    this.#actions = new Actions(trigger, state, {
      browser: this.#browser,
      permissions: new Permissions(trigger, state.permissions, about),
      onDoing,
      goOnWhereFull: () => this.#goOnWhereFull(),
    });
  }

  /** Tells that it begins. */
  announce(sessionsLeft: number): void {
    const { running } = this.#state;
    const { end_at_ms } = this.#trigger.plan.schedule;
    this.#trigger.emit('trigger.session.started', running, {
      scheduled_for: running.scheduled_for,
      sessions_left: sessionsLeft,
      end_at: end_at_ms === null ? null : new Date(end_at_ms).toISOString(),
    });
  }

  /** Runs to the end, whatever happens, in this run or in later ones; leaves its outcome in the trigger. */
  async run(): Promise<void> {
    const trigger = this.#trigger;
    const { running, used } = this.#state;
    trigger.whenStoppedNow(() => this.#scope.cancel());
    if (trigger.stopNowAtMs !== null) this.#scope.cancel();
    const ending = await this.#work();
    trigger.requests.withdrawAll(nowIso());
    trigger.whenStoppedNow(null);
    await CancellationScope.nonCancellable(() => this.#browser.close());
    finishSession(trigger, running, ending, {
      steps: running.step,
      duration_ms: this.#workedMs(),
      waited_ms: this.#questions.waitedMs,
      ...used,
    });
  }

  async #work(): Promise<Ending> {
    const { session_timeout } = this.#state.config;
    const clock = new CancellationScope();
    try {
      return await this.#scope.run(async () => {
        clock.run(() => this.#endInTime()).catch(() => undefined); // cancelled: the session ended before
        return await this.#thinkAndAct();
      });
    } catch (error) {
      if (this.#hasTimedOut)
        return failedEnding('SESSION_TIMEOUT', `the session worked for more than ${session_timeout} s`);
      return endingOf(error);
    } finally {
      clock.cancel();
    }
  }

  /** Ends the session when it has worked for as long as it may. What it waited for a person, or a place, does not count. */
  async #endInTime(): Promise<void> {
    const { session_timeout } = this.#state.config;
    const summary = `End the session after ${session_timeout} s of work`;
    const leftMs = () => session_timeout * 1_000 - this.#workedMs();
    while (leftMs() > 0) {
      if (this.#trigger.isEarlierRun) await condition(() => this.#isWaiting, leftMs(), { summary });
      else await sleep(leftMs(), { summary });
      await condition(() => !this.#isWaiting);
    }
    this.#hasTimedOut = true;
    this.#scope.cancel();
  }

  async #thinkAndAct(): Promise<Ending> {
    const state = this.#state;
    const { config } = state;
    for (;;) {
      if (state.move === null) {
        const next = await this.#think();
        if ('outcome' in next) return next;
        state.move = next;
        state.observations = [];
      }
      await this.#do(state.move);
      state.move = null;
      if (endsWhenUnanswered(config) && state.observations.some(hasExpired)) return unanswered(config);
      if (state.lapses > 1)
        return ended('expired', 'The page changed twice before what was approved could be done, so it was not done.');
    }
  }

  async #do(move: SessionMove): Promise<void> {
    if (move.type === 'act') await this.#actions.doAll(move);
    if (move.type === 'ask') this.#state.observations = [await this.#questions.forInput(move.question)];
  }

  /** The next move, or the end: by the planner's word, or by a budget. */
  async #think(): Promise<SessionMove | Ending> {
    await this.#goOnWhereFull();
    const next = await this.#nextThought();
    if (next.type === 'finish') return next.finish;
    const state = this.#state;
    const spent = budgetSpent(state.config, state.used);
    if (spent !== undefined) return spent;
    state.idle_thoughts = next.type === 'think' ? state.idle_thoughts + 1 : 0;
    if (state.idle_thoughts > limits.idleThoughtsMax)
      return failedEnding('STUCK', `the planner thought ${state.idle_thoughts} times without doing anything`);
    return next.type === 'act' ? { ...next, reopenings: this.#browser.reopenings, doing: null } : next;
  }

  async #nextThought(): Promise<ThinkOutput['next']> {
    const { goal, config, running, used, planner_state, observations } = this.#state;
    const { carried, identity, memory } = this.#trigger;
    const { session_id, session_number, scheduled_for, started_at, step } = running;
    this.#doing('thinking');
    const about = {
      tracking_id: identity.tracking_id,
      session: { id: session_id, number: session_number, scheduled_for, started_at },
      goal,
      config,
      last_answered_at: carried.last_answered_at,
      planner_state,
      steps_left: config.max_steps - step,
      seconds_left: Math.max(0, config.session_timeout - this.#workedMs() / 1_000),
      used: { ...used },
      given_addresses: carried.given_addresses,
    };
    const thought = await this.#thoughts.next(about, observations, memory.items);
    this.#state.planner_state = thought.planner_state;
    this.#state.goal_sites = thought.goal_sites;
    used.input_tokens += thought.usage?.input_tokens ?? 0;
    used.output_tokens += thought.usage?.output_tokens ?? 0;
    used.cost_usd += thought.usage?.cost_usd ?? 0;
    const { next } = thought;
    const isLost = next.type === 'finish' && isFailure(next.finish.outcome);
    const memories = isLost ? [] : memory.change(thought.memories, nowIso());
    this.#trigger.emit('trigger.thoughts.and.memories', running, { thoughts: thought.thoughts, memories });
    return next;
  }

  get #isRunFull(): boolean {
    return this.#trigger.goesOnInNextRun && isFull();
  }

  async #goOnWhereFull(): Promise<void> {
    if (this.#isRunFull) await this.#surroundings.goOnInNextRun(() => false);
  }

  #doing(what: string): void {
    this.#state.running.doing = what;
    this.#surroundings.publish();
  }

  get #isWaiting(): boolean {
    return this.#questions.isWaiting || this.#browser.isWaiting;
  }

  #workedMs(): number {
    const waitedMs = this.#questions.waitedMs + this.#browser.waitedMs;
    return nowMs() - Date.parse(this.#state.running.started_at) - waitedMs;
  }
}
