import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBuiltinPlanner } from '../../src/agent/builtin.ts';
import { understandGoal } from '../../src/agent/goal.ts';
import { AgentConfig } from '../../src/contract/agent.ts';

describe('a goal about the latest of a list is taken', () => {
  const goals = [
    'Go through https://assisfy.ai/blog and let me know the latest update on the blog',
    'Look at assisfy.ai/blog.',
    'https://example.com/blog',
    'What is new?',
    'Send me the latest post of https://example.com/blog',
    'Email me when there is a new release on https://example.com/releases',
    'Tell me when a new post appears on https://example.com',
    'Summarise the latest post on https://example.com/blog',
    'Go to https://example.com/changelog and tell me about changes in the changelog',
    'Tell me the latest article and book reviews on https://example.com',
    'Check https://example.com/news for new posts about problems to log in',
    'Go through https://example.com/news, order by date and tell me the newest',
    'Tell me the latest news about energy prices and how they change on https://example.com',
    'Update me on new posts of https://example.com/blog',
    'Keep me posted about https://example.com/blog',
    'Go through https://example.com/blog and create a summary of the latest post',
    'Go through https://example.com/blog, write a short report on the newest article and send it to my webhook',
    'Check https://example.com/blog and send the latest update to us',
    'Check the latest releases of https://example.com and list the added, changed and removed features',
    'Tell me the newest dates, prices and schedule of https://example.com/events',
    'See https://example.com/plans for new plans, rates and research',
    'Tell me when the rate and plan posts on https://example.com get a new entry',
    'Monitor https://example.com/jobs for new openings to apply',
    'Check if anyone posted or commented on https://example.com/blog',
    'Let me know the latest call for papers and post titles on https://example.com',
    'Check https://example.com/blog for a new update and report the title, the date and the link',
    'Go to https://example.com/news and click through to the newest article',
    'Open https://example.com, accept cookies, and tell me the latest headline',
    'Read https://example.com/buy-a-house/blog and tell me what the latest entry says',
    'Schau auf https://example.com/blog und sag mir das Neueste',
    'Dis-moi quel est le dernier article de https://example.com/blog',
    'Dime cuál es la última entrada de https://example.com/blog',
    'Diga-me a última notícia de https://example.com',
    'Dimmi l’ultimo articolo di https://example.com/blog',
    'Sprawdź najnowszy wpis na https://example.com/blog',
    'Расскажи о последней записи на https://example.com/blog',
    '请告诉我 https://example.com/blog 的最新文章',
    'https://example.com/blog の最新記事を教えてください',
  ];
  for (const goal of goals)
    test(goal, () => {
      assert.deepEqual(understandGoal(goal), { kind: 'list' });
    });
});

describe('a goal that takes more than reading is refused before anything is opened', () => {
  const goals = [
    'book me a table',
    'Book a table for two at https://example.com for tonight',
    'summarise the quarterly report and mail it',
    'log in and download my invoice',
    'Log in to https://example.com and tell me the latest news',
    'Go to https://example.com and buy the cheapest laptop',
    'Find the latest post on https://example.com and email it to bob@example.com',
    'Fill in the form at https://example.com with my name',
    'Compare the prices of two laptops',
    'Translate https://example.com into German',
    'Buche mir einen Tisch bei https://example.com',
    'Réserve une table sur https://example.com',
    'Reserva una mesa en https://example.com',
  ];
  for (const goal of goals)
    test(goal, async () => {
      const { next, memories } = await createBuiltinPlanner().think(
        {
          tracking_id: 'trg_1',
          session: { id: 's', number: 1, scheduled_for: '2026-11-23T00:00:00Z', started_at: '2026-11-23T00:00:00Z' },
          goal,
          config: AgentConfig.parse({}),
          last_answered_at: null,
          memory: [],
          planner_state: null,
          observations: [],
          exchanges: [],
          steps_left: 10,
          seconds_left: 900,
          used: { input_tokens: 0, output_tokens: 0, cost_usd: 0 },
          given_addresses: [],
        },
        { signal: new AbortController().signal },
      );

      const finish = next.type === 'finish' ? next.finish : assert.fail(next.type);
      assert.deepEqual([finish.outcome, finish.error?.code, memories], ['failed', 'GOAL_NOT_UNDERSTOOD', []]);
      assert.match(finish.answer, /latest entry of a page.*config\.driver llm.*config\.model/);
    });
});

describe('a goal to watch something is taken for what it says', () => {
  const goals: [goal: string, watch: object][] = [
    ['Tell me when the price of https://example.com/spade changes', { kind: 'price', words: null, when: 'changes' }],
    ['What is the price on https://example.com/p?', { kind: 'price', words: null, when: 'changes' }],
    ['Sag mir, wenn sich der Preis auf https://example.com/p ändert', { kind: 'price', words: null, when: 'changes' }],
    [
      'Let me know when “Sold out” disappears from https://example.com/p',
      { kind: 'text', words: 'Sold out', when: 'disappears' },
    ],
    [
      'Tell me when the words tickets available appear on https://example.com',
      { kind: 'text', words: 'tickets available', when: 'appears' },
    ],
    [
      'Tell me when the opening hours on https://example.com change',
      { kind: 'text', words: 'opening hours', when: 'changes' },
    ],
    [
      'Watch https://example.com/terms and tell me when the page changes',
      { kind: 'page', words: null, when: 'changes' },
    ],
    ['Tell me when https://example.com/p is back in stock', { kind: 'text', words: 'in stock', when: 'appears' }],
  ];
  for (const [goal, watch] of goals)
    test(goal, () => {
      assert.deepEqual(understandGoal(goal), { kind: 'watch', watch });
    });
});
