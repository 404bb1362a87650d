import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { jsonBytes } from '../../../src/contract/json.ts';
import { limits } from '../../../src/contract/limits.ts';
import { type Site, startPool, startSite } from '../../browser/site.ts';
import { product } from './product-page.ts';
import { type Life, runSession } from './session.ts';

describe('a watched page among several', () => {
  let pool: BrowserPool;
  let site: Site;
  let life: Life;
  before(async () => {
    pool = startPool({ pageTimeoutMs: 5_000 });
    site = await startSite({});
  });
  beforeEach(() => {
    life = { memory: [], given: [], lastAnsweredAt: null };
    site.routes = { '/a': priced('$10'), '/b': priced('$20'), '/c': priced('$30') };
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
  });

  const goal = () => `Check ${site.url}/a, ${site.url}/b and ${site.url}/c and tell me when the price changes`;
  const priced = (price: string) => product(`<p class="price">${price}</p>`);
  const look = async () => (await runSession(pool, goal(), life)).finish;

  test('is looked at with the others, once a session, and all are told in one answer', async () => {
    const { finish: one, actions } = await runSession(pool, goal(), life);
    const same = await look();
    site.routes['/b'] = priced('$25');
    const other = await look();

    assert.equal(actions.filter((action) => action.startsWith('Open ')).length, 3);
    assert.deepEqual([one.outcome, same.outcome, other.outcome], ['answered', 'no_change', 'answered']);
    assert.equal(
      same.answer,
      `Nothing new since 2026-11-23 00:00 UTC: the price on ${site.url}/a is “$10”; the price on ${site.url}/b is “$20”; the price on ${site.url}/c is “$30”.`,
    );
    assert.match(other.answer, /^The price on http\S+\/b changed from “\$20” to “\$25”\. Nothing new since /);
    const { pages, ...told } = other.result as { pages: { address: string; text: string }[] };
    assert.deepEqual(told, { kind: 'price', text: '$25', before: '$20', found: true });
    assert.deepEqual(
      pages.map(({ address, text }) => [new URL(address).pathname, text]),
      [
        ['/b', '$25'],
        ['/a', '$10'],
        ['/c', '$30'],
      ],
    );
    assert.deepEqual(
      life.memory.map(({ key }) => key),
      [`watch:${site.url}/a`, `watch:${site.url}/b`, `watch:${site.url}/c`],
    );
  });

  test('does not hide the others where it cannot be read, and is compared with what it was once it can', async () => {
    await look();
    delete site.routes['/a'];
    const half = await look();
    site.routes['/c'] = priced('$33');
    const news = await look();
    site.routes['/a'] = priced('$11');
    const whole = await look();

    assert.deepEqual([half.outcome, news.outcome, whole.outcome], ['unsure', 'answered', 'answered']);
    assert.match(half.answer, /^Nothing new since .*\/b is “\$20”; .*\/a could not be read: .*404/);
    assert.match(news.answer, /^The price on http\S+\/c changed .* could not be read/);
    assert.match(whole.answer, /^The price on http\S+\/a changed from “\$10” to “\$11”\./);
  });

  test('is not the only one that is told where another one may not be opened', async () => {
    await look();
    const elsewhere = await startSite({ '/': priced('$1') });
    site.routes['/a'] = (_request, response) => response.writeHead(302, { location: elsewhere.url }).end();
    site.routes['/b'] = priced('$25');

    const { finish, actions } = await runSession(pool, goal(), life, { decide: () => 'deny' });
    await elsewhere.close();

    assert.equal(finish.outcome, 'denied');
    assert.match(finish.answer, /^The price on http\S+\/b changed .*\/a was not opened, as that was refused/);
    assert.equal(actions.filter((action) => action === `Open ${elsewhere.name}`).length, 1);
  });

  test('ends the session with its code where none can be read', async () => {
    site.routes = {};

    const { outcome, error, answer } = await look();

    assert.deepEqual([outcome, error?.code], ['failed', 'PAGE_NOT_FOUND']);
    assert.equal(answer.match(/could not be read/g)?.length, 3);
  });

  test('keeps memory and result within their bounds, however long the pages are', async () => {
    const addresses = ['/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8'];
    const chapter = (path: string) => `<article><h1>第${path}章</h1><p>${'很长的一页。'.repeat(900)}</p></article>`;
    site.routes = Object.fromEntries(addresses.map((path) => [path, chapter(path)]));
    const many = `Tell me when one of these pages changes: ${addresses.map((path) => site.url + path).join(' ')}`;

    const { finish: one } = await runSession(pool, many, life);
    const { finish: same } = await runSession(pool, many, life);

    assert.deepEqual([one.outcome, same.outcome], ['answered', 'no_change'], same.answer);
    assert.equal(life.memory.length, addresses.length);
    assert.ok(jsonBytes(life.memory) < limits.memoryMaxBytes);
    assert.ok(jsonBytes(same.result) < limits.resultMaxBytes);
  });

  test('is done again where the browser was lost in the middle of it', async () => {
    let lost = 0;
    const { finish } = await runSession(pool, goal(), life, {
      intercept: (action) => (action.tool === 'read' && lost++ === 1 ? { status: 'unknown', look: null } : undefined),
    });

    assert.equal(finish.outcome, 'answered');
    assert.equal((finish.result as { pages: unknown[] }).pages.length, 3);
  });
});
