import type { AgentConfig } from '../../contract/agent.ts';

/** US dollars for a million tokens. */
export interface Prices {
  input: number;
  output: number;
  /** Read from the provider's cache. */
  cached_input: number;
  /** Written to it; only some providers charge for that. */
  cache_write: number;
}

type Row = [model: string, input: number, output: number, cachedInput: number];

/**
 * List prices as of 2026-09, of models with one price whatever the length of the prompt. For all others, and for newer
 * prices, there is `config.prices`. A test holds them to a price list that is kept elsewhere
 * (docs/decisions/2026-11-30-prices.md).
 */
const rows: Row[] = [
  ['openai/gpt-5.4-mini', 0.75, 4.5, 0.075],
  ['openai/gpt-5.4-nano', 0.2, 1.25, 0.02],
  ['openai/gpt-5.2', 1.75, 14, 0.175],
  ['openai/gpt-5.1', 1.25, 10, 0.125],
  ['openai/gpt-5', 1.25, 10, 0.125],
  ['openai/gpt-5-mini', 0.25, 2, 0.025],
  ['openai/gpt-5-nano', 0.05, 0.4, 0.005],
  ['openai/gpt-4.1', 2, 8, 0.5],
  ['openai/gpt-4.1-mini', 0.4, 1.6, 0.1],
  ['openai/gpt-4.1-nano', 0.1, 0.4, 0.025],
  ['openai/gpt-4o', 2.5, 10, 1.25],
  ['openai/gpt-4o-mini', 0.15, 0.6, 0.075],
  ['openai/o3', 2, 8, 0.5],
  ['openai/o4-mini', 1.1, 4.4, 0.275],
  ['anthropic/claude-fable-5-1', 10, 50, 0.25],
  ['anthropic/claude-fable-5', 10, 50, 1],
  ['anthropic/claude-opus-5-5', 4, 20, 0.2],
  ['anthropic/claude-opus-5', 5, 25, 0.5],
  ['anthropic/claude-sonnet-5', 2, 10, 0.2],
  ['anthropic/claude-opus-4-8', 5, 25, 0.5],
  ['anthropic/claude-opus-4-7', 5, 25, 0.5],
  ['anthropic/claude-opus-4-5', 5, 25, 0.5],
  ['anthropic/claude-opus-4-1', 15, 75, 1.5],
  // dearer beyond 200,000 tokens, which it takes with a header alone that is not sent from here
  ['anthropic/claude-sonnet-4-5', 3, 15, 0.3],
  ['anthropic/claude-sonnet-4', 3, 15, 0.3],
  ['anthropic/claude-haiku-4-5', 1, 5, 0.1],
  ['google/gemini-3.5-flash', 1.5, 9, 0.15],
  ['google/gemini-3.5-flash-lite', 0.3, 2.5, 0.03],
  ['google/gemini-3.1-flash-lite', 0.25, 1.5, 0.025],
  ['google/gemini-3-flash-preview', 0.5, 3, 0.05],
  ['google/gemini-2.5-flash', 0.3, 2.5, 0.03],
  ['google/gemini-2.5-flash-lite', 0.1, 0.4, 0.01],
];

/** All whose price is known without `config.prices`. */
export const pricedModels = rows.map(([model]) => model);

/** A date, or `latest`, at the end of a name is a version of the model, at the same price. */
const versionSuffix = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;
/** Anthropic charges a quarter more for what it writes to its cache. */
const anthropicCacheWrite = 1.25;

/** What a configuration's model costs: as its owner says, or as listed here. Undefined where neither is known. */
export function pricesOf({ model = '', base_url, prices }: AgentConfig): Prices | undefined {
  const writeFactor = base_url === undefined && model.startsWith('anthropic/') ? anthropicCacheWrite : 1;
  if (prices !== undefined) {
    const { input, output, cached_input = input } = prices;
    return { input, output, cached_input, cache_write: input * writeFactor };
  }
  const name = model.replace(versionSuffix, '');
  const row = base_url === undefined ? rows.find(([listed]) => listed === name) : undefined;
  if (row === undefined) return undefined;
  const [, input, output, cached_input] = row;
  return { input, output, cached_input, cache_write: input * writeFactor };
}

/** Why a configuration's cost cannot be kept to; undefined where it can, or none is set. */
export function costProblem(config: AgentConfig): string | undefined {
  if (config.max_cost_usd === undefined || pricesOf(config) !== undefined) return undefined;
  return `config.max_cost_usd cannot be kept to, as what ${config.model} costs is not known here; give config.prices`;
}
