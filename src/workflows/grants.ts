import type { ExaminedAction, ProposedAction } from '../contract/tools.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { AdminPermissionResponse, Grant } from '../contract/resource-request.ts';
import { nowIso } from './now.ts';
import type { Trigger } from './trigger.ts';

/** The grant that stands for an action, by the fingerprint of all that it is good for; undefined where none does. */
export function standingGrant(grants: readonly Grant[], fingerprint: string, now: number): Grant | undefined {
  return grants.find(
    (grant) =>
      grant.fingerprint === fingerprint &&
      grant.uses_left !== 0 &&
      (grant.until === null || Date.parse(grant.until) > now),
  );
}

export function spendGrant(grant: Grant): void {
  grant.used += 1;
  if (grant.uses_left !== null) grant.uses_left -= 1;
}

interface Given {
  action: ProposedAction;
  seen: Pick<ExaminedAction, 'fingerprint' | 'origin'> & { element: string | null };
  remember: AdminPermissionResponse['remember'] & {};
  grantedBy: string | null;
}

/** Makes an approval stand for later sessions. Bounded: past it, the oldest grant goes. */
export function addGrant(trigger: Trigger, { action, seen, remember, grantedBy }: Given): void {
  const { carried } = trigger;
  const number = (carried.grants_given += 1);
  const grant: Grant = {
    grant_id: `grant_${number}`,
    fingerprint: seen.fingerprint,
    tool: action.tool,
    summary: cutText(seen.element === null ? action.summary : `${action.summary}: ${seen.element}`, 300),
    origin: seen.origin,
    granted_at: nowIso(),
    granted_by: grantedBy,
    uses_left: remember.uses ?? null,
    until: remember.until === undefined ? null : new Date(remember.until).toISOString(),
    used: 0,
  };
  const others = carried.grants.filter(({ fingerprint }) => fingerprint !== seen.fingerprint);
  if (others.length >= limits.grantsMax) trigger.noteLimit(`grants: ${others[0]?.grant_id} was let go of`);
  carried.grants = [...others, grant].slice(-limits.grantsMax);
}

/** @throws {AutoTriggerError} UnknownRequest. */
export function findGrant(grants: readonly Grant[], grantId: string): Grant {
  const grant = grants.find(({ grant_id }) => grant_id === grantId);
  if (grant !== undefined) return grant;
  const known = grants.map(({ grant_id }) => grant_id).join(', ');
  throw new AutoTriggerError(
    'UnknownRequest',
    `${grantId} is no grant of this trigger; there are: ${known || 'none'}`,
    {
      details: { grant_id: grantId },
    },
  );
}
