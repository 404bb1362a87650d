import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserPool } from '../../../src/browser/pool.ts';
import { startPool, startSite } from '../../browser/site.ts';
import { walls } from '../../corpus/walls.ts';
import { type Life, runOn } from './session.ts';

const list = `<main>${[1, 2, 3, 4, 5, 6].map((n) => `<article><h2><a href="/p${n}">Post number ${n}</a></h2><time datetime="2026-11-0${7 - n}">x</time></article>`).join('')}</main>`;

describe('a page that shows something else in place of its list', { concurrency: 4 }, () => {
  let pool: BrowserPool;
  before(() => void (pool = startPool({ pageTimeoutMs: 5_000 })));
  after(() => pool.closeAll());

  for (const { name, html, outcomes, code } of walls)
    test(`${name}: ends the session as ${outcomes.join(' or ')} with ${code}, and memory stays`, async (context) => {
      const site = await startSite({});
      const sessionId = name;
      // one page for all three sessions: what is shown, and not how it is opened, is the subject
      await pool.open({ sessionId, checkpoint: null, allowedSites: [site.name] });
      context.after(() => Promise.all([site.close(), pool.close(sessionId)]));
      const life: Life = { memory: [], given: [], lastAnsweredAt: null };
      const goal = `Go through ${site.url}/blog and let me know the latest update on the blog`;
      site.routes = { '/blog': html };
      const first = await runOn({ pool, sessionId }, goal, life);
      site.routes = { '/blog': list };
      await runOn({ pool, sessionId }, goal, life);
      const remembered = structuredClone(life.memory);
      site.routes = { '/blog': html };

      const { finish } = await runOn({ pool, sessionId }, goal, life);

      for (const end of [first.finish, finish]) {
        assert.ok(
          outcomes.some((outcome) => outcome === end.outcome),
          `${end.outcome}: ${end.answer}`,
        );
        assert.equal(end.error?.code, code, end.answer);
      }
      assert.deepEqual(life.memory, remembered);
    });
});
