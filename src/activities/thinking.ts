import { goalSites, proposeActions } from '../agent/actions.ts';
import type { Planner } from '../agent/planner.ts';
import type { ThinkActivities } from '../contract/activities.ts';
import { withFailures } from './failures.ts';
import { whileHeartbeating } from './heartbeat.ts';

export function createThinkActivities({ planner }: { planner: Planner }): ThinkActivities {
  return withFailures<ThinkActivities>({
    async thinkNext(input) {
      const thought = await whileHeartbeating((signal) => planner.think(input, { signal }));
      const { goal, given_addresses: givenAddresses } = input;
      const { next } = thought;
      return {
        ...thought,
        goal_sites: goalSites(goal, givenAddresses),
        next:
          next.type === 'act' ? { type: 'act', actions: proposeActions(next.actions, { goal, givenAddresses }) } : next,
      };
    },
  });
}
