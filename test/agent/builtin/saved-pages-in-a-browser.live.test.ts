import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { type Site, startPool, startSite } from '../../browser/site.ts';
import { type LookName, savedPage, type SavedPage, savedPages } from '../../reading/saved-pages.ts';
import { addressesOn, routesOf } from '../../reading/serve-page.ts';
import { setClock } from '../../support/clock.ts';
import { goalOf, shouldBeTold, told } from './saved-life.ts';
import { type Life, runOn } from './session.ts';

const lanes = 3;
/** Most pages are looked at then. */
const seenAt = '2026-11-23T12:00:00Z';

/** The first page of each kind, since all of them are read without a browser in saved-pages.test.ts. */
const lives = firstOfEach(
  savedPages().filter(({ expected }) => expected.later?.list !== undefined && expected.seen_at === seenAt),
  ({ expected }) => expected.kind,
);
const walls = firstOfEach(
  savedPages().filter(({ expected }) => expected.page.obstacle !== undefined),
  ({ expected }) => expected.page.obstacle?.code,
);

function firstOfEach(pages: SavedPage[], of: (page: SavedPage) => unknown): SavedPage[] {
  return [...Map.groupBy(pages, of).values()].flatMap((group) => group.slice(0, 1));
}

describe('in a browser, the built-in planner', { concurrency: lanes }, () => {
  let pool: BrowserPool;
  let resetClock: () => void;
  /** Pages stay open from test to test: to open one takes longer than all that is done in it. */
  const free: { sessionId: string; site: Site }[] = [];
  before(async () => {
    resetClock = setClock(seenAt);
    pool = startPool({ pageTimeoutMs: 10_000 });
    for (let lane = 0; lane < lanes; lane += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const [site] = await Promise.all([
        startSite({}),
        pool.open({ sessionId: `lane-${lane}`, checkpoint: null, allowedSites: [] }),
      ]);
      free.push({ sessionId: `lane-${lane}`, site });
    }
  });
  after(async () => {
    await pool.closeAll();
    await Promise.all(free.map(({ site }) => site.close()));
    resetClock();
  });

  /** Visits the address of the page that is being lived with, where a look at any saved page is shown. */
  type Visit = (shown: SavedPage, look: LookName) => ReturnType<typeof runOn>;

  async function live(page: SavedPage, story: (visit: Visit, life: Life, site: Site) => Promise<void>): Promise<void> {
    const lane = free.pop();
    assert.ok(lane);
    const { sessionId, site } = lane;
    const life: Life = { memory: [], given: [], lastAnsweredAt: null };
    const visit: Visit = (shown, look) => {
      site.routes = routesOf(shown, look, site, page.expected.url);
      return runOn({ pool, sessionId }, goalOf(addressesOn(page, site)(page.expected.url)), life);
    };
    await story(visit, life, site).finally(() => free.push(lane));
  }

  for (const page of lives)
    test(`tells the newest and what is new of ${page.expected.kind}: ${page.name}`, () =>
      live(page, async (visit, life, site) => {
        const toInvented = (url: string) => url.replace(site.url, new URL(page.expected.url).origin);

        const first = await visit(page, 'page');
        const later = await visit(page, 'later');

        assert.deepEqual(told(first.finish, 'page', toInvented), shouldBeTold(page, 'page'));
        assert.deepEqual(told(later.finish, 'later', toInvented), shouldBeTold(page, 'later'));
        assert.notEqual(first.finish.evidence.length, 0);
        assert.notEqual(life.memory.length, 0);
      }));

  for (const page of walls)
    test(`ends with ${page.expected.page.obstacle?.code} at ${page.name}, and keeps its memory`, () =>
      live(page, async (visit, life) => {
        const first = await visit(page, 'page');
        await visit(savedPage('wordpress-classic-theme'), 'page');
        const remembered = structuredClone(life.memory);

        const last = await visit(page, 'page');

        const { code, outcomes = [] } = page.expected.page.obstacle ?? {};
        for (const { outcome, error, answer } of [first.finish, last.finish]) {
          assert.ok(outcomes.includes(outcome), `${outcome}: ${answer}`);
          assert.equal(error?.code, code, answer);
        }
        assert.notEqual(remembered.length, 0);
        assert.deepEqual(life.memory, remembered);
      }));
});
