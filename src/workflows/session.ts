import { ActivityFailure, CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ActionOutcome, MemoryChange, ProposedAction } from '../contract/agent.ts';
import { messageOf } from '../contract/errors.ts';
import { jsonBytes, type Json } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import {
  isFailure,
  type Finish,
  type Observation,
  type Outcome,
  type SessionErrorCode,
  type ThinkOutput,
} from '../contract/session.ts';
import type { RunningSession } from '../contract/status.ts';
import { thinking } from './activities.ts';
import { BrowserLost, BrowserSteps } from './browser-steps.ts';
import { Questions } from './questions.ts';
import { remember } from './memory.ts';
import type { Fire } from './schedule.ts';
import type { Trigger } from './trigger.ts';

/** What ends a session: the planner's word, or something that happened to it. */
type Ending = Omit<Finish, 'outcome' | 'error'> & {
  outcome: Outcome;
  error?: { code: SessionErrorCode; message: string };
  memories: MemoryChange[];
};

/** One session, from its first event to its last: think, act or ask, and think again. */
export class Session {
  readonly #trigger: Trigger;
  readonly #running: RunningSession;
  readonly #browser: BrowserSteps;
  readonly #questions: Questions;
  readonly #scope = new CancellationScope();
  readonly #publish: () => void;
  readonly #sessionsLeft: number;
  #plannerState: Json = null;
  #goalSites: string[] = [];
  /** A site beyond the goal's, while the page is where a person let it go. */
  #approvedSite: string | null = null;
  readonly #tokens = { input_tokens: 0, output_tokens: 0, cost_usd: 0 };

  constructor(trigger: Trigger, fire: Fire, sessionsLeft: number, publish: () => void) {
    const session_number = trigger.carried.sessions.started + 1;
    this.#trigger = trigger;
    this.#publish = publish;
    this.#sessionsLeft = sessionsLeft;
    this.#running = {
      session_id: trigger.sessionId(session_number),
      session_number,
      scheduled_for: new Date(fire.due_ms).toISOString(),
      started_at: new Date(Date.now()).toISOString(),
      step: 0,
      doing: 'starting',
    };
    this.#questions = new Questions(trigger, this.#running, (what) => this.#doing(what));
    this.#browser = new BrowserSteps({
      tracking_id: trigger.identity.tracking_id,
      session_id: this.#running.session_id,
      onStarted: ({ browser, version }) => trigger.emit('trigger.browser.started', this.#running, { browser, version }),
    });
  }

  /** Runs to the end, whatever happens; leaves its outcome in the trigger. */
  async run(): Promise<void> {
    const trigger = this.#trigger;
    trigger.carried.sessions.started += 1;
    trigger.session = this.#running;
    trigger.onStopNow = () => this.#scope.cancel();
    trigger.emit('trigger.session.started', this.#running, {
      goal: trigger.plan.goal,
      scheduled_for: this.#running.scheduled_for,
      sessions_left: this.#sessionsLeft,
      end_at: trigger.status().end_at,
    });
    const ending = await this.#work();
    trigger.requests.withdrawAll(new Date(Date.now()).toISOString());
    trigger.onStopNow = () => undefined;
    await CancellationScope.nonCancellable(() => this.#browser.close());
    this.#finish(ending);
  }

  async #work(): Promise<Ending> {
    try {
      return await this.#scope.run(() => this.#thinkAndAct());
    } catch (error) {
      if (isCancellation(error)) return ended('stopped', 'The session was stopped before it came to an answer.');
      if (error instanceof BrowserLost) return failed('BROWSER_LOST', error.message);
      if (error instanceof ActivityFailure) return failed(failureCode(error), rootMessage(error));
      throw error;
    }
  }

  async #thinkAndAct(): Promise<Ending> {
    let observations: Observation[] = [];
    for (;;) {
      if (this.#workedMs() > this.#trigger.plan.config.session_timeout * 1_000)
        return failed(
          'SESSION_TIMEOUT',
          `the session worked for more than ${this.#trigger.plan.config.session_timeout} s`,
        );
      const { next, memories } = await this.#think(observations);
      if (next.type === 'finish') return { ...next.finish, memories };
      observations =
        next.type === 'act' ? await this.#actAll(next.actions) : [await this.#questions.forInput(next.question)];
      const isOver = this.#trigger.plan.config.on_timeout === 'end_session' && observations.some(hasExpired);
      if (isOver) return ended('expired', 'Nobody answered in time, so the session ended without a result.');
    }
  }

  async #think(observations: Observation[]): Promise<ThinkOutput> {
    const { plan, carried, identity } = this.#trigger;
    const { session_id, session_number, scheduled_for, started_at, step } = this.#running;
    this.#doing('thinking');
    const thought = await thinking(
      observations.length === 0 ? 'Think about the goal' : 'Think about what came back',
    ).thinkNext({
      tracking_id: identity.tracking_id,
      session: { id: session_id, number: session_number, scheduled_for, started_at },
      goal: plan.goal,
      config: plan.config,
      last_answered_at: carried.last_answered_at,
      memory: carried.memory,
      planner_state: this.#plannerState,
      observations,
      steps_left: plan.config.max_steps - step,
      given_addresses: carried.given_addresses,
    });
    this.#plannerState = thought.planner_state;
    this.#goalSites = thought.goal_sites;
    this.#tokens.input_tokens += thought.usage?.input_tokens ?? 0;
    this.#tokens.output_tokens += thought.usage?.output_tokens ?? 0;
    this.#tokens.cost_usd += thought.usage?.cost_usd ?? 0;
    const { next } = thought;
    const isLost = next.type === 'finish' && isFailure(next.finish.outcome);
    const memories = isLost ? [] : this.#remember(thought.memories);
    this.#trigger.emit('trigger.thoughts.and.memories', this.#running, { thoughts: thought.thoughts, memories });
    return thought;
  }

  #remember(changes: MemoryChange[]): MemoryChange[] {
    const now = new Date(Date.now()).toISOString();
    return remember(this.#trigger.carried.memory, changes, now, (what) => this.#trigger.noteLimit(what));
  }

  /** Does what was proposed, in order, until something does not come out as proposed. */
  async #actAll(actions: ProposedAction[]): Promise<Observation[]> {
    const observations: Observation[] = [];
    for (const action of actions) {
      const action_id = `act_${this.#running.session_number}_${this.#running.step + 1}`;
      const outcome = await this.#perform(action_id, action);
      observations.push({ kind: 'action', action_id, tool: action.tool, outcome });
      if (outcome.status !== 'done') break;
    }
    return observations;
  }

  async #perform(actionId: string, action: ProposedAction): Promise<ActionOutcome> {
    if (this.#running.step >= this.#trigger.plan.config.max_steps) {
      const message = `the session may take ${this.#trigger.plan.config.max_steps} actions`;
      return { status: 'failed', code: 'STEP_BUDGET_SPENT', message };
    }
    this.#running.step += 1;
    if (action.tool === 'navigate') this.#approvedSite = null;
    if (action.leaves_goal_sites) {
      const permission = await this.#questions.forPermission(actionId, action);
      if (permission.how !== 'answered') return { status: 'expired' };
      const { answer } = permission;
      if (!('approved' in answer) || !answer.approved)
        return { status: 'denied', reason: ('reason' in answer && answer.reason) || null };
      this.#approvedSite = action.site;
    }
    const allowedSites = this.#approvedSite === null ? this.#goalSites : [...this.#goalSites, this.#approvedSite];
    await this.#browser.open(allowedSites);
    this.#doing(action.summary);
    this.#trigger.emit('trigger.action.run', this.#running, {
      action_id: actionId,
      step: this.#running.step,
      tool: action.tool,
      arguments: action.arguments,
      summary: action.summary,
    });
    const outcome = await this.#browser.act(actionId, action, allowedSites);
    if (outcome.status === 'failed') this.#reportError(outcome.code, outcome.message, actionId);
    return outcome;
  }

  #finish(ending: Ending): void {
    const trigger = this.#trigger;
    const { session_id, session_number, started_at, step } = this.#running;
    const baseline = ending.outcome === 'answered' && !trigger.carried.has_baseline;
    const now = new Date(Date.now()).toISOString();
    const usage = { steps: step, duration_ms: this.#workedMs(), waited_ms: this.#questions.waitedMs, ...this.#tokens };
    const { outcome, answer, evidence } = ending;
    const isTooLarge = jsonBytes(ending.result) > limits.resultMaxBytes;
    if (isTooLarge) trigger.noteLimit(`session ${session_number}: its result was too large to keep`);
    const result = isTooLarge ? null : ending.result;
    const changed = outcome !== 'no_change';
    const error = ending.error ?? null;
    trigger.session = null;
    trigger.countSession({
      session_id,
      session_number,
      started_at,
      ended_at: now,
      outcome,
      answer,
      changed,
      baseline,
      result,
      evidence,
      error,
      usage,
    });
    const next = trigger.nextFire(Date.now());
    const next_session_at = next === undefined ? null : new Date(next.at_ms).toISOString();
    if (isFailure(outcome))
      trigger.emit('trigger.error', this.#running, {
        code: error?.code ?? 'PLANNER_FAILED',
        message: error?.message ?? answer,
        fatal: true,
        status: outcome,
        action_id: null,
        next_session_at,
      });
    else
      trigger.emit('trigger.complete', this.#running, {
        status: outcome,
        answer,
        changed,
        baseline,
        result,
        evidence,
        usage,
        next_session_at,
      });
  }

  #reportError(code: string, message: string, action_id: string): void {
    const next = this.#trigger.nextFire(Date.now());
    this.#trigger.emit('trigger.error', this.#running, {
      code,
      message,
      fatal: false,
      action_id,
      next_session_at: next === undefined ? null : new Date(next.at_ms).toISOString(),
    });
  }

  #doing(what: string): void {
    this.#running.doing = what;
    this.#publish();
  }

  #workedMs(): number {
    return Date.now() - Date.parse(this.#running.started_at) - this.#questions.waitedMs;
  }
}

function ended(outcome: Outcome, answer: string): Ending {
  return { outcome, answer, result: null, evidence: [], memories: [] };
}

function failed(code: SessionErrorCode, message: string): Ending {
  return { ...ended('failed', message), error: { code, message } };
}

function hasExpired(observation: Observation): boolean {
  return (
    observation.kind === 'input_expired' || (observation.kind === 'action' && observation.outcome.status === 'expired')
  );
}

function failureCode({ activityType }: ActivityFailure): SessionErrorCode {
  if (activityType === 'thinkNext') return 'PLANNER_FAILED';
  return activityType === 'openBrowser' ? 'BROWSER_UNAVAILABLE' : 'TOOL_FAILED';
}

function rootMessage(error: ActivityFailure): string {
  return messageOf(error.cause ?? error);
}
