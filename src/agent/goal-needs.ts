import type { AgentConfig } from '../contract/agent.ts';
import type { Effect } from '../contract/tools.ts';
import { addressesIn } from './addresses.ts';
import { describeBeyond, pagesMax, understandGoal } from './builtin/goal.ts';
import { goalSites } from './goal-sites.ts';
import { costProblem, pricesOf } from './llm/prices.ts';
import { describeBadName, ownKeyVariable, providers, splitModelName } from './llm/providers.ts';

/** What the built-in planner takes a goal for. */
export type BuiltinTask = 'list' | 'price' | 'text' | 'version' | 'page' | 'beyond';

export interface ModelNeed {
  name: string;
  base_url: string | null;
  /** Where the worker has the key. */
  key_variable: string;
  /** False for a server of one's own, which may want none. */
  is_key_required: boolean;
}

/** What can be said of a trigger's sessions before the first one. */
export interface GoalNeeds {
  /** Null where a model plans, of which nobody knows before what it makes of a goal. */
  task: BuiltinTask | null;
  /** That the goal names. */
  addresses: string[];
  sites: string[];
  /** What its actions may do to the world. */
  effects: Effect[];
  /** Null where none is needed, or its name is none. */
  model: ModelNeed | null;
  /** Names in `{{secret:NAME}}`. */
  secrets: string[];
  /** What will go wrong, or not as one might think. */
  problems: string[];
}

/** Reads a goal and its configuration as the planners will. Asks nobody. */
export function needsOfGoal(goal: string, config: AgentConfig): GoalNeeds {
  const addresses = addressesIn(goal);
  const secrets = [...`${goal}\n${JSON.stringify(config)}`.matchAll(/\{\{secret:([^{}]*)\}\}/g)].map(
    ([, name]) => name,
  );
  const common = {
    addresses,
    sites: goalSites(goal, []),
    secrets: [...new Set(secrets.filter((name) => name !== undefined))],
  };
  return { ...common, ...(config.driver === 'builtin' ? builtinNeeds(goal, addresses) : modelNeeds(config)) };
}

type PlannerNeeds = Pick<GoalNeeds, 'task' | 'effects' | 'model' | 'problems'>;

function builtinNeeds(goal: string, addresses: string[]): PlannerNeeds {
  const understood = understandGoal(goal);
  const task = understood.kind === 'watch' ? understood.watch.kind : understood.kind;
  const problems: string[] = [];
  if (understood.kind === 'beyond') problems.push(`goal: ${describeBeyond(understood)}`);
  else if (addresses.length === 0)
    problems.push('goal: it names no address, so the first session asks a person which page is meant');
  if (addresses.length > pagesMax)
    problems.push(
      `goal: it names ${addresses.length} addresses, and the built-in planner looks at the first ${pagesMax}`,
    );
  return { task, effects: ['read', 'leave'], model: null, problems };
}

function modelNeeds(config: AgentConfig): PlannerNeeds {
  const { model: name = '', base_url = null } = config;
  const known = base_url === null ? splitModelName(name) : undefined;
  const badName = base_url === null && known === undefined ? describeBadName(name) : undefined;
  const model: ModelNeed = {
    name,
    base_url,
    key_variable: known === undefined ? ownKeyVariable : providers[known.provider].variable,
    is_key_required: known !== undefined,
  };
  return {
    task: null,
    effects: ['read', 'act', 'submit', 'download', 'leave'],
    model: badName === undefined ? model : null,
    problems: [badName ?? unknownPrice(config), costProblem(config)].filter((problem) => problem !== undefined),
  };
}

/** A server of one's own may cost nothing. */
function unknownPrice(config: AgentConfig): string | undefined {
  const { model, base_url, max_cost_usd } = config;
  if (base_url !== undefined || max_cost_usd !== undefined || pricesOf(config) !== undefined) return undefined;
  return `config.model (${model}): what it costs is not known here, so cost_usd stays 0; give config.prices`;
}
