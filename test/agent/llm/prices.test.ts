import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { calcPrice, type PriceCalculation } from '@pydantic/genai-prices';
import { pricedModels, pricesOf } from '../../../src/agent/llm/prices.ts';
import { AgentConfig } from '../../../src/contract/agent.ts';

/** When the table was last gone through: a price that is announced for later is no fault of it before then. */
const timestamp = new Date('2026-11-30T00:00:00Z');
/** Dearer for long prompts, of a length that is not sent. */
const hasTiers = (model: string) => model === 'anthropic/claude-sonnet-4-5';

const ours = (model: string) => pricesOf(AgentConfig.parse({ driver: 'llm', model }));

/** What the price list of others says; bundled, nothing is fetched. */
function listed(model: string, usage: Record<string, number>): PriceCalculation {
  const [providerId = '', name = ''] = model.split('/');
  const price = calcPrice(usage, name, { providerId, timestamp });
  assert.ok(price !== null, `${model} is not listed`);
  return price;
}

describe('the table of prices', () => {
  for (const model of pricedModels) {
    test(`has of ${model} what the price list of others has`, () => {
      const tokens = 100_000;
      const input = listed(model, { input_tokens: tokens });
      const cost = (usage: Record<string, number>) => listed(model, usage).total_price * (1_000_000 / tokens);
      const found = {
        input: cost({ input_tokens: tokens }),
        output: cost({ output_tokens: tokens }),
        cached_input: cost({ input_tokens: tokens, cache_read_tokens: tokens }),
        cache_write: cost({ input_tokens: tokens, cache_write_tokens: tokens }),
      };

      for (const [name, price] of Object.entries(ours(model) ?? {}))
        assert.ok(
          Math.abs(price - found[name as keyof typeof found]) < 1e-9,
          `${name}: ${price}, ${JSON.stringify(found)}`,
        );
      assert.equal(
        Object.values(input.model_price).some((price) => typeof price === 'object'),
        hasTiers(model),
      );
    });
  }

  test('takes a dated version for its model, and nothing else', () => {
    assert.deepEqual(ours('openai/gpt-5-mini-2025-08-07'), ours('openai/gpt-5-mini'));
    assert.deepEqual(ours('anthropic/claude-haiku-4-5-20251001'), ours('anthropic/claude-haiku-4-5'));
    assert.equal(ours('anthropic/claude-opus-4-5-fast'), undefined);
    assert.equal(ours('openai/ft/gpt-5-mini/ours'), undefined);
  });
});
