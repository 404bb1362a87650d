import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AgentConfig } from '../../src/contract/agent.ts';
import { decide, type PolicySubject } from '../../src/contract/policy.ts';

const subject = (changes: Partial<PolicySubject> = {}): PolicySubject => ({
  tool: 'click',
  effect: 'act',
  origin: 'https://www.shop.example',
  site: 'shop.example',
  isGoalSite: true,
  ...changes,
});

describe('without rules', () => {
  const defaults: [title: string, changes: Partial<PolicySubject>, decision: string][] = [
    ['reading on a site of the goal is allowed', { tool: 'read', effect: 'read' }, 'allow'],
    ['clicking on a site of the goal is allowed', {}, 'allow'],
    ['reading where a person let it go is allowed', { tool: 'read', effect: 'read', isGoalSite: false }, 'allow'],
    ['clicking where a person let it go is to be asked for', { isGoalSite: false }, 'ask'],
    ['leaving is to be asked for', { tool: 'navigate', effect: 'leave', isGoalSite: false }, 'ask'],
    ['submitting is to be asked for', { effect: 'submit' }, 'ask'],
    ['downloading is to be asked for', { effect: 'download' }, 'ask'],
  ];
  for (const [title, changes, decision] of defaults)
    test(title, () => assert.equal(decide([], subject(changes)).decision, decision));
});

describe('with rules', () => {
  const rules = AgentConfig.parse({
    policy: [
      { tool: 'type', decision: 'deny' },
      { effect: 'submit', origin: 'https://www.shop.example/', decision: 'allow' },
      { origin: 'shop.example', decision: 'ask' },
      { decision: 'deny' },
    ],
  }).policy;
  const cases: [title: string, changes: Partial<PolicySubject>, decision: string, because: RegExp][] = [
    ['the first that fits decides', { tool: 'type' }, 'deny', /config\.policy\[0\]/],
    ['all that a rule names has to fit', { effect: 'submit' }, 'allow', /config\.policy\[1\]/],
    ['an origin is compared whole', { effect: 'submit', origin: 'http://www.shop.example' }, 'ask', /policy\[2\]/],
    ['a site is all of its hosts', { origin: 'https://pay.shop.example' }, 'ask', /policy\[2\]/],
    ['a rule that names nothing fits everything', { site: 'evil.example', origin: null }, 'deny', /policy\[3\]/],
  ];
  for (const [title, changes, decision, because] of cases)
    test(title, () => {
      const decided = decide(rules, subject(changes));

      assert.equal(decided.decision, decision);
      assert.match(decided.because, because);
    });
});

describe('a configuration', () => {
  const bad: [title: string, config: object, message: RegExp][] = [
    ['with the driver llm needs a model', { driver: 'llm' }, /model/],
    ['with the built-in driver takes no model', { model: 'openai/x' }, /needs driver llm/],
    ['needs a default answer where that is to be used', { on_timeout: 'default_answer' }, /default_answer/],
    ['takes no default answer where that is not used', { default_answer: 1 }, /on_timeout/],
    ['with an unknown tool in a rule is refused', { policy: [{ tool: 'fly', decision: 'allow' }] }, /./],
  ];
  for (const [title, config, message] of bad)
    test(title, () => {
      const parsed = AgentConfig.safeParse(config);

      assert.equal(parsed.success, false);
      assert.match(parsed.error?.message ?? '', message);
    });
});
