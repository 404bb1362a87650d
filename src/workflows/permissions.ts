import { patched } from '@temporalio/workflow';
import type { Permitted } from '../contract/activities.ts';
import type { ActionOutcome } from '../contract/results.ts';
import type { AgentConfig } from '../contract/agent.ts';
import type { ExaminedAction, HeldRequest, ProposedAction, ToolName } from '../contract/tools.ts';
import { decide, mayNameHosts, type PolicyDecision, strictest } from '../contract/policy.ts';
import type { BrowserSteps } from './browser-steps.ts';
import { nowIso, nowMs } from './now.ts';
import type { Nature } from './page-knowledge.ts';
import type { Questions } from './questions.ts';
import type { Asked, PermissionsState, Refusal, Seen } from './session-state.ts';
import type { Trigger } from './trigger.ts';

export type Permission =
  | { isGranted: true; permitted: Permitted; site: string | null }
  | { isGranted: false; outcome: Exclude<ActionOutcome, { status: 'done' }> };

/** Whether a session's actions may be done: by the policy, by a standing grant, or by a person who is asked. */
export class Permissions {
  readonly #trigger: Trigger;
  readonly #state: PermissionsState;
  readonly #policy: AgentConfig['policy'];
  readonly #questions: Questions;
  readonly #browser: BrowserSteps;

  constructor(
    trigger: Trigger,
    state: PermissionsState,
    about: { policy: AgentConfig['policy']; questions: Questions; browser: BrowserSteps },
  ) {
    this.#trigger = trigger;
    this.#state = state;
    this.#policy = about.policy;
    this.#questions = about.questions;
    this.#browser = about.browser;
  }

  /** An approval is good for just what the person saw, once; the browser compares before it acts. */
  async obtain(actionId: string, action: ProposedAction, nature: Nature): Promise<Permission> {
    const asked = this.#state.asked ?? (await this.#withoutAsking(action, nature));
    if ('isGranted' in asked) return asked;
    this.#state.asked = asked;
    const { seen, permitted } = asked;
    const refusal = await this.#ask(actionId, action, asked);
    this.#state.asked = null;
    return refusal === undefined ? { isGranted: true, permitted, site: seen.site } : refused(refusal);
  }

  /** What can be decided without a person, or what one is to be asked. */
  async #withoutAsking(action: ProposedAction, nature: Nature): Promise<Permission | Asked> {
    const { decision, because } = this.#decide(action.tool, nature);
    const { origin } = nature;
    if (decision === 'deny') return refused({ status: 'denied', reason: because, by: 'policy' });
    const isAllowed = decision === 'allow' && action.ask_first === null;
    const plainly: Permission = {
      isGranted: true,
      permitted: { effect: nature.effect, approval: null, origin },
      site: nature.site,
    };
    if (isAllowed && !(typesSecret(action) && patched('secrets-are-asked-about'))) return plainly;

    const examination = 'ref' in action.arguments ? await this.#browser.examine(action) : undefined;
    if (examination?.status === 'failed') return refused(examination);
    const ask = examination?.examined.ask;
    if (isAllowed && ask === undefined) return plainly;
    const seen = seenBy(action, nature, examination?.examined);
    return {
      seen,
      because: [...(isAllowed ? [] : [because]), ...(ask === undefined ? [] : [ask])].join(' '),
      asks_once: isAllowed && examination?.examined.asks_once === true,
      permitted: { effect: seen.effect, approval: examination === undefined ? null : seen.fingerprint, origin },
    };
  }

  /** Undefined where what an action wanted to send may be sent. What was refused once is not asked about again. */
  async forRequest(actionId: string, action: ProposedAction, held: HeldRequest): Promise<Refusal | undefined> {
    const { refusals, unused } = this.#state;
    const { fingerprint, because } = held;
    if (unused.includes(fingerprint)) {
      this.#state.unused = unused.filter((each) => each !== fingerprint);
      return undefined;
    }
    const refusal =
      refusals[fingerprint] ?? (await this.#ask(actionId, action, { seen: held, because, asks_once: false }));
    if (refusal !== undefined) refusals[fingerprint] = refusal;
    return refusal;
  }

  /** An approval that came when the page was gone is good for the same request once more in this session. */
  keepFor({ fingerprint }: HeldRequest): void {
    if (!this.#state.unused.includes(fingerprint)) this.#state.unused.push(fingerprint);
  }

  /** By a grant that stands, or by a person; with `asks_once` a yes becomes one. */
  async #ask(
    actionId: string,
    action: ProposedAction,
    { seen, because, asks_once }: Omit<Asked, 'permitted'>,
  ): Promise<Refusal | undefined> {
    const { grants } = this.#trigger;
    const grant = grants.standing(seen, nowMs());
    if (grant !== undefined) {
      grants.spend(grant);
      return undefined;
    }
    const resolution = await this.#questions.forPermission(actionId, action, seen, because);
    if (resolution.how === 'too much')
      return { status: 'denied', reason: 'it is more than a person can be shown, so nobody was asked', by: 'policy' };
    if (resolution.how !== 'answered') return { status: 'expired' };
    const { answer, answered_by } = resolution;
    if (!('approved' in answer) || !answer.approved)
      return { status: 'denied', reason: ('reason' in answer && answer.reason) || null, by: 'person' };
    const remember = answer.remember ?? (asks_once ? {} : undefined);
    if (remember !== undefined) grants.give({ action, seen, remember, grantedBy: answered_by }, nowIso());
    return undefined;
  }

  /** An action in a frame belongs to the frame, and to each page around it: the strictest counts. */
  #decide(tool: ToolName, { frames, ...here }: Nature): PolicyDecision {
    const options = { hostsCount: !mayNameHosts(this.#policy) || patched('policy-names-hosts') };
    const decided = (place: Omit<Nature, 'frames'>) => decide(this.#policy, { tool, ...place }, options);
    return strictest(
      decided(here),
      frames.map((frame) => decided({ ...here, ...frame })),
    );
  }
}

/** Where its secret would appear, the browser alone can tell. */
const typesSecret = (action: ProposedAction) => action.tool === 'type' && action.arguments.text.includes('{{secret:');

const refused = (outcome: Exclude<ActionOutcome, { status: 'done' }>): Permission => ({ isGranted: false, outcome });

/** What a person is shown: the element as it is now, or the call alone where it is about none. */
function seenBy(action: ProposedAction, { effect, origin, site }: Nature, examined: ExaminedAction | undefined): Seen {
  return examined ?? { effect, origin, site, element: null, fingerprint: action.fingerprint };
}
