import { patched } from '@temporalio/workflow';
import type { Permitted } from '../contract/activities.ts';
import type { ActionOutcome } from '../contract/results.ts';
import type { AgentConfig } from '../contract/agent.ts';
import type { ExaminedAction, ProposedAction } from '../contract/tools.ts';
import { decide } from '../contract/policy.ts';
import type { BrowserSteps } from './browser-steps.ts';
import { nowIso, nowMs } from './now.ts';
import type { Nature } from './page-knowledge.ts';
import type { Questions } from './questions.ts';
import type { Trigger } from './trigger.ts';

export type Permission =
  | { isGranted: true; permitted: Permitted; site: string | null }
  | { isGranted: false; outcome: Exclude<ActionOutcome, { status: 'done' }> };

/** Whether a session's actions may be done: by the policy, by a standing grant, or by a person who is asked. */
export class Permissions {
  readonly #trigger: Trigger;
  readonly #policy: AgentConfig['policy'];
  readonly #questions: Questions;
  readonly #browser: BrowserSteps;

  constructor(trigger: Trigger, policy: AgentConfig['policy'], questions: Questions, browser: BrowserSteps) {
    this.#trigger = trigger;
    this.#policy = policy;
    this.#questions = questions;
    this.#browser = browser;
  }

  /** An approval is good for just what the person saw, once; the browser compares before it acts. */
  async obtain(actionId: string, action: ProposedAction, nature: Nature): Promise<Permission> {
    const { decision, because } = decide(this.#policy, { tool: action.tool, ...nature });
    if (decision === 'deny') return refused({ status: 'denied', reason: because, by: 'policy' });
    const isAllowed = decision === 'allow' && action.ask_first === null;
    const plainly: Permission = {
      isGranted: true,
      permitted: { effect: nature.effect, approval: null },
      site: nature.site,
    };
    if (isAllowed && !(typesSecret(action) && patched('secrets-are-asked-about'))) return plainly;

    const examination = 'ref' in action.arguments ? await this.#browser.examine(action) : undefined;
    if (examination?.status === 'failed') return refused(examination);
    const ask = examination?.examined.ask;
    if (isAllowed && ask === undefined) return plainly;
    const seen = seenBy(action, nature, examination?.examined);
    const granted: Permission = {
      isGranted: true,
      permitted: { effect: seen.effect, approval: examination === undefined ? null : seen.fingerprint },
      site: seen.site,
    };
    const { grants } = this.#trigger;
    const grant = grants.standing(seen.fingerprint, nowMs());
    if (grant !== undefined) {
      grants.spend(grant);
      return granted;
    }
    const why = [...(isAllowed ? [] : [because]), ...(ask === undefined ? [] : [ask])].join(' ');
    const resolution = await this.#questions.forPermission(actionId, action, seen, why);
    if (resolution.how !== 'answered') return refused({ status: 'expired' });
    const { answer, answered_by } = resolution;
    if (!('approved' in answer) || !answer.approved)
      return refused({ status: 'denied', reason: ('reason' in answer && answer.reason) || null, by: 'person' });
    if (answer.remember !== undefined)
      grants.give({ action, seen, remember: answer.remember, grantedBy: answered_by }, nowIso());
    return granted;
  }
}

/** Where its secret would appear, the browser alone can tell. */
const typesSecret = (action: ProposedAction) => action.tool === 'type' && action.arguments.text.includes('{{secret:');

const refused = (outcome: Exclude<ActionOutcome, { status: 'done' }>): Permission => ({ isGranted: false, outcome });

/** What a person is shown: the element as it is now, or the call alone where it is about none. */
function seenBy(
  action: ProposedAction,
  { effect, origin, site }: Nature,
  examined: ExaminedAction | undefined,
): Omit<ExaminedAction, 'element'> & { element: string | null } {
  return examined ?? { effect, origin, site, element: null, fingerprint: action.fingerprint };
}
