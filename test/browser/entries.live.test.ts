import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
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

  const posts = [5, 4, 3, 2, 1].map(
    (day) => `<article><h2><a href="/p${day}">Post number ${day}</a></h2><time>2026-11-0${day}</time></article>`,
  );
  const list = `<!doctype html><title>Posts</title><main>${posts.join('')}</main>`;

  test('whatever a page makes of what JavaScript is built of', async () => {
    const lies = `const lie = () => ({ length: 0 });
      for (const name of ['map', 'filter', 'find', 'some', 'push', 'flatMap', 'slice']) Array.prototype[name] = () => [];
      for (const name of ['slice', 'trim', 'replaceAll', 'toLowerCase']) String.prototype[name] = () => 'A lie'.repeat(1e6);
      Array.from = lie; JSON.stringify = () => '{"url":"https://lies.example","body":{}}';
      for (const name of ['getAttribute', 'checkVisibility', 'querySelectorAll']) Element.prototype[name] = lie;
      Document.prototype.querySelectorAll = lie;
      Object.defineProperty(Node.prototype, 'childNodes', { get: lie });
      Object.defineProperty(Document.prototype, 'title', { get: () => 'A lie' });`;
    const site = await startSite({ '/': `${list}<script>${lies}</script>` });

    const { entries, title } = await entriesOf(site);

    assert.deepEqual([title, entries[0]?.title, entries.length], ['Posts', 'Post number 5', 5]);
  });

  test('whatever the fields of a form are called', async () => {
    const names = ['body', 'title', 'childNodes', 'attributes', 'localName', 'getAttribute', 'matches', 'closest'];
    const fields = names.map((name) => `<input type="hidden" name="${name}" id="${name}">`).join('');
    const site = await startSite({ '/': list.replace('<main>', `<form name="documentElement">${fields}<main>`) });

    const { entries } = await entriesOf(site);

    assert.deepEqual([entries[0]?.title, entries.length], ['Post number 5', 5]);
  });

  test('beside more than anybody could read', async () => {
    const fill = `const add = (tag, attribute, length) => {
        const element = document.body.appendChild(document.createElement(tag));
        element.textContent = 'word ';
        element.setAttribute(attribute, (attribute === 'href' ? 'data:text/plain,' : '') + 'x'.repeat(length));
      };
      for (let count = 0; count < 20_000; count += 1) add('p', 'title', 2_000);
      for (let count = 0; count < 20; count += 1) add('a', 'href', 1_000_000);`;
    const site = await startSite({ '/': `${list}<script>${fill}</script>` });

    const { entries } = await entriesOf(site);

    assert.deepEqual([entries[0]?.title, entries.length], ['Post number 5', 5]);
  });

  const frames: [what: string, html: string][] = [
    ['a set of frames', '<frameset cols="20%,80%"><frame src="/menu"><frame src="/list"></frameset>'],
    ['a frame that fills the page', '<body style="margin:0"><iframe src="/list" width="1200" height="700"></iframe>'],
  ];
  for (const [what, html] of frames)
    test(`in ${what}`, async () => {
      const menu = '<a href="/list">Posts</a> <a href="/about">About us</a>';
      const site = await startSite({
        '/': `<!doctype html><title>Framed</title>${html}`,
        '/menu': menu,
        '/list': list,
      });

      const { entries } = await entriesOf(site);

      assert.deepEqual([entries[0]?.title, entries.length], ['Post number 5', 5]);
    });

  const leads: [what: string, html: string][] = [
    ['nothing on it', '<meta http-equiv="refresh" content="0; url=/list">'],
    ['words', '<meta http-equiv="refresh" content="0; url=/list"><p>You are led to <a href="/list">the list</a>.'],
    ['a script', '<script>location.replace("/list")</script>'],
  ];
  for (const [what, html] of leads)
    test(`where a page with ${what} leads`, async () => {
      const site = await startSite({ '/': `<!doctype html><title>Led on</title>${html}`, '/list': list });

      const { entries } = await entriesOf(site);

      assert.deepEqual([entries[0]?.title, entries.length], ['Post number 5', 5]);
    });
});
