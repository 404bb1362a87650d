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
  /** True where a rule fits; else it is what holds without one. */
  isByRule: boolean;
}

/**
 * Whether an action may be done, by the first rule of which all that it names fits.
 *
 * Where none fits: reading and acting on the goal's own sites is allowed; leaving them, acting beyond them, submitting
 * and downloading is to be asked for. `hostsCount`: false where a rule that names a host fits nothing, as it once was.
 */
export function decide(
  rules: readonly PolicyRule[],
  subject: PolicySubject,
  { hostsCount = true }: { hostsCount?: boolean } = {},
): PolicyDecision {
  const position = rules.findIndex((rule) => fits(rule, subject, hostsCount));
  const rule = rules[position];
  if (rule !== undefined)
    return {
      decision: rule.decision,
      because: `config.policy[${position}] says ${rule.decision}`,
      isByRule: true,
    };
  const { effect, isGoalSite } = subject;
  if (effect === 'submit') return otherwise('ask', 'It submits a form.');
  if (effect === 'download') return otherwise('ask', 'It downloads a file.');
  if (effect === 'leave') return otherwise('ask', 'It leaves the sites of the goal.');
  if (effect === 'act' && !isGoalSite) return otherwise('ask', 'It is not on one of the sites of the goal.');
  return otherwise('allow', 'It stays on the sites of the goal.');
}

const otherwise = (decision: PolicyRule['decision'], because: string): PolicyDecision => ({
  decision,
  because,
  isByRule: false,
});

const strictness = ['allow', 'ask', 'deny'] as const;

/** Of what is decided on several grounds, the strictest counts; of equals the first. */
export function strictest(first: PolicyDecision, others: readonly PolicyDecision[]): PolicyDecision {
  return others.reduce(
    (most, other) => (strictness.indexOf(other.decision) > strictness.indexOf(most.decision) ? other : most),
    first,
  );
}

function fits(rule: PolicyRule, { tool, effect, origin, site }: PolicySubject, hostsCount: boolean): boolean {
  if (rule.tool !== undefined && rule.tool !== tool) return false;
  if (rule.effect !== undefined && rule.effect !== effect) return false;
  if (rule.origin === undefined) return true;
  const wanted = rule.origin.toLowerCase().replace(/\/$/, '');
  if (wanted === origin?.toLowerCase() || wanted === site?.toLowerCase()) return true;
  return hostsCount && origin !== null && isHostOf(wanted, origin);
}

/** A host, with its port where that is no usual one; or an origin that is written in another way. */
function isHostOf(wanted: string, origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  if (!wanted.includes('://')) return wanted === new URL(origin).host;
  return URL.canParse(wanted) && new URL(wanted).origin === origin;
}

/** True where a rule may name a host. */
export const mayNameHosts = (rules: readonly PolicyRule[]): boolean =>
  rules.some(({ origin }) => origin !== undefined && !/^https?:\/\/[a-z0-9.:[\]-]+$/.test(origin));
