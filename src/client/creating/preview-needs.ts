import { type BuiltinTask, needsOfGoal, type ModelNeed, type GoalNeeds } from '../../agent/goal-needs.ts';
import { isVariableSet } from '../../config.ts';
import type { AgentConfig } from '../../contract/agent.ts';
import { decide } from '../../contract/policy.ts';
import type { Effect } from '../../contract/tools.ts';
import type { TriggerPlan } from '../../contract/trigger.ts';
import type { ClientContext } from '../context.ts';
import { lastPolls } from '../server/workers.ts';

export interface PreviewFire {
  /** When it is due, in UTC. */
  at: string;
  /** The same instant by the clocks of the account's time zone, with their offset. */
  local: string;
  /** Before when its session begins, with jitter; `at` without. The tracking id decides where between the two. */
  latest: string;
}

/** What sessions will need. What is said to be set is set here; the worker, which needs it, may be elsewhere. */
export interface PreviewNeeds {
  browser: true;
  planner: {
    driver: AgentConfig['driver'];
    /** What the built-in planner takes the goal for; null with a model. */
    task: BuiltinTask | null;
    /** Null with a model, of which nobody knows before. */
    can_do: boolean | null;
  };
  /** Null where none is needed, or its name is none. */
  model: (ModelNeed & { is_key_set_here: boolean }) | null;
  /** That the goal names. */
  sites: string[];
  /** What the policy has asked for or denied in places that none of its rules names. */
  permissions: { effect: Effect; decision: 'ask' | 'deny'; because: string }[];
  /** Named in the goal or the configuration as `{{secret:NAME}}`. */
  secrets: { name: string; variable: string; is_set_here: boolean }[];
  /** Whether somebody polls the queue now. */
  worker: { task_queue: string; is_running: boolean };
}

/** What sessions of a request will need, and what planners make of its goal. */
export async function lookAround(
  { temporal, taskQueue }: ClientContext,
  { goal, config }: Pick<TriggerPlan, 'goal' | 'config'>,
) {
  // first: to read a goal may take long enough for a call in flight to be given up
  const goalNeeds = needsOfGoal(goal, config);
  const polls = await lastPolls(temporal, taskQueue);
  const worker = { task_queue: taskQueue, is_running: polls.length > 0 };
  return { goalNeeds, needs: needsOf(config, goalNeeds, worker) };
}

function needsOf(config: AgentConfig, goalNeeds: GoalNeeds, worker: PreviewNeeds['worker']): PreviewNeeds {
  const { task, model, sites, secrets } = goalNeeds;
  return {
    browser: true,
    planner: { driver: config.driver, task, can_do: task === null ? null : task !== 'beyond' },
    model: model && { ...model, is_key_set_here: isVariableSet(model.key_variable) },
    sites,
    permissions: permissionsOf(config, goalNeeds),
    secrets: secrets.map((name) => {
      const variable = `AUTO_TRIGGER_SECRET_${name}`;
      return { name, variable, is_set_here: isVariableSet(variable) };
    }),
    worker,
  };
}

/** Reading and acting are of the goal's own sites; acting beyond them, too, where the policy lets a session leave. */
function permissionsOf({ policy }: AgentConfig, { effects }: GoalNeeds): PreviewNeeds['permissions'] {
  return effects.flatMap((effect) => {
    const tool = effect === 'read' || effect === 'leave' ? 'navigate' : 'click';
    const place = { origin: null, site: null, isGoalSite: effect !== 'leave' };
    const { decision, because } = decide(policy, { tool, effect, ...place });
    return decision === 'allow' ? [] : [{ effect, decision, because }];
  });
}
