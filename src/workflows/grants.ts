import type { ExaminedAction, ProposedAction } from '../contract/tools.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { OnLimit } from './memory.ts';
import { grantWords } from './question-words.ts';
import type { AdminPermissionResponse, Grant } from '../contract/resource-request.ts';

export interface GrantsState {
  grants: Grant[];
  /** How many there ever were: their ids count on. */
  grants_given: number;
}

interface Approval {
  action: ProposedAction;
  seen: Seen & Pick<ExaminedAction, 'origin' | 'page'> & { element: string | null };
  remember: AdminPermissionResponse['remember'] & {};
  grantedBy: string | null;
}

/** By which it is told whether an approval stands for an action. */
type Seen = Pick<ExaminedAction, 'fingerprint' | 'standing' | 'request'>;

/** The approvals that stand for later sessions. */
export class Grants {
  readonly #state: GrantsState;
  readonly #onLimit: OnLimit;

  /** `onLimit` is told what was let go of, as there are too many. */
  constructor(state: GrantsState, onLimit: OnLimit) {
    this.#state = state;
    this.#onLimit = onLimit;
  }

  /** The one that stands for an action, by all that it is good for; undefined where none does. */
  standing(seen: Seen, now: number): Grant | undefined {
    return this.#state.grants.find(
      (grant) =>
        stands(grant, seen) && grant.uses_left !== 0 && (grant.until === null || Date.parse(grant.until) > now),
    );
  }

  spend(grant: Grant): void {
    grant.used += 1;
    if (grant.uses_left !== null) grant.uses_left -= 1;
  }

  /** Makes an approval stand. Bounded: past it, the oldest grant goes. */
  give({ action, seen, remember, grantedBy }: Approval, now: string): void {
    this.#state.grants_given += 1;
    const grant: Grant = {
      grant_id: `grant_${this.#state.grants_given}`,
      fingerprint: seen.fingerprint,
      ...bindingOf(seen, remember.free ?? []),
      covers: grantWords(action, seen, remember.free ?? []),
      tool: action.tool,
      summary: cutText(seen.element === null ? action.summary : `${action.summary}: ${seen.element}`, 300),
      origin: seen.origin,
      granted_at: now,
      granted_by: grantedBy,
      uses_left: remember.uses ?? null,
      until: remember.until === undefined ? null : new Date(remember.until).toISOString(),
      used: 0,
    };
    const others = this.#state.grants.filter(({ fingerprint }) => fingerprint !== seen.fingerprint);
    if (others.length >= limits.grantsMax) this.#onLimit('grants', `${others[0]?.grant_id} was let go of`);
    this.#state.grants = [...others, grant].slice(-limits.grantsMax);
  }

  /** @throws {AutoTriggerError} UnknownRequest. */
  find(grantId: string): Grant {
    const { grants } = this.#state;
    const grant = grants.find(({ grant_id }) => grant_id === grantId);
    if (grant !== undefined) return grant;
    const known = grants.map(({ grant_id }) => grant_id).join(', ');
    const message = `${grantId} is no grant of this trigger; there are: ${known || 'none'}`;
    throw new AutoTriggerError('UnknownRequest', message, { details: { grant_id: grantId } });
  }

  /** Takes a grant back, and returns it. UnknownRequest where there is none of that id. */
  revoke(grantId: string): Grant {
    const grant = this.find(grantId);
    this.#state.grants = this.#state.grants.filter((each) => each !== grant);
    return grant;
  }

  revokeAll(): void {
    this.#state.grants = [];
  }
}

/** With just the values that were approved, but for those that may differ. */
function stands({ fingerprint, standing, fields = [], free = [] }: Grant, seen: Seen): boolean {
  if (standing === undefined || seen.standing === undefined) return fingerprint === seen.fingerprint;
  return standing === seen.standing && JSON.stringify(fixedIn(seen, free)) === JSON.stringify(fields);
}

function bindingOf(seen: Seen, free: string[]): Pick<Grant, 'standing' | 'fields' | 'free'> {
  return seen.standing === undefined ? {} : { standing: seen.standing, fields: fixedIn(seen, free), free };
}

const fixedIn = ({ request }: Seen, free: string[]) =>
  (request?.fields ?? [])
    .filter(({ name }) => !free.includes(name))
    .map(({ name, value, content }) => ({ name, value: content === undefined ? value : `${value} (${content})` }));
