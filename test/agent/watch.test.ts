import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { BrowserPool } from '../../src/browser/pool.ts';
import { type Site, startPool, startSite } from '../browser/site.ts';
import { type Life, runSession } from './session.ts';

const product = (price: string, more = '') =>
  `<title>A spade</title><nav><a href="/">Shop</a></nav><main><h1>A spade</h1><p>A good spade with a handle of ash, made to last for a long time.</p>${price}${more}</main><aside><div class="price">$3.50</div></aside>`;

describe('a watched page', () => {
  let pool: BrowserPool;
  let site: Site;
  let life: Life;
  before(async () => {
    pool = startPool({ pageTimeoutMs: 5_000 });
    site = await startSite({});
  });
  beforeEach(() => {
    life = { memory: [], given: [], lastAnsweredAt: null };
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
  });

  async function visit(goal: string, html: string) {
    site.routes = { '/p': html };
    return (await runSession(pool, goal.replace('{page}', `${site.url}/p`), life)).finish;
  }
  const found = (result: unknown) => result as { text: string | null; before: string | null; found: boolean };

  const prices: [how: string, first: string, second: string, shownFirst: string, shownSecond: string][] = [
    ['in a class', '<p class="price">$1,299.00</p>', '<p class="price">$1,199.00</p>', '$1,299.00', '$1,199.00'],
    [
      'beside its former one',
      '<p class="price"><del>99,00 €</del> 79,00 €</p>',
      '<p class="price"><del>99,00 €</del> 69,00 €</p>',
      '79,00 €',
      '69,00 €',
    ],
    [
      'in microdata',
      '<span itemprop="price" content="19.90">CHF 19.90</span>',
      '<span itemprop="price" content="24.90">CHF 24.90</span>',
      'CHF 19.90',
      'CHF 24.90',
    ],
    [
      'in JSON-LD',
      '<p>£35</p><script type="application/ld+json">{"@type":"Product","offers":{"@type":"Offer","price":"35.00","priceCurrency":"GBP"}}</script>',
      '<p>£30</p><script type="application/ld+json">{"@type":"Product","offers":{"@type":"Offer","price":"30.00","priceCurrency":"GBP"}}</script>',
      '£35',
      '£30',
    ],
    [
      'in the text alone',
      '<p>Yours for only 1 299 zł today.</p>',
      '<p>Yours for only 999 zł today.</p>',
      '1 299 zł',
      '999 zł',
    ],
  ];
  for (const [how, first, second, shownFirst, shownSecond] of prices)
    test(`has its price ${how}: known at the first look, unchanged at the second, changed at the third`, async () => {
      const goal = 'Tell me when the price on {page} changes';

      const one = await visit(goal, product(first));
      const same = await visit(goal, product(first, '<p>123 views</p>'));
      const other = await visit(goal, product(second));

      assert.deepEqual([one.outcome, same.outcome, other.outcome], ['answered', 'no_change', 'answered'], other.answer);
      assert.equal(found(one.result).text, shownFirst);
      assert.deepEqual([found(other.result).before, found(other.result).text], [shownFirst, shownSecond]);
      assert.deepEqual(other.evidence, [{ url: `${site.url}/p`, quote: shownSecond }]);
    });

  test('says when a text appears and when it is gone, and what the page says of it', async () => {
    const goal = 'Tell me when “Back in stock” appears on {page}';
    const without = product('', '<p>Sold out for now.</p>');
    const withIt = product('', '<p>We are <b>back</b> in stock since Monday.</p>');

    const visits = [
      await visit(goal, without),
      await visit(goal, without),
      await visit(goal, withIt),
      await visit(goal, withIt),
    ];

    assert.deepEqual(
      visits.map(({ outcome }) => outcome),
      ['answered', 'no_change', 'answered', 'no_change'],
    );
    assert.deepEqual(
      visits.map(({ result }) => found(result).found),
      [false, false, true, true],
    );
    assert.equal(visits[2]?.evidence[0]?.quote, 'We are back in stock since Monday.');
    assert.match(
      visits[1]?.answer ?? '',
      /^Nothing changed since 2026-11-23 00:00 UTC: “Back in stock” is not on http/,
    );
  });

  test('tells what stands below a label when that changes', async () => {
    const goal = 'Tell me when the opening hours on {page} change';
    const hours = (text: string) =>
      product('', `<h2>Opening hours</h2><p>${text}</p><h2>Address</h2><p>The old mill</p>`);

    const one = await visit(goal, hours('Monday to Friday, 9 to 17'));
    const same = await visit(goal, hours('Monday to Friday, 9 to 17'));
    const other = await visit(goal, hours('Monday to Friday, 10 to 16'));

    assert.deepEqual([one.outcome, same.outcome, other.outcome], ['answered', 'no_change', 'answered']);
    assert.equal(other.evidence[0]?.quote, 'Opening hours Monday to Friday, 10 to 16');
  });

  test('tells a new line of an article, and no counter or age', async () => {
    const goal = 'Tell me when the article on {page} changes';
    const article = (counter: number, more: string) =>
      `<article><h1>The well</h1><p>${counter} views</p><p>${counter} days ago</p><p>The well was dug in a year that nobody remembers.</p>${more}</article>`;

    const one = await visit(goal, article(5, ''));
    const same = await visit(goal, article(9, ''));
    const other = await visit(goal, article(12, '<p>It is closed from today on, until further notice.</p>'));

    assert.deepEqual([one.outcome, same.outcome, other.outcome], ['answered', 'no_change', 'answered']);
    assert.match(other.answer, /it says now: “It is closed from today on/);
  });

  test('fails where no price is to be found, is blocked by a wall, and keeps its memory', async () => {
    const goal = 'Tell me when the price on {page} changes';

    const none = await visit(goal, '<h1>A poem</h1><p>Nothing here is for sale, and never was.</p>');
    await visit(goal, product('<p class="price">$20</p>'));
    const remembered = structuredClone(life.memory);
    const wall = await visit(goal, '<title>Just a moment...</title><h1>Checking your browser</h1>');

    assert.deepEqual([none.outcome, none.error?.code], ['failed', 'GOAL_NOT_REACHED']);
    assert.deepEqual([wall.outcome, wall.error?.code], ['blocked', 'ACCESS_REFUSED']);
    assert.deepEqual(life.memory, remembered);
  });
});
