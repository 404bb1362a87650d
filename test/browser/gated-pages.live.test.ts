import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import { openGated, startLoggingSite, wordsOf } from './gated.ts';
import { startPool } from './site.ts';

let pool: BrowserPool;
before(() => {
  pool = startPool({ pageTimeoutMs: 10_000 });
});
after(() => pool.closeAll());

/** Each leads to the address that stands in its place when its button is clicked. */
const ways: Record<string, string> = {
  'a link': '<a href="{to}">Go on</a>',
  'a redirect': '<a href="/redirect">Go on</a>',
  'a script': `<button onclick="location = '{to}'">Go on</button>`,
  'a script that replaces': `<button onclick="location.replace('{to}')">Go on</button>`,
  'a window': `<button onclick="window.open('{to}')">Go on</button>`,
  'a link to a new tab': '<a href="{to}" target="_blank">Go on</a>',
  'a search': '<form action="{to}"><input type="search" name="q"><button>Go on</button></form>',
  'a refresh': `<button onclick="document.head.innerHTML = '<meta http-equiv=refresh content=\\'0;url={to}\\'>'">Go on</button>`,
};

/** What was to be seen of them before, and so was decided on. */
const permittedBy = (way: string) => ({ permitted: way === 'a search' ? ('submit' as const) : ('leave' as const) });

/** A site whose page leads to the admin page of another one, which says what is given. */
async function startLeading(t: TestContext, html: string, says: string) {
  const admin = await startLoggingSite(t, { '/admin': says, '/admin?q=': says });
  const to = `${admin.url}/admin`;
  const site = await startLoggingSite(t, {
    '/': html.replaceAll('{to}', to),
    '/redirect': (_, response) => response.writeHead(302, { location: to }).end(),
  });
  return { site, admin };
}

describe('a page that the policy denies', () => {
  for (const [way, html] of Object.entries(ways))
    test(`is not fetched by ${way}, and the outcome says why`, async (t) => {
      const { site, admin: denied } = await startLeading(t, html, 'The keys.');
      const policy = [{ origin: denied.url, decision: 'deny' as const }];
      const session = await openGated(t, pool, [site.name, denied.name], { policy });
      await session.open(site.url);

      const step = await session.click('"Go on"', permittedBy(way));

      assert.deepEqual(denied.log, []);
      assert.equal(step.outcome.status, 'failed');
      assert.match(wordsOf(step), /ACCESS_REFUSED.*config\.policy\[0\] says deny/);
    });

  test('is not fetched ahead, by a hint or by rules of speculation', async (t) => {
    const denied = await startLoggingSite(t, { '/admin': 'The keys.' });
    const rules = (kind: string) =>
      `<script type="speculationrules">{"${kind}":[{"urls":["${denied.url}/admin","/"],"eagerness":"immediate"}]}</script>`;
    const html = `<p>News</p><link rel="prefetch" href="${denied.url}/admin">${rules('prefetch')}${rules('prerender')}`;
    const site = await startLoggingSite(t, { '/': html });
    const policy = [{ origin: denied.url, decision: 'deny' as const }];
    const session = await openGated(t, pool, [site.name, denied.name], { policy });
    await session.open(site.url);

    await session.act({ tool: 'wait', arguments: { seconds: 1 } });

    assert.deepEqual(denied.log, []);
  });

  test('is not shown in a frame where one of the tools that read the page may not read it', async (t) => {
    const denied = await startLoggingSite(t, { '/': 'The keys.' });
    const site = await startLoggingSite(t, { '/': `<p>News</p><iframe src="${denied.url}"></iframe>` });
    const policy = [{ tool: 'read' as const, origin: denied.url, decision: 'deny' as const }];
    const session = await openGated(t, pool, [site.name, denied.name], { policy });

    assert.match(wordsOf(await session.open(site.url)), /a frame from .*config\.policy\[0\] says deny/);
    assert.deepEqual(denied.log, []);
  });

  test('is told beside a page that leads on to it', async (t) => {
    const denied = await startLoggingSite(t, { '/': 'The keys.' });
    const site = await startLoggingSite(t, {
      '/': '<a href="/leading">Go on</a>',
      '/leading': (_, response) =>
        response.writeHead(200, { 'content-type': 'text/html', refresh: `0;url=${denied.url}` }).end('<p>News</p>'),
    });
    const policy = [{ origin: denied.url, decision: 'deny' as const }];
    const session = await openGated(t, pool, [site.name, denied.name], { policy });
    await session.open(site.url);

    const step = await session.click('"Go on"');
    const { outcome } = await session.act({ tool: 'wait', arguments: { seconds: 0.5 } });

    assert.deepEqual(denied.log, []);
    assert.match(wordsOf(step) + JSON.stringify(outcome), /config\.policy\[0\] says deny/);
  });

  test('is not fetched by the address that is opened', async (t) => {
    const denied = await startLoggingSite(t, { '/': 'The keys.' });
    const site = await startLoggingSite(t, {
      '/': (_, response) => response.writeHead(302, { location: denied.url }).end(),
    });
    const policy = [{ origin: denied.url, decision: 'deny' as const }];
    const session = await openGated(t, pool, [site.name, denied.name], { policy });

    assert.match(wordsOf(await session.open(site.url)), /ACCESS_REFUSED.*says deny/);
    assert.deepEqual(denied.log, []);
  });

  test('is not shown in a frame, and the outcome has it beside', async (t) => {
    const denied = await startLoggingSite(t, { '/': 'The keys.' });
    const site = await startLoggingSite(t, { '/': `<p>News</p><iframe src="${denied.url}"></iframe>` });
    const policy = [{ origin: denied.url, decision: 'deny' as const }];
    const session = await openGated(t, pool, [site.name], { policy });

    const { outcome } = await session.open(site.url);

    assert.equal(outcome.status, 'done');
    assert.match(
      (outcome.status === 'done' && outcome.notices?.[0]) || '',
      /a frame from .*refused: config\.policy\[0\] says deny/,
    );
    assert.deepEqual(denied.log, []);
  });
});

describe('a page that the policy asks about', () => {
  for (const [way, html] of Object.entries(ways))
    test(`waits, unfetched, when ${way} leads there, and comes when a person says yes`, async (t) => {
      const { site, admin: asked } = await startLeading(t, html, '<h1>The admin page</h1>');
      const policy = [{ origin: asked.url, decision: 'ask' as const }];
      const session = await openGated(t, pool, [site.name, asked.name], { policy });
      await session.open(site.url);

      const step = await session.click('"Go on"', permittedBy(way));
      assert.deepEqual([step.held?.is_page, step.held?.origin, asked.log.length], [true, asked.url, 0], wordsOf(step));
      const settled = await session.settle(step, true);

      assert.equal(asked.log.length, 1);
      assert.match(wordsOf(settled), /The admin page/);
    });

  test('is not fetched when a person says no, and the page before goes on', async (t) => {
    const asked = await startLoggingSite(t, { '/admin': 'The keys.' });
    const site = await startLoggingSite(t, { '/': `<a href="${asked.url}/admin">Go on</a><button>Stay</button>` });
    const policy = [{ origin: asked.url, decision: 'ask' as const }];
    const session = await openGated(t, pool, [site.name, asked.name], { policy });
    await session.open(site.url);

    const settled = await session.settle(await session.click('"Go on"', permittedBy('a link')), false);

    assert.deepEqual(asked.log, []);
    assert.match(wordsOf(settled), /Stay/);
    assert.match(wordsOf(await session.click('"Stay"')), /"status":"done"/);
  });

  test('waits where a frame shows it, and the page is there when a person has answered', async (t) => {
    const asked = await startLoggingSite(t, { '/': 'The balance is 7.' });
    const site = await startLoggingSite(t, { '/': `<p>News</p><iframe src="${asked.url}"></iframe>` });
    const policy = [{ origin: asked.url, decision: 'ask' as const }];
    const session = await openGated(t, pool, [site.name], { policy });

    const step = await session.open(site.url);
    assert.deepEqual([step.held?.is_page, step.held?.origin, asked.log.length], [false, asked.url, 0]);
    const settled = await session.settle(step, true);

    assert.match(wordsOf(settled), /The balance is 7/);
  });
});

describe('a page beyond the sites of the goal', () => {
  test('waits where a click leads there unforeseen, and comes when a person says yes', async (t) => {
    const other = await startLoggingSite(t, { '/': '<h1>Another site</h1>' });
    const site = await startLoggingSite(t, { '/': `<button onclick="location = '${other.url}'">Go on</button>` });
    const session = await openGated(t, pool, [site.name]);
    await session.open(site.url);

    const step = await session.click('"Go on"');
    assert.deepEqual([step.held?.effect, step.held?.site, other.log.length], ['leave', other.name, 0]);
    const settled = await session.settle(step, true, { allowedSites: [site.name, other.name] });

    assert.match(wordsOf(settled), /Another site/);
  });
});

describe('an element in a frame of another origin', () => {
  test('is told with the origins of its frame and of those around it', async (t) => {
    const inner = await startLoggingSite(t, { '/': '<button>Pay</button>' });
    const outer = await startLoggingSite(t, { '/': `<button>Choose</button><iframe src="${inner.url}"></iframe>` });
    const site = await startLoggingSite(t, { '/': `<button>Read</button><iframe src="${outer.url}"></iframe>` });
    const session = await openGated(t, pool, [site.name]);
    await session.open(site.url);

    const { outcome } = await session.act({ tool: 'snapshot', arguments: {} });
    const { frames = {} } = outcome.status === 'done' && outcome.result.tool === 'snapshot' ? outcome.result : {};

    const originsOf = async (element: string) => frames[await session.refOf(element)]?.map(({ origin }) => origin);
    assert.deepEqual(await originsOf('"Pay"'), [inner.url, outer.url]);
    assert.deepEqual(await originsOf('"Choose"'), [outer.url]);
    assert.deepEqual(await originsOf('"Read"'), undefined);

    const sandboxed = `<button>Read</button><iframe sandbox="allow-scripts" src="${outer.url}"></iframe>`;
    site.routes['/sandboxed'] = sandboxed;
    await session.open(`${site.url}/sandboxed`);
    const look = await session.act({ tool: 'snapshot', arguments: {} });
    const taken =
      look.outcome.status === 'done' && look.outcome.result.tool === 'snapshot' ? look.outcome.result : null;
    const inSandbox = taken?.frames?.[await session.refOf('"Pay"')]?.map(({ origin }) => origin) ?? [];
    assert.deepEqual(inSandbox, [inner.url, outer.url], 'a sandbox takes their origins, but not whence they came');
  });
});

describe('a form that a person approved', () => {
  const approved = { permitted: 'submit', isApproved: true } as const;
  const button = '<form method="post" action="/sent" {more}><button>Allow</button></form>';

  test('is sent from a pop-up that closes itself then, and the page that opened it goes on at once', async (t) => {
    const site = await startLoggingSite(t, {
      '/': `<h1>Sign in</h1><button onclick="window.open('/pop-up')">With an account</button>`,
      '/pop-up': button,
      '/sent': `<script>opener.document.body.append('You are in'); close()</script>`,
    });
    const session = await openGated(t, pool, [site.name]);
    await session.open(site.url);

    assert.match(wordsOf(await session.click('"With an account"')), /Allow/);
    const begin = performance.now();
    const step = await session.click('"Allow"', approved);

    assert.match(wordsOf(step), /Sign in.*You are in/);
    assert.ok(performance.now() - begin < 8_000, 'a page that is gone is not waited for until its time is over');
  });

  test('is sent where its page asks whether that is meant, and what a dialog says is told', async (t) => {
    const site = await startLoggingSite(t, {
      '/': button.replace('{more}', `onsubmit="return confirm('Delete it?')"`),
      '/sent': '<h1>Deleted</h1>',
    });
    const policy = [{ effect: 'submit' as const, decision: 'allow' as const }];
    const session = await openGated(t, pool, [site.name], { policy });
    await session.open(site.url);

    const unasked = await session.click('"Allow"', { permitted: 'submit' });
    assert.match(wordsOf(unasked), /The page opened a dialog, which was dismissed: “Delete it\?”/);
    assert.match(wordsOf(await session.click('"Allow"', approved)), /Deleted.*was confirmed: “Delete it\?”/);
    assert.equal(site.log.filter((line) => line.startsWith('POST')).length, 1);
  });
});
