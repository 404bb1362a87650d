import { CancellationScope, condition, patched, sleep } from '@temporalio/workflow';
import type { Permitted } from '../contract/activities.ts';
import type { ActionOutcome } from '../contract/results.ts';
import type { ProposedAction } from '../contract/tools.ts';
import type { Json } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import { isFailure, type Observation, type ThinkOutput, type TokenUse } from '../contract/session.ts';
import type { RunningSession } from '../contract/status.ts';
import type { TriggerPlan } from '../contract/trigger.ts';
import type { Start } from './agenda.ts';
import { BrowserSteps, type Step } from './browser-steps.ts';
import { nowIso, nowMs } from './now.ts';
import { Permissions } from './permissions.ts';
import { Questions } from './questions.ts';
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
import { Thoughts } from './thoughts.ts';
import type { Trigger } from './trigger.ts';

/** An action that wants to send more and more is not gone on with. */
const refused: ActionOutcome = {
  status: 'failed',
  code: 'PAGE_CHANGED',
  message: `the action wanted to send more than ${limits.heldPerAction} requests, so no more was sent`,
};

/** One session, from its first event to its last: think, act or ask, and think again. */
export class Session {
  readonly #trigger: Trigger;
  /** As it was when the session began. */
  readonly #plan: TriggerPlan;
  readonly #running: RunningSession;
  readonly #browser: BrowserSteps;
  readonly #questions: Questions;
  readonly #permissions: Permissions;
  readonly #thoughts = new Thoughts();
  readonly #scope = new CancellationScope();
  readonly #publish: () => void;
  readonly #sessionsLeft: number;
  readonly #used: TokenUse = { input_tokens: 0, output_tokens: 0, cost_usd: 0 };
  #plannerState: Json = null;
  #goalSites: string[] = [];
  /** A site beyond the goal's, while the page is where it was permitted to go. */
  #approvedSite: string | null = null;
  /** Approvals that the page outlived: it changed before they could be used. */
  #lapses = 0;
  #hasTimedOut = false;

  constructor(trigger: Trigger, start: Start, sessionsLeft: number, publish: () => void) {
    const session_number = trigger.carried.sessions.started + 1;
    this.#trigger = trigger;
    this.#plan = trigger.plan;
    this.#publish = publish;
    this.#sessionsLeft = sessionsLeft;
    this.#running = {
      session_id: trigger.sessionId(session_number),
      session_number,
      scheduled_for: new Date(start.due_ms ?? start.at_ms).toISOString(),
      started_at: nowIso(),
      step: 0,
      doing: 'starting',
    };
    this.#browser = new BrowserSteps({
      tracking_id: trigger.identity.tracking_id,
      session_id: this.#running.session_id,
      email: this.#plan.email,
      goal: this.#plan.goal,
      robots: this.#plan.config.robots,
      policy: this.#plan.config.policy,
      onWaiting: () => this.#doing('waiting_for_browser'),
      onStarted: ({ browser, version }, waitedMs) => {
        trigger.ledger.recordBrowserWait(session_number, waitedMs);
        trigger.emit('trigger.browser.started', this.#running, { browser, version });
      },
    });
    this.#questions = new Questions(trigger, {
      running: this.#running,
      config: this.#plan.config,
      onDoing: (what) => this.#doing(what),
      isPageHeld: () => this.#browser.isHeld,
      keepPageWhile: (isOver, seconds) => this.#browser.keepWhile(isOver, seconds),
      giveBackPage: () => this.#browser.close(),
    });
    this.#permissions = new Permissions(trigger, this.#plan.config.policy, this.#questions, this.#browser);
  }

  /** Runs to the end, whatever happens; leaves its outcome in the trigger. */
  async run(): Promise<void> {
    const trigger = this.#trigger;
    const { end_at_ms } = this.#plan.schedule;
    trigger.beginSession(this.#running);
    trigger.whenStoppedNow(() => this.#scope.cancel());
    trigger.emit('trigger.session.started', this.#running, {
      scheduled_for: this.#running.scheduled_for,
      sessions_left: this.#sessionsLeft,
      end_at: end_at_ms === null ? null : new Date(end_at_ms).toISOString(),
    });
    const ending = await this.#work();
    trigger.requests.withdrawAll(nowIso());
    trigger.whenStoppedNow(null);
    await CancellationScope.nonCancellable(() => this.#browser.close());
    finishSession(trigger, this.#running, ending, {
      steps: this.#running.step,
      duration_ms: this.#workedMs(),
      waited_ms: this.#questions.waitedMs,
      ...this.#used,
    });
  }

  async #work(): Promise<Ending> {
    const { session_timeout } = this.#plan.config;
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
    const { session_timeout } = this.#plan.config;
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
    const { config } = this.#plan;
    let observations: Observation[] = [];
    let idleThoughts = 0;
    for (;;) {
      const next = await this.#think(observations);
      if (next.type === 'finish') return next.finish;
      const spent = budgetSpent(config, this.#used);
      if (spent !== undefined) return spent;
      idleThoughts = next.type === 'think' ? idleThoughts + 1 : 0;
      if (idleThoughts > limits.idleThoughtsMax)
        return failedEnding('STUCK', `the planner thought ${idleThoughts} times without doing anything`);
      observations = await this.#do(next);
      if (endsWhenUnanswered(config) && observations.some(hasExpired)) return unanswered(config);
      if (this.#lapses > 1)
        return ended('expired', 'The page changed twice before what was approved could be done, so it was not done.');
    }
  }

  async #do(next: Exclude<ThinkOutput['next'], { type: 'finish' }>): Promise<Observation[]> {
    if (next.type === 'act') return this.#actAll(next.actions);
    return next.type === 'ask' ? [await this.#questions.forInput(next.question)] : [];
  }

  async #think(observations: Observation[]): Promise<ThinkOutput['next']> {
    const plan = this.#plan;
    const { carried, identity, memory } = this.#trigger;
    const { session_id, session_number, scheduled_for, started_at, step } = this.#running;
    this.#doing('thinking');
    const about = {
      tracking_id: identity.tracking_id,
      session: { id: session_id, number: session_number, scheduled_for, started_at },
      goal: plan.goal,
      config: plan.config,
      last_answered_at: carried.last_answered_at,
      planner_state: this.#plannerState,
      steps_left: plan.config.max_steps - step,
      seconds_left: Math.max(0, plan.config.session_timeout - this.#workedMs() / 1_000),
      used: { ...this.#used },
      given_addresses: carried.given_addresses,
    };
    const thought = await this.#thoughts.next(about, observations, memory.items);
    this.#plannerState = thought.planner_state;
    this.#goalSites = thought.goal_sites;
    this.#used.input_tokens += thought.usage?.input_tokens ?? 0;
    this.#used.output_tokens += thought.usage?.output_tokens ?? 0;
    this.#used.cost_usd += thought.usage?.cost_usd ?? 0;
    const { next } = thought;
    const isLost = next.type === 'finish' && isFailure(next.finish.outcome);
    const memories = isLost ? [] : this.#trigger.memory.change(thought.memories, nowIso());
    this.#trigger.emit('trigger.thoughts.and.memories', this.#running, { thoughts: thought.thoughts, memories });
    return next;
  }

  /** Does what was proposed, in order, until something does not come out as proposed. */
  async #actAll(actions: ProposedAction[]): Promise<Observation[]> {
    const observations: Observation[] = [];
    const { reopenings } = this.#browser;
    for (const action of actions) {
      // it was planned for an element that has another reference now
      const isStale = this.#browser.reopenings > reopenings && 'ref' in action.arguments;
      if (isStale && patched('a-new-page-ends-a-plan')) break;
      const action_id = `act_${this.#running.session_number}_${this.#running.step + 1}`;
      const outcome = await this.#perform(action_id, action);
      observations.push({ kind: 'action', action_id, tool: action.tool, outcome });
      if (outcome.status !== 'done') break;
    }
    return observations;
  }

  async #perform(actionId: string, proposed: ProposedAction): Promise<ActionOutcome> {
    const { max_steps } = this.#plan.config;
    if (this.#running.step >= max_steps)
      return { status: 'failed', code: 'STEP_BUDGET_SPENT', message: `the session may take ${max_steps} actions` };
    this.#running.step += 1;
    const { page } = this.#browser;
    const action = { ...proposed, summary: page.summaryOf(proposed) };
    const permission = await this.#permissions.obtain(actionId, action, page.natureOf(action, this.#goalSites));
    if (!permission.isGranted) return permission.outcome;
    const { permitted, site } = permission;
    // each page is on the goal's sites again, but where going beyond them was permitted
    if (permitted.effect === 'leave') this.#approvedSite = site;
    else if (action.tool === 'navigate') this.#approvedSite = null;
    return this.#act(actionId, action, permitted);
  }

  async #act(actionId: string, action: ProposedAction, permitted: Permitted): Promise<ActionOutcome> {
    const allowedSites = this.#allowedSites();
    await this.#browser.open(allowedSites);
    this.#doing(action.summary);
    this.#trigger.emit('trigger.action.run', this.#running, {
      action_id: actionId,
      step: this.#running.step,
      tool: action.tool,
      arguments: action.arguments,
      summary: action.summary,
    });
    const step = await this.#browser.act(actionId, action, { allowedSites, permitted });
    const outcome = await this.#settleAll(actionId, action, step);
    if (outcome.status === 'failed') {
      this.#reportError(outcome.code, outcome.message, actionId);
      if (outcome.code === 'PAGE_CHANGED' && permitted.approval !== null) this.#lapses += 1;
    }
    return outcome;
  }

  /** Has a person asked about each request that an action wanted to send, and goes on with it. */
  async #settleAll(actionId: string, action: ProposedAction, begun: Step): Promise<ActionOutcome> {
    let step = begun;
    let refusal: ActionOutcome | undefined;
    for (let asked = 0; step.held !== undefined; asked += 1) {
      const { held } = step;
      const permission =
        asked < limits.heldPerAction ? await this.#permissions.forRequest(actionId, action, held) : refused;
      const isApproved = permission === undefined;
      refusal ??= permission;
      if (isApproved && held.is_page && held.site !== null && !this.#goalSites.includes(held.site))
        this.#approvedSite = held.site;
      step = await this.#browser.settle(actionId, action, held, { isApproved, allowedSites: this.#allowedSites() });
      if (isApproved && step.isGone) this.#permissions.keepFor(held);
    }
    return refusal ?? step.outcome;
  }

  #allowedSites(): string[] {
    return this.#approvedSite === null ? this.#goalSites : [...this.#goalSites, this.#approvedSite];
  }

  #reportError(code: string, message: string, action_id: string): void {
    const next_session_at = this.#trigger.agenda.nextSessionAt(nowMs());
    this.#trigger.emit('trigger.error', this.#running, { code, message, fatal: false, action_id, next_session_at });
  }

  #doing(what: string): void {
    this.#running.doing = what;
    this.#publish();
  }

  get #isWaiting(): boolean {
    return this.#questions.isWaiting || this.#browser.isWaiting;
  }

  #workedMs(): number {
    const waitedMs = this.#questions.waitedMs + this.#browser.waitedMs;
    return nowMs() - Date.parse(this.#running.started_at) - waitedMs;
  }
}
