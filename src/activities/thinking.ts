import { Context } from '@temporalio/activity';
import { proposeActions } from './propose-actions.ts';
import { goalSites } from '../agent/goal-sites.ts';
import type { Planner } from '../agent/planner.ts';
import type { ThinkActivities } from '../contract/activities.ts';
import { withFailures } from './failures.ts';
import { whileHeartbeating } from './heartbeat.ts';
import { createSessionContexts } from './session-contexts.ts';

export function createThinkActivities({
  planner,
  ownTaskQueue,
}: {
  planner: Planner;
  /** The queue that this worker alone polls: the session's next thoughts find there what this one leaves. */
  ownTaskQueue: string;
}): ThinkActivities {
  const contexts = createSessionContexts();
  return withFailures<ThinkActivities>({
    async thinkNext(request) {
      const input = contexts.complete(request);
      // a planner that does not listen to its signal must not hold the worker
      const { cancelled } = Context.current();
      const thought = await whileHeartbeating((signal) => Promise.race([planner.think(input, { signal }), cancelled]));
      contexts.keep(request, input, thought.said);
      const { goal, given_addresses: givenAddresses, tracking_id: trackingId } = request;
      const sites = goalSites(goal, givenAddresses);
      const { next } = thought;
      return {
        ...thought,
        goal_sites: sites,
        context_at: ownTaskQueue,
        next:
          next.type === 'act'
            ? { type: 'act', actions: proposeActions(next.actions, { trackingId, goal, sites }) }
            : next,
      };
    },
  });
}
