import type { SessionAction } from './browser-pool.ts';
import type { Surroundings } from './outcome.ts';
import type { Secrets } from './secrets/secrets.ts';

/** What all sessions of a pool have in common. */
type Common = Omit<
  Surroundings,
  'allowedSites' | 'policy' | 'origin' | 'permitted' | 'approves' | 'secrets' | 'signal'
>;

/** What an action works within: what is common to all, and the terms of its own. */
export function createSurroundings(common: Common) {
  return (
    { robots, policy = [], origin = null, ...terms }: Omit<SessionAction, 'sessionId' | 'action'>,
    secrets: Secrets,
  ): Surroundings => ({
    ...common,
    ...terms,
    policy,
    origin,
    robots: robots === 'respect' ? common.robots : null,
    secrets,
  });
}
