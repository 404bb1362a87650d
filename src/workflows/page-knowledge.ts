import type { ActionOutcome } from '../contract/results.ts';
import type { ElementEffect, ProposedAction } from '../contract/tools.ts';
import type { PolicySubject } from '../contract/policy.ts';
import type { PageState } from './session-state.ts';

/** What an action would do, as far as is known before it is done. */
export interface Nature extends Omit<PolicySubject, 'tool'> {
  /** Where it is as well, for an element in frames of other origins: those, and their page. */
  frames: Pick<PolicySubject, 'origin' | 'site' | 'isGoalSite'>[];
}

/** What the newest look at the session's page said of it. The browser looks again before it acts. */
export class PageKnowledge {
  readonly #state: PageState;

  constructor(state: PageState) {
    this.#state = state;
  }

  learn(outcome: ActionOutcome, site: string | null): void {
    const state = this.#state;
    state.site = site;
    if (outcome.status !== 'done') return;
    const { result } = outcome;
    if ('url' in result) state.origin = URL.canParse(result.url) ? new URL(result.url).origin : null;
    if ('tree' in result) {
      state.tree = result.tree;
      state.effects = result.effects;
      state.frames = result.frames ?? {};
    } else if (result.tool === 'find') {
      state.effects = { ...state.effects, ...result.effects };
      state.frames = { ...state.frames, ...result.frames };
    } else if (result.tool === 'navigate' || result.tool === 'tabs') this.forget();
  }

  /** References are good for one page. */
  forget(): void {
    this.#state.tree = '';
    this.#state.effects = {};
    this.#state.frames = {};
  }

  /** What an action would do, here or where it leads. */
  natureOf(action: ProposedAction, goalSites: readonly string[]): Nature {
    const beyond = this.#effectBeyond(action);
    const { effect } = beyond ?? action;
    const here = this.#state;
    const isHere = beyond === undefined && action.site === null;
    const origin = isHere ? here.origin : (beyond?.origin ?? action.origin);
    const site = isHere ? here.site : (beyond?.site ?? action.site);
    const isOfGoal = (place: string | null) => place === null || goalSites.includes(place);
    const around = 'ref' in action.arguments ? (here.frames[action.arguments.ref] ?? []) : [];
    const page = { origin: here.origin, site: here.site };
    const frames = around.length === 0 ? [] : [...around, page];
    return {
      effect,
      origin,
      site,
      isGoalSite: isOfGoal(site),
      frames: frames.map((frame) => ({ ...frame, isGoalSite: isOfGoal(frame.site) })),
    };
  }

  /** A summary with the element's own words in place of its reference. */
  summaryOf(action: ProposedAction): string {
    if (!('ref' in action.arguments)) return action.summary;
    const { ref } = action.arguments;
    const line = this.#state.tree.split('\n').find((each) => each.includes(`[ref=${ref}]`));
    const words = line && /^\s*-\s+(\w+(?: "(?:[^"\\]|\\.)*")?)/.exec(line)?.[1];
    return words === undefined ? action.summary : action.summary.replace(ref, words);
  }

  #effectBeyond(action: ProposedAction): ElementEffect | undefined {
    if (action.tool !== 'click' && action.tool !== 'press') return undefined;
    const known = this.#state.effects[action.arguments.ref];
    const by = action.tool === 'click' ? 'click' : action.arguments.key;
    return known?.by === by ? known : undefined;
  }
}
