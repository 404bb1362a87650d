import type { Effect, ToolName } from './tools.ts';
import type { PolicyRule } from './agent.ts';

/** What a rule may look at. */
export interface PolicySubject {
  tool: ToolName;
  effect: Effect;
  /** Where the action takes place, or where it would lead. */
  origin: string | null;
  site: string | null;
  /** True where `site` is one of the goal's, or there is none yet. */
  isGoalSite: boolean;
}

export interface PolicyDecision {
  decision: PolicyRule['decision'];
  /** For people: which rule decided. */
  because: string;
}

/**
 * Whether an action may be done, by the first rule of which all that it names fits.
 *
 * Where none fits: reading and acting on the goal's own sites is allowed; leaving them, acting beyond them, submitting
 * and downloading is to be asked for.
 */
export function decide(rules: readonly PolicyRule[], subject: PolicySubject): PolicyDecision {
  const position = rules.findIndex((rule) => fits(rule, subject));
  const rule = rules[position];
  if (rule !== undefined)
    return { decision: rule.decision, because: `config.policy[${position}] says ${rule.decision}` };
  const { effect, isGoalSite } = subject;
  if (effect === 'submit') return { decision: 'ask', because: 'It submits a form.' };
  if (effect === 'download') return { decision: 'ask', because: 'It downloads a file.' };
  if (effect === 'leave') return { decision: 'ask', because: 'It leaves the sites of the goal.' };
  if (effect === 'act' && !isGoalSite)
    return { decision: 'ask', because: 'It is not on one of the sites of the goal.' };
  return { decision: 'allow', because: 'It stays on the sites of the goal.' };
}

function fits(rule: PolicyRule, { tool, effect, origin, site }: PolicySubject): boolean {
  if (rule.tool !== undefined && rule.tool !== tool) return false;
  if (rule.effect !== undefined && rule.effect !== effect) return false;
  if (rule.origin === undefined) return true;
  const wanted = rule.origin.toLowerCase().replace(/\/$/, '');
  return wanted === origin?.toLowerCase() || wanted === site?.toLowerCase();
}
