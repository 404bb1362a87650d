import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { corpus } from './corpus.ts';
import type { BrowserPool } from '../../src/browser/pool.ts';
import { resultOf, type Site, startPool, startSite, visitor } from './site.ts';

describe('the newest entry is found', () => {
  let pool: BrowserPool;
  before(() => void (pool = startPool()));
  after(() => pool.closeAll());

  async function entriesOf(site: Site, path = '/') {
    const sessionId = site.url;
    await pool.open({ sessionId, checkpoint: null, allowedSites: [site.name] });
    try {
      const visit = visitor(pool, sessionId, [site.name]);
      resultOf(await visit({ tool: 'navigate', arguments: { url: `${site.url}${path}` } }), 'navigate');
      return resultOf(await visit({ tool: 'entries', arguments: {} }), 'entries');
    } finally {
      await pool.close(sessionId);
      await site.close();
    }
  }

  for (const { name, html, others, newest, count, orderedBy, foundBy } of corpus)
    test(name, async () => {
      const site = await startSite({ ...others });
      site.routes['/'] = html;

      const found = await entriesOf(site);

      assert.deepEqual(
        {
          title: found.entries[0]?.title,
          path: found.entries[0]?.url.slice(site.url.length),
          date: found.entries[0]?.published_at,
        },
        newest,
      );
      assert.equal(found.entries.length, count, JSON.stringify(found.entries, null, 1));
      assert.equal(found.ordered_by, orderedBy);
      if (foundBy !== undefined)
        assert.ok(
          found.found_by.some((source) => source === foundBy),
          found.found_by.join(),
        );
    });

  const feeds = {
    RSS: {
      type: 'application/rss+xml',
      body: '<rss version="2.0"><channel><title>F</title><link>/</link><item><title>One &amp;amp; all</title><link>{origin}/one</link><pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate></item></channel></rss>',
    },
    Atom: {
      type: 'application/xml',
      body: '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id><updated>2026-11-20T09:00:00Z</updated><entry><id>1</id><title type="html">One &amp;amp; all</title><link href="/one"/><updated>2026-11-20T09:00:00Z</updated></entry></feed>',
    },
    'JSON Feed': {
      type: 'application/feed+json',
      body: '{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","url":"{origin}/one","title":"One & all","date_published":"2026-11-20T09:00:00Z"}]}',
    },
  };
  for (const [format, route] of Object.entries(feeds))
    test(`in an address that is itself a feed (${format})`, async () => {
      const site = await startSite({ '/feed': route });

      const { entries, found_by } = await entriesOf(site, '/feed');

      const { origin } = new URL(site.url);
      assert.deepEqual(
        entries.map(({ title, url, published_at }) => ({ title, url, published_at })),
        [{ title: 'One & all', url: `${origin}/one`, published_at: '2026-11-20T09:00:00.000Z' }],
      );
      assert.deepEqual(found_by, ['feed']);
    });
});
