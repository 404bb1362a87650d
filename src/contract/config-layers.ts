import type { z } from 'zod';
import type { AgentConfig } from './agent.ts';

type Config = z.input<typeof AgentConfig>;

/** What says something of a certain model, and nothing of another. */
const modelFields = ['model', 'base_url', 'prices', 'max_tokens', 'max_cost_usd'] as const;

/**
 * A configuration over the one beneath it, field by field. What belongs to a choice goes with it: another driver takes
 * no model over, another model no prices, another `on_timeout` no answer.
 */
export function layConfig(beneath: Config, own: Config): Config {
  const kept = { ...beneath };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) as Config;
  if (given.driver !== undefined && given.driver !== (beneath.driver ?? 'builtin'))
    for (const field of modelFields) delete kept[field];
  if (given.model !== undefined) delete kept.prices;
  if (given.on_timeout !== undefined && given.on_timeout !== beneath.on_timeout) delete kept.default_answer;
  return { ...kept, ...given };
}
