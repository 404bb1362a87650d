import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { layConfig } from '../../src/contract/config-layers.ts';

describe('a configuration over another', () => {
  test('wins field by field; what it leaves out, or gives as undefined, is taken from beneath', () => {
    const own = { max_steps: 5, hold_page: undefined } as object;

    assert.deepEqual(layConfig({ max_steps: 60, hold_page: 30 }, own), { max_steps: 5, hold_page: 30 });
  });

  test('with another driver takes nothing over that is about a model', () => {
    const beneath = {
      driver: 'llm',
      model: 'm',
      base_url: 'https://m.example',
      max_cost_usd: 1,
      max_steps: 5,
    } as const;

    assert.deepEqual(layConfig(beneath, { driver: 'builtin' }), { driver: 'builtin', max_steps: 5 });
    assert.deepEqual(layConfig(beneath, { driver: 'llm', max_steps: 9 }), { ...beneath, max_steps: 9 });
  });

  test('with another model takes no prices over', () => {
    const beneath = { driver: 'llm', model: 'm', prices: { input: 1, output: 2 } } as const;

    assert.deepEqual(layConfig(beneath, { model: 'n' }), { driver: 'llm', model: 'n' });
  });

  test('with another on_timeout takes no default_answer over', () => {
    const beneath = { on_timeout: 'default_answer', default_answer: 'yes' } as const;

    assert.deepEqual(layConfig(beneath, { on_timeout: 'deny' }), { on_timeout: 'deny' });
    assert.deepEqual(layConfig(beneath, { default_answer: 'no' }), { ...beneath, default_answer: 'no' });
  });
});
