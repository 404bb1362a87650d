import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import type { ToolOutcome } from '../../../src/browser/outcome.ts';
import type { ToolCall } from '../../../src/contract/tools.ts';
import { freePort } from '../../../src/dev/free-port.ts';
import { resultOf, type Site, startPool, startSite, unasked, type Visit, visitor } from '../site.ts';

const article = '<title>Fine</title><h1>Fine</h1><p>All is well here, and it will stay so for a while.</p>';

const problem = (outcome: ToolOutcome) => (outcome.status === 'failed' ? outcome : assert.fail('it was opened'));

describe('a page that is opened', () => {
  let pool: BrowserPool;
  let site: Site;
  let other: Site;
  let visit: Visit;

  before(async () => {
    pool = startPool({ pageTimeoutMs: 3_000, pageMaxBytes: 1_000_000 });
    other = await startSite({ '/': article });
    site = await startSite({
      '/fine': article,
      '/gone': (_request, response) => response.writeHead(410, { 'content-type': 'text/html' }).end('<h1>Gone</h1>'),
      '/bare-404': (_request, response) => response.writeHead(404).end(),
      '/broken': (_request, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oh</h1>'),
      '/busy': (_request, response) => response.writeHead(429, { 'content-type': 'text/html' }).end('<h1>Slow</h1>'),
      '/secret': (_request, response) => response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>No</h1>'),
      '/login-wall': (_request, response) =>
        response.writeHead(401, { 'content-type': 'text/html' }).end('<h1>No</h1>'),
      '/never': () => undefined,
      '/drip': (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).write('<p>Wait'),
      '/empty': '',
      '/blank': '<!doctype html><title>Blank</title><body> <div></div></body>',
      '/no-content': (_request, response) => response.writeHead(204).end(),
      '/paper.pdf': { type: 'application/pdf', body: '%PDF-1.4\n%%EOF' },
      '/plain': { type: 'text/plain', body: 'Just words.' },
      '/data.json': { type: 'application/json', body: '{"a":1}' },
      '/archive.zip': { type: 'application/zip', body: 'PK' },
      '/huge': (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(`<p>${'x'.repeat(20_000_000)}</p>`);
      },
      '/cut-off': (request) => void request.socket.destroy(),
      '/away': (_request, response) => response.writeHead(302, { location: `${other.url}/` }).end(),
      '/circle': (_request, response) => response.writeHead(302, { location: '/circle' }).end(),
      '/link-away': () => undefined,
    });
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [site.name] });
    visit = visitor(pool, 's', [site.name]);
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
    await other.close();
  });

  const open = (url: string) => visit({ tool: 'navigate', arguments: { url } });

  const failures: [path: string, code: string, words: RegExp][] = [
    ['/nothing', 'PAGE_NOT_FOUND', /HTTP 404/],
    ['/gone', 'PAGE_NOT_FOUND', /HTTP 410/],
    ['/bare-404', 'PAGE_NOT_FOUND', /HTTP 404/],
    ['/broken', 'PAGE_HTTP_ERROR', /HTTP 500/],
    ['/busy', 'PAGE_HTTP_ERROR', /HTTP 429.*longer interval/],
    ['/secret', 'ACCESS_REFUSED', /HTTP 403/],
    ['/login-wall', 'ACCESS_REFUSED', /HTTP 401/],
    ['/never', 'PAGE_TIMEOUT', /within 3 s/],
    ['/drip', 'PAGE_TIMEOUT', /within 3 s/],
    ['/empty', 'PAGE_EMPTY', /empty/],
    ['/blank', 'PAGE_EMPTY', /nothing on it/],
    ['/no-content', 'PAGE_EMPTY', /no content/],
    ['/paper.pdf', 'PAGE_NOT_HTML', /application\/pdf/],
    ['/plain', 'PAGE_NOT_HTML', /text\/plain/],
    ['/data.json', 'PAGE_NOT_HTML', /application\/json/],
    ['/archive.zip', 'PAGE_NOT_HTML', /application\/zip/],
    ['/huge', 'PAGE_TOO_LARGE', /larger than 1 MB/],
    ['/cut-off', 'PAGE_UNREACHABLE', /without an answer/],
    ['/circle', 'PAGE_UNREACHABLE', /circle/],
  ];
  for (const [path, code, words] of failures)
    test(`at ${path} is ${code}, and the next one opens`, async () => {
      const { code: found, message } = problem(await open(`${site.url}${path}`));

      assert.equal(found, code);
      assert.match(message, words);
      assert.equal(resultOf(await open(`${site.url}/fine`), 'navigate').title, 'Fine');
    });

  test('at a port where nobody listens is PAGE_UNREACHABLE', async () => {
    const port = await freePort();
    const { signal } = new AbortController();

    const { outcome } = await pool.act({
      sessionId: 's',
      action: { tool: 'navigate', arguments: { url: `http://127.0.0.1:${port}/` } },
      allowedSites: [`127.0.0.1:${port}`],
      signal,
      ...unasked,
    });

    assert.equal(problem(outcome).code, 'PAGE_UNREACHABLE');
    assert.match(problem(outcome).message, /refused/);
  });

  for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'about:blank', 'nonsense'])
    test(`at ${url} is NETWORK_REFUSED`, async () => {
      assert.equal(problem(await open(url)).code, 'NETWORK_REFUSED');
    });

  test('on a port that no entry can open is NETWORK_REFUSED, and the message promises none', async () => {
    const { message } = problem(await open('http://127.0.0.1:25/'));

    assert.match(message, /port 25 belongs to another protocol/);
    assert.doesNotMatch(message, /AUTO_TRIGGER_ALLOW_NETWORKS/);
  });

  test('in a private network is NETWORK_REFUSED, and the message says how to permit it', async () => {
    const { code, message } = problem(await open('http://10.1.2.3/blog'));

    assert.equal(code, 'NETWORK_REFUSED');
    assert.match(message, /AUTO_TRIGGER_ALLOW_NETWORKS/);
  });

  test('on another site after a redirect is left, and the outcome names where it led', async () => {
    const outcome = problem(await open(`${site.url}/away`));

    assert.equal(outcome.code, 'ACCESS_REFUSED');
    assert.equal(outcome.left_to, `${other.url}/`);
    assert.match(outcome.message, new RegExp(other.name));
    const look = await visit({ tool: 'snapshot', arguments: {} });
    assert.equal(resultOf(look, 'snapshot').url, 'about:blank');
  });

  for (const [what, element, permitted] of [
    ['a click on a link', (url: string) => `<a href="${url}">Off we go</a>`, 'leave'],
    ['what a script does on a click', (url: string) => `<button onclick="location='${url}'">Off we go</button>`, 'act'],
  ] as const)
    test(`on another site after ${what} waits for a person, and is not fetched`, async () => {
      site.routes['/link-away'] = element(`${other.url}/`);
      await open(`${site.url}/link-away`);
      const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
      const ref = /Off we go.*\[ref=(\w+)\]/.exec(tree)?.[1] ?? '';

      const outcome = problem(await visit({ tool: 'click', arguments: { ref } }, permitted));

      assert.equal(outcome.code, 'PAGE_CHANGED');
      assert.match(outcome.message, new RegExp(`${other.url}/ waits for a person`));
    });

  test('stops loading as soon as the signal aborts', async () => {
    const abort = new AbortController();
    const acting = pool.act({
      sessionId: 's',
      action: { tool: 'navigate', arguments: { url: `${site.url}/never` } },
      allowedSites: [site.name],
      signal: abort.signal,
      ...unasked,
    });
    abort.abort(new Error('stopped by the test'));

    await assert.rejects(acting, /stopped by the test/);
    assert.equal(resultOf(await open(`${site.url}/fine`), 'navigate').status, 200);
  });
});

describe('an open page', () => {
  let pool: BrowserPool;
  let site: Site;
  let visit: Visit;

  before(async () => {
    pool = startPool();
    site = await startSite({
      '/form': `<title>Form</title><form onsubmit="document.title='Hello ' + document.querySelector('input').value; return false">
        <input aria-label="Name"><button>Greet</button></form>`,
      '/article': `<title>Site</title><meta property="article:published_time" content="2026-11-20T10:00:00Z"><nav><a href="/">Home</a></nav>
        <main><article><h1>On  reading</h1><p>First we look at the title. Then at the rest.</p><p>Second paragraph.</p></article></main><footer>Imprint</footer>`,
      '/log':
        '<h1>Log</h1><h2 id="b">Version 2</h2><p>2026-11-02</p><p>Better in every way than before.</p><h2 id="a">Version 1</h2><p>Begun.</p>',
      '/follows':
        '<h1>On following</h1><p>First this.</p><h2 id="rest">More</h2><p>Then the rest of it.</p><script>onload = () => setTimeout(() => history.replaceState(null, "", "#rest"))</script>',
      '/login': '<title>Sign in</title><form><input type="password"></form><p>Please sign in.</p>',
      '/person': `<article><h1><a href="https://people.example/ann">Ann</a></h1><p>I make bells.</p></article>
        <p><a href="https://people.example/bob">Bob, with whom I work</a></p>`,
      '/words': '<title>Words</title><p>Only words and nothing that is listed.</p>',
    });
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [site.name] });
    visit = visitor(pool, 's', [site.name]);
  });
  after(async () => {
    await pool.closeAll();
    await site.close();
  });

  test('is read: title, date and the main text without what surrounds it', async () => {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/article` } });

    const { title, published_at, text } = resultOf(await visit({ tool: 'read', arguments: {} }), 'read');

    assert.equal(title, 'On reading');
    assert.equal(published_at, '2026-11-20T10:00:00.000Z');
    assert.equal(text, 'On reading\nFirst we look at the title. Then at the rest.\nSecond paragraph.');
  });

  test('is read by section where its address points to one', async () => {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/log` } });
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/log#b` } });

    const { title, published_at, text } = resultOf(await visit({ tool: 'read', arguments: {} }), 'read');

    assert.deepEqual([title, published_at], ['Version 2', '2026-11-02']);
    assert.equal(text, 'Version 2\n2026-11-02\nBetter in every way than before.');
  });

  test('is read as a whole where it put a section into its address itself', async () => {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/follows` } });
    await visit({ tool: 'wait', arguments: { seconds: 0.2 } });

    const { title, text } = resultOf(await visit({ tool: 'read', arguments: {} }), 'read');

    assert.equal(title, 'On following');
    assert.match(text, /Then the rest/);
  });

  test('takes typing and clicks on the elements that a snapshot names', async () => {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/form` } });
    const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    const refOf = (name: string): string => new RegExp(`${name}.*\\[ref=(\\w+)\\]`).exec(tree)?.[1] ?? '';

    await visit({ tool: 'type', arguments: { ref: refOf('Name'), text: 'Ada' } });
    const click: ToolCall = { tool: 'click', arguments: { ref: refOf('Greet') } };
    const refused = await visit(click, 'act');
    const clicked = await visit(click, 'submit');

    assert.ok(
      refused.status === 'failed' && refused.code === 'PAGE_CHANGED',
      'a form is more than a change of the page',
    );
    assert.equal(resultOf(clicked, 'click').title, 'Hello Ada');
  });

  for (const ref of ['e999', 'button', 'e1 >> nth=0'])
    test(`knows no element ${ref}: STALE_REFERENCE`, async () => {
      const outcome = await visit({ tool: 'click', arguments: { ref } });

      assert.equal(outcome.status === 'failed' && outcome.code, 'STALE_REFERENCE');
    });

  test('that wants a login is LOGIN_REQUIRED when its entries are asked for', async () => {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/login` } });

    const outcome = await visit({ tool: 'entries', arguments: {} });

    assert.equal(outcome.status === 'failed' && outcome.code, 'LOGIN_REQUIRED');
  });

  test('about a person, with two links to elsewhere, lists nothing', async () => {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/person` } });

    const outcome = await visit({ tool: 'entries', arguments: {} });

    assert.ok(outcome.status === 'failed' && outcome.code === 'NO_ENTRIES');
  });

  test('that lists nothing is NO_ENTRIES, and the message says what was seen', async () => {
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/words` } });

    const outcome = await visit({ tool: 'entries', arguments: {} });

    assert.ok(outcome.status === 'failed' && outcome.code === 'NO_ENTRIES');
    assert.match(outcome.message, /“Words”, it has 0 links/);
  });
});
