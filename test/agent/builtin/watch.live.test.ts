import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createBuiltinPlanner } from '../../../src/agent/builtin/planner.ts';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { type Site, startPool, startSite } from '../../browser/site.ts';
import { product } from './product-page.ts';
import { inputFor, type Life, runOn } from './session.ts';

describe('a watched page', () => {
  let pool: BrowserPool;
  let site: Site;
  let life: Life;
  const sessionId = 'watching';
  before(async () => {
    pool = startPool({ pageTimeoutMs: 5_000 });
    site = await startSite({});
    // one page for all that is about what is shown, and not about how it is opened
    await pool.open({ sessionId, checkpoint: null, allowedSites: [site.name] });
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
    return (await runOn({ pool, sessionId }, goal.replace('{page}', `${site.url}/p`), life)).finish;
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
      'in the text, grouped as in India, below a Friday',
      '<p>Fr. 20.11.2026</p><p>₹1,29,999 only</p>',
      '<p>Fr. 27.11.2026</p><p>₹99,999 only</p>',
      '₹1,29,999',
      '₹99,999',
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
      /^Nothing new since 2026-11-23 00:00 UTC: “Back in stock” is not on http\S+\/p\.$/,
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

  const conditions: [goal: string, first: string, second: string, third: string, told: string, gone: string][] = [
    ['drops below 100 EUR', '120,00 €', '110,00 €', '95,00 €', 'below 100 EUR now', 'not below 100 EUR any more'],
    ['falls under €99.90', '€1,299.00', '€99.90', '€99.89', 'below €99.90 now', 'not below €99.90 any more'],
    ['rises above 1.000 €', '999,00 €', '1.000,00 €', '1 000,50 €', 'above 1.000 € now', 'not above 1.000 € any more'],
    [
      "is at least CHF 1'299.-",
      "CHF 1'298.-",
      'CHF 1298.50',
      "1'299.– CHF",
      "at least CHF 1'299.- now",
      "not at least CHF 1'299.- any more",
    ],
  ];
  for (const [limit, first, second, third, told, gone] of conditions)
    test(`is told when its price ${limit}, and when it does no more`, async () => {
      const goal = `Tell me when the price on {page} ${limit}`;
      const priced = (price: string) => product(`<p class="price">${price}</p>`);

      const one = await visit(goal, priced(first));
      const same = await visit(goal, priced(second));
      const other = await visit(goal, priced(third));
      const still = await visit(goal, priced(third));
      const back = await visit(goal, priced(first));

      assert.deepEqual(
        [one, same, other, still, back].map(({ outcome }) => outcome),
        ['answered', 'no_change', 'answered', 'no_change', 'answered'],
        same.answer,
      );
      const place = `The price on ${site.url}/p`;
      assert.ok(
        one.answer.startsWith(`${place} is “${first}”, not ${told.replace(' now', ' yet')}. This is the first`),
      );
      assert.equal(
        same.answer,
        `Nothing new since 2026-11-23 00:00 UTC: the price on ${site.url}/p is “${second}”, still not ${told.replace(' now', '')}.`,
      );
      assert.equal(other.answer, `${place} changed from “${second}” to “${third}”, ${told}.`);
      assert.match(still.answer, /^Nothing new .*, still (?!not)/);
      assert.equal(back.answer, `${place} changed from “${third}” to “${first}”, ${gone}.`);
    });

  test('says at the first look that the condition holds already', async () => {
    const { outcome, answer } = await visit('Tell me when {page} is cheaper than 100 EUR', product('<p>79,00 €</p>'));

    assert.equal(outcome, 'answered');
    assert.match(answer, /is “79,00 €”, below 100 EUR already\. This is the first look/);
  });

  test('compares no price with an amount of another currency, and says so', async () => {
    const goal = 'Tell me when the price on {page} drops below 100 EUR';

    const dollars = await visit(goal, product('<p class="price">$79.00</p>'));
    const unnamed = await visit(goal, product('<span itemprop="price" content="79.00">79.00</span>'));

    assert.equal(dollars.outcome, 'unsure');
    assert.match(dollars.answer, /is “\$79\.00”, which is not compared with 100 EUR: the currencies differ\.$/);
    assert.equal(unnamed.outcome, 'answered');
    assert.match(unnamed.answer, /below 100 EUR already \(the page names no currency\)/);
  });

  test('gives no quote of a price that stands in marks for machines alone', async () => {
    const marks = '{"@type":"Product","offers":{"@type":"Offer","price":"35.00","priceCurrency":"GBP"}}';
    const html = product(`<script type="application/ld+json">${marks}</script>`);

    const { outcome, answer, evidence } = await visit('Tell me when {page} costs less than £40', html);

    assert.equal(outcome, 'answered');
    assert.match(answer, /is “35\.00 GBP”, below £40 already/);
    assert.deepEqual(evidence, []);
  });

  test('tells another currency as a change of its price', async () => {
    const goal = 'Tell me when the price on {page} changes';

    await visit(goal, product('<p class="price">100 €</p>'));
    const { outcome, answer } = await visit(goal, product('<p class="price">$100</p>'));

    assert.equal(outcome, 'answered');
    assert.match(answer, /changed from “100 €” to “\$100”\.$/);
  });

  test('tells a fall of a tenth since the highest price, however many steps it takes', async () => {
    const goal = 'Tell me when the price on {page} drops by more than 10 %';
    const prices = ['$100', '$95', '$120', '$110', '$107', '$105'];
    const ends = [];

    // oxlint-disable-next-line no-await-in-loop
    for (const price of prices) ends.push(await visit(goal, product(`<p class="price">${price}</p>`)));

    assert.deepEqual(
      ends.map(({ outcome }) => outcome),
      ['answered', 'no_change', 'no_change', 'no_change', 'answered', 'no_change'],
    );
    assert.match(ends[3]?.answer ?? '', /is “\$110”, 8\.3 % less than “\$120”\.$/);
    assert.match(ends[4]?.answer ?? '', /changed from “\$110” to “\$107”, 10\.8 % less than “\$120”\.$/);
  });

  test('tells a falling price alone, where that is what is asked', async () => {
    const goal = 'Tell me when the price on {page} drops';
    const priced = (price: string) => product(`<p class="price">${price}</p>`);

    await visit(goal, priced('$100'));
    const risen = await visit(goal, priced('$120'));
    const fallen = await visit(goal, priced('$110'));

    assert.deepEqual([risen.outcome, fallen.outcome], ['no_change', 'answered']);
  });

  test('says that a price is gone, and that it is back', async () => {
    const goal = 'Tell me when the price on {page} drops below 100 EUR';
    await visit(goal, product('<p class="price">95 €</p>'));

    const gone = await visit(goal, product('<p>Not for sale.</p>').replace('$3.50', ''));
    const still = await visit(goal, product('<p>Not for sale.</p>').replace('$3.50', ''));
    const back = await visit(goal, product('<p class="price">95 €</p>'));

    assert.deepEqual([gone.outcome, still.outcome, back.outcome], ['answered', 'no_change', 'answered']);
    assert.match(gone.answer, /^The price is not on http\S+ any more; before it was “95 €”\.$/);
    assert.match(back.answer, /is “95 €”, below 100 EUR now; before it was not there\.$/);
  });

  test('tells the newest version number that it names', async () => {
    const goal = 'Tell me when the version on {page} changes';
    const download = (version: string) =>
      `<main><h1>Download</h1><p>Latest version: <b>${version}</b> (20.11.2026)</p><p>Older releases: 2.9.1, 2.9.0. A release candidate: 3.0.0-rc.1.</p><p>It needs libspade 47.11.0, and this line is long enough to be no label of anything, whatever version it may speak of.</p></main>`;

    const one = await visit(goal, download('2.9.2'));
    const same = await visit(goal, download('2.9.2'));
    const other = await visit(goal, download('2.10.0'));

    assert.deepEqual([one.outcome, same.outcome, other.outcome], ['answered', 'no_change', 'answered']);
    assert.match(other.answer, /^The version on http\S+ changed from “2\.9\.2” to “2\.10\.0”\.$/);
    assert.equal(other.evidence[0]?.quote, 'Latest version: 2.10.0 (20.11.2026)');
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

test('a session that began when one page was watched goes on with what it has', async () => {
  const [url, at] = ['https://example.com/p', '2026-11-22T00:00:00Z'];
  const price = { text: '$20', amount: '20.00' };
  const read = { tool: 'read' as const, url, title: 'A spade', published_at: null, text: 'A spade, $20', price };

  const { next, memories } = await createBuiltinPlanner().think(
    inputFor(`Tell me when the price on ${url} changes`, {
      last_answered_at: at,
      memory: [{ key: `watch:${url}`, value: { text: '$20', amount: '20.00', characters: 12 }, updated_at: at }],
      planner_state: { watching: 'reading', address: url, led_to: null, page: null },
      observations: [{ kind: 'action', action_id: 'a1', tool: 'read', outcome: { status: 'done', result: read } }],
    }),
    { signal: new AbortController().signal },
  );

  assert.equal(next.type === 'finish' && next.finish.outcome, 'no_change');
  assert.equal(memories[0]?.key, `watch:${url}`);
});
