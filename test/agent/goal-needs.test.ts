import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BuiltinTask, needsOfGoal } from '../../src/agent/goal-needs.ts';
import { AgentConfig } from '../../src/contract/agent.ts';

const builtin = AgentConfig.parse({});
const withModel = (config: object) => AgentConfig.parse({ driver: 'llm', ...config });

describe('what the built-in planner will do', () => {
  const tasks: [goal: string, task: BuiltinTask][] = [
    ['Go through https://assisfy.ai/blog and let me know the latest update on the blog', 'list'],
    ['Tell me when the price of https://shop.example/spade drops below 50 EUR', 'price'],
    ['Let me know when “Sold out” disappears from https://shop.example/spade', 'text'],
    ['Tell me when the version on https://example.com/downloads changes', 'version'],
    ['Tell me when https://example.com/terms changes', 'page'],
    ['Book a table at https://example.com', 'beyond'],
  ];
  for (const [goal, task] of tasks)
    test(`${goal}: ${task}`, () => {
      assert.equal(needsOfGoal(goal, builtin).task, task);
    });

  test('a goal beyond it is a problem, which says what to do', () => {
    assert.match(
      needsOfGoal('Book a table at https://example.com', builtin).problems[0] ?? '',
      /^goal: .+ config\.driver llm/,
    );
  });

  test('without an address it asks a person', () => {
    assert.match(needsOfGoal('Let me know the latest news', builtin).problems[0] ?? '', /^goal: .+ asks a person/);
  });

  test('of more addresses than it looks at, that is said', () => {
    const goal = `The latest of ${Array.from({ length: 12 }, (_, n) => `https://example.com/${n}`).join(' ')}`;

    assert.match(needsOfGoal(goal, builtin).problems[0] ?? '', /names 12 addresses.+ first 10/);
  });

  test('it only reads, and may be led away', () => {
    assert.deepEqual(needsOfGoal('The latest of https://example.com', builtin).effects, ['read', 'leave']);
  });
});

describe('what a model needs', () => {
  for (const [config, variable, isRequired] of [
    [{ model: 'openai/gpt-5' }, 'OPENAI_API_KEY', true],
    [{ model: 'anthropic/claude-sonnet-4-5' }, 'ANTHROPIC_API_KEY', true],
    [{ model: 'google/gemini-2.5-flash' }, 'GOOGLE_GENERATIVE_AI_API_KEY', true],
    [{ model: 'qwen3', base_url: 'http://127.0.0.1:11434/v1' }, 'AUTO_TRIGGER_LLM_API_KEY', false],
  ] as const)
    test(`${config.model}: ${variable}`, () => {
      const { model, problems } = needsOfGoal('Compare these', withModel(config));

      assert.deepEqual([model?.key_variable, model?.is_key_required], [variable, isRequired]);
      assert.deepEqual(problems, []);
    });

  test('of a model whose price is not known, that is said', () => {
    const { problems } = needsOfGoal('Compare these', withModel({ model: 'openai/gpt-99' }));
    const prices = { input: 1, output: 2 };

    assert.match(problems[0] ?? '', /^config\.model \(openai\/gpt-99\): what it costs is not known/);
    assert.deepEqual(needsOfGoal('Compare these', withModel({ model: 'openai/gpt-99', prices })).problems, []);
  });

  test('a name that is none, and a cost that cannot be reckoned, are problems', () => {
    const { model, problems } = needsOfGoal('Compare these', withModel({ model: 'gpt-5', max_cost_usd: 1 }));

    assert.equal(model, null);
    assert.match(problems[0] ?? '', /^config\.model \(gpt-5\) must be openai\/NAME/);
    assert.match(problems[1] ?? '', /^config\.max_cost_usd cannot be kept to/);
  });
});

test('sites are those of the addresses; secrets are named by goal and configuration, each once', () => {
  const goal = 'Sign in to https://shop.example/a with {{secret:USER}} and {{secret:PASSWORD}}, see blog.example.com/x';
  const config = withModel({
    model: 'openai/gpt-5',
    on_timeout: 'default_answer',
    default_answer: '{{secret:USER}} {{secret:PIN}}',
  });

  const { sites, secrets } = needsOfGoal(goal, config);

  assert.deepEqual(sites, ['shop.example', 'example.com']);
  assert.deepEqual(secrets, ['USER', 'PASSWORD', 'PIN']);
});
