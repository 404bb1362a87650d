import { patched } from '@temporalio/workflow';
import { limits } from '../contract/limits.ts';
import type { ActionOutcome } from '../contract/results.ts';
import type { ProposedAction } from '../contract/tools.ts';
import type { BrowserSteps } from './browser-steps.ts';
import { nowMs } from './now.ts';
import type { Permissions } from './permissions.ts';
import type { Plan, CarriedSession, Undertaking } from './session-state.ts';
import type { Trigger } from './trigger.ts';

/** An action that wants to send more and more is not gone on with. */
const refused: ActionOutcome = {
  status: 'failed',
  code: 'PAGE_CHANGED',
  message: `the action wanted to send more than ${limits.heldPerAction} requests, so no more was sent`,
};

/** What a session's actions need of it. */
interface ActingSession {
  browser: BrowserSteps;
  permissions: Permissions;
  onDoing: (what: string) => void;
  /** Called between actions: goes on in a fresh run where this one has a long history. */
  goOnWhereFull: () => Promise<void>;
}

/** What a session does in its page. */
export class Actions {
  readonly #trigger: Trigger;
  readonly #state: CarriedSession;
  readonly #session: ActingSession;

  constructor(trigger: Trigger, state: CarriedSession, session: ActingSession) {
    this.#trigger = trigger;
    this.#state = state;
    this.#session = session;
  }

  /** Does what was proposed, in order, until something does not come out as proposed. */
  async doAll(plan: Plan): Promise<void> {
    const { actions } = plan;
    for (let [next] = actions; next !== undefined; [next] = actions) {
      if (plan.doing === null) {
        // it was planned for an element that has another reference now
        const isStale = this.#session.browser.reopenings > plan.reopenings && 'ref' in next.arguments;
        if (isStale && patched('a-new-page-ends-a-plan')) return;
        await this.#session.goOnWhereFull();
      }
      const { outcome, action_id } = await this.#do(plan, next);
      this.#state.observations.push({ kind: 'action', action_id, tool: next.tool, outcome });
      plan.doing = null;
      actions.shift();
      if (outcome.status !== 'done') return;
    }
  }

  async #do(plan: Plan, proposed: ProposedAction): Promise<{ outcome: ActionOutcome; action_id: string }> {
    const { running, config } = this.#state;
    if (plan.doing === null) {
      const action_id = `act_${running.session_number}_${running.step + 1}`;
      if (running.step >= config.max_steps) {
        const message = `the session may take ${config.max_steps} actions`;
        return { outcome: { status: 'failed', code: 'STEP_BUDGET_SPENT', message }, action_id };
      }
      running.step += 1;
      const action = { ...proposed, summary: this.#session.browser.page.summaryOf(proposed) };
      plan.doing = { action_id, action, permitted: null, held: null, held_before: 0, refusal: null };
    }
    const { action_id } = plan.doing;
    return { outcome: await this.#perform(plan.doing), action_id };
  }

  async #perform(doing: Undertaking): Promise<ActionOutcome> {
    const { action_id, action } = doing;
    const { permissions, browser } = this.#session;
    if (doing.permitted === null) {
      const nature = browser.page.natureOf(action, this.#state.goal_sites);
      const permission = await permissions.obtain(action_id, action, nature);
      if (!permission.isGranted) return permission.outcome;
      doing.permitted = permission.permitted;
      // each page is on the goal's sites again, but where going beyond them was permitted
      if (permission.permitted.effect === 'leave') this.#state.approved_site = permission.site;
      else if (action.tool === 'navigate') this.#state.approved_site = null;
    }
    const outcome = doing.held === null ? await this.#act(doing, doing.permitted) : await this.#settleHeld(doing);
    if (outcome.status === 'failed') {
      this.#reportError(outcome.code, outcome.message, action_id);
      if (outcome.code === 'PAGE_CHANGED' && doing.permitted.approval !== null) this.#state.lapses += 1;
    }
    return outcome;
  }

  async #act(doing: Undertaking, permitted: Undertaking['permitted'] & {}): Promise<ActionOutcome> {
    const { action_id, action } = doing;
    const { browser } = this.#session;
    const { running } = this.#state;
    const allowedSites = this.#allowedSites();
    await browser.open(allowedSites);
    this.#session.onDoing(action.summary);
    this.#trigger.emit('trigger.action.run', running, {
      action_id,
      step: running.step,
      tool: action.tool,
      arguments: action.arguments,
      summary: action.summary,
    });
    const { outcome, held = null } = await browser.act(action_id, action, { allowedSites, permitted });
    doing.held = held;
    return held === null ? outcome : this.#settleHeld(doing);
  }

  /** Has a person asked about each request that an action wants to send, and goes on with it. */
  async #settleHeld(doing: Undertaking): Promise<ActionOutcome> {
    const { action_id, action } = doing;
    const { permissions, browser } = this.#session;
    let outcome: ActionOutcome = refused;
    for (let { held } = doing; held !== null; held = doing.held) {
      const mayAsk = doing.held_before < limits.heldPerAction;
      const refusal = mayAsk ? await permissions.forRequest(action_id, action, held) : refused;
      const isApproved = refusal === undefined;
      doing.refusal ??= refusal ?? null;
      if (isApproved && held.is_page && held.site !== null && !this.#state.goal_sites.includes(held.site))
        this.#state.approved_site = held.site;
      const step = await browser.settle(action_id, action, held, { isApproved, allowedSites: this.#allowedSites() });
      if (isApproved && step.isGone) permissions.keepFor(held);
      ({ outcome } = step);
      doing.held = step.held ?? null;
      doing.held_before += 1;
    }
    return doing.refusal ?? outcome;
  }

  #allowedSites(): string[] {
    const { approved_site, goal_sites } = this.#state;
    return approved_site === null ? goal_sites : [...goal_sites, approved_site];
  }

  #reportError(code: string, message: string, action_id: string): void {
    const next_session_at = this.#trigger.agenda.nextSessionAt(nowMs());
    this.#trigger.emit('trigger.error', this.#state.running, {
      code,
      message,
      fatal: false,
      action_id,
      next_session_at,
    });
  }
}
