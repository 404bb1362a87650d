import type { ActionOutcome, FrameOrigin } from '../contract/results.ts';
import type { ElementEffect, ProposedAction } from '../contract/tools.ts';
import type { PolicySubject } from '../contract/policy.ts';

/** What an action would do, as far as is known before it is done. */
export interface Nature extends Omit<PolicySubject, 'tool'> {
  /** Where it is as well, for an element in frames of other origins: those, and their page. */
  frames: Pick<PolicySubject, 'origin' | 'site' | 'isGoalSite'>[];
}

/** What the newest look at the session's page said of it. The browser looks again before it acts. */
export class PageKnowledge {
  #origin: string | null = null;
  #site: string | null = null;
  #tree = '';
  #effects: { [ref: string]: ElementEffect } = {};
  #frames: { [ref: string]: FrameOrigin[] } = {};

  learn(outcome: ActionOutcome, site: string | null): void {
    this.#site = site;
    if (outcome.status !== 'done') return;
    const { result } = outcome;
    if ('url' in result) this.#origin = URL.canParse(result.url) ? new URL(result.url).origin : null;
    if ('tree' in result) this.#tree = result.tree;
    if ('tree' in result) {
      this.#effects = result.effects;
      this.#frames = result.frames ?? {};
    } else if (result.tool === 'find') {
      this.#effects = { ...this.#effects, ...result.effects };
      this.#frames = { ...this.#frames, ...result.frames };
    } else if (result.tool === 'navigate' || result.tool === 'tabs') this.forget();
  }

  /** References are good for one page. */
  forget(): void {
    this.#tree = '';
    this.#effects = {};
    this.#frames = {};
  }

  /** What an action would do, here or where it leads. */
  natureOf(action: ProposedAction, goalSites: readonly string[]): Nature {
    const beyond = this.#effectBeyond(action);
    const { effect } = beyond ?? action;
    const isHere = beyond === undefined && action.site === null;
    const origin = isHere ? this.#origin : (beyond?.origin ?? action.origin);
    const site = isHere ? this.#site : (beyond?.site ?? action.site);
    const isOfGoal = (place: string | null) => place === null || goalSites.includes(place);
    const around = 'ref' in action.arguments ? (this.#frames[action.arguments.ref] ?? []) : [];
    const page = { origin: this.#origin, site: this.#site };
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
    const line = this.#tree.split('\n').find((each) => each.includes(`[ref=${ref}]`));
    const words = line && /^\s*-\s+(\w+(?: "(?:[^"\\]|\\.)*")?)/.exec(line)?.[1];
    return words === undefined ? action.summary : action.summary.replace(ref, words);
  }

  #effectBeyond(action: ProposedAction): ElementEffect | undefined {
    if (action.tool !== 'click' && action.tool !== 'press') return undefined;
    const known = this.#effects[action.arguments.ref];
    const by = action.tool === 'click' ? 'click' : action.arguments.key;
    return known?.by === by ? known : undefined;
  }
}
