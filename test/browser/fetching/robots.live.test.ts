import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test, type TestContext } from 'node:test';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import type { ToolOutcome } from '../../../src/browser/outcome.ts';
import { freePort } from '../../../src/dev/free-port.ts';
import { siteOf } from '../../../src/network/sites.ts';
import { resultOf, type Route, type Site, startPool, startSite, unasked, visitor } from '../site.ts';

const page = '<title>Fine</title><h1>Fine</h1><p>All is well here. <a href="/private/">In there</a></p>';
const text = (body: string): Route => ({ type: 'text/plain', body });
const answering =
  (status: number): Route =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'text/plain' }).end('User-agent: *\nDisallow: /');
const never: Route = () => undefined;
const countsAsNo = /a robots\.txt that cannot be had counts as a no \(RFC 9309\); .*set config\.robots to ignore$/;
const problem = (outcome: ToolOutcome) => (outcome.status === 'failed' ? outcome : assert.fail('it was opened'));

describe('robots.txt of a site', () => {
  let pool: BrowserPool;
  let site: Site;

  let portOfNobody: number;

  before(async () => {
    portOfNobody = await freePort();
    pool = startPool({ pageTimeoutMs: 2_000 });
  });
  // each test has a site of its own, as a robots.txt is kept for an hour
  beforeEach(async () => {
    site = await startSite({ '/': page, '/private/': page, '/private/open': page });
  });
  afterEach(() => site.close());
  after(() => pool.closeAll());

  const open = async (path = '/', robots: 'respect' | 'ignore' = 'respect', sites = [site.name]) => {
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: sites });
    const action = { tool: 'navigate', arguments: { url: `${site.url}${path}` } } as const;
    const { signal } = new AbortController();
    const step = await pool.act({ sessionId: 's', action, allowedSites: sites, signal, ...unasked, robots });
    return step.outcome;
  };
  const isOpened = async (...call: Parameters<typeof open>) =>
    resultOf(await open(...call), 'navigate').title === 'Fine';

  test('that is missing forbids nothing', async () => {
    assert.ok(await isOpened());
  });

  for (const status of [400, 401, 403, 410, 429])
    test(`that is answered with ${status} forbids nothing`, async () => {
      site.routes['/robots.txt'] = answering(status);

      assert.ok(await isOpened());
    });

  test('that disallows a page is obeyed: ROBOTS_DISALLOWED, which says where and how to go on', async () => {
    let visits = 0;
    site.routes['/robots.txt'] = text('User-agent: *\nDisallow: /private/');
    site.routes['/private/'] = (_request, response) => {
      visits += 1;
      response.end(page);
    };

    const { code, message } = problem(await open('/private/'));

    assert.equal(code, 'ROBOTS_DISALLOWED');
    assert.ok(message.includes(`${site.url}/robots.txt disallows /private/`), message);
    assert.match(message, /config\.robots to ignore/);
    assert.equal(visits, 0);
    assert.ok(await isOpened('/'));
  });

  test('that allows a page by a longer rule lets it be visited', async () => {
    site.routes['/robots.txt'] = text('User-agent: *\nDisallow: /private/\nAllow: /private/open');

    assert.ok(await isOpened('/private/open'));
  });

  test('is not asked for with robots: ignore', async () => {
    let asked = 0;
    site.routes['/robots.txt'] = (_request, response) => {
      asked += 1;
      response.end('User-agent: *\nDisallow: /');
    };

    assert.ok(await isOpened('/private/', 'ignore'));
    assert.equal(asked, 0);
  });

  test('holds for links and scripts that lead on as well, and the page before stays', async () => {
    site.routes['/robots.txt'] = text(`User-agent: *\nDisallow: /private/`);
    await open('/');
    const visit = visitor(pool, 's', [site.name], 'respect');
    const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    const ref = /link "In there" \[ref=(\w+)\]/.exec(tree)?.[1] ?? '';

    assert.equal(problem(await visit({ tool: 'click', arguments: { ref } })).code, 'ROBOTS_DISALLOWED');
    const look = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    assert.equal(look.url, `${site.url}/`);
  });

  test('does not stand in the way of a form that may be sent', async () => {
    site.routes['/robots.txt'] = text('User-agent: *\nDisallow: /login');
    site.routes['/'] = '<title>Form</title><form method="post" action="/login"><button>Sign in</button></form>';
    site.routes['/login'] = page;
    await open('/');
    const visit = visitor(pool, 's', [site.name], 'respect');
    const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    const ref = /button "Sign in" \[ref=(\w+)\]/.exec(tree)?.[1] ?? '';

    assert.equal(resultOf(await visit({ tool: 'click', arguments: { ref } }, 'submit'), 'click').title, 'Fine');
  });

  test('is found by a redirect, on another site too', async (t) => {
    const other = await startSite({ '/robots.txt': text('User-agent: *\nDisallow: /private/') });
    t.after(() => other.close());
    site.routes['/robots.txt'] = (_request, response) =>
      response.writeHead(301, { location: `${other.url}/robots.txt` }).end();

    assert.equal(problem(await open('/private/')).code, 'ROBOTS_DISALLOWED');
    assert.ok(await isOpened('/'));
  });

  test('that redirects in a circle forbids nothing', async () => {
    site.routes['/robots.txt'] = (_request, response) => response.writeHead(302, { location: '/robots.txt' }).end();

    assert.ok(await isOpened());
  });

  for (const location of ['http://10.1.2.3/robots.txt', 'file:///etc/passwd'])
    test(`that leads to ${location} cannot be had by anyone here: NETWORK_REFUSED, which counts as a no`, async () => {
      site.routes['/robots.txt'] = (_request, response) => response.writeHead(302, { location }).end();

      const { code, message } = problem(await open('/'));

      assert.equal(code, 'NETWORK_REFUSED');
      assert.ok(message.includes(`${site.url}/robots.txt is refused: `), message);
      assert.match(message, countsAsNo);
    });

  test('of 50 MB is read as far as it matters', async () => {
    site.routes['/robots.txt'] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('User-agent: *\nDisallow: /private/\n');
      const more = () => {
        while (!response.destroyed && response.write(`#${'x'.repeat(99_998)}\n`));
      };
      response.on('drain', more);
      more();
    };

    assert.equal(problem(await open('/private/')).code, 'ROBOTS_DISALLOWED');
  });

  for (const status of [500, 503])
    test(`that is answered with ${status} is PAGE_HTTP_ERROR, and the message names it`, async () => {
      site.routes['/robots.txt'] = answering(status);

      const { code, message } = problem(await open('/'));

      assert.equal(code, 'PAGE_HTTP_ERROR');
      assert.ok(message.includes(`${site.url}/robots.txt answered with HTTP ${status}`), message);
      assert.match(message, countsAsNo);
      assert.ok(await isOpened('/', 'ignore'));
    });

  const slow: [what: string, route: Route][] = [
    ['hangs', never],
    ['never ends', (_request, response) => void response.writeHead(200).write('User-agent: *\n')],
  ];
  for (const [what, route] of slow)
    test(`that ${what} is PAGE_TIMEOUT, and the message names it`, async () => {
      site.routes['/robots.txt'] = route;

      const { code, message } = problem(await open('/'));

      assert.equal(code, 'PAGE_TIMEOUT');
      assert.ok(message.includes(`${site.url}/robots.txt did not come within 1 s`), message);
      assert.match(message, countsAsNo);
      assert.ok(await isOpened('/', 'ignore'));
    });

  const unreachable: [what: string, route: Route, words: string][] = [
    ['breaks off', (request) => request.socket.destroy(), 'the connection was closed (ERR_CONNECTION_CLOSED)'],
    [
      'breaks off in the middle',
      (request, response) => response.write('User-agent: *\n', () => request.socket.destroy()),
      'the connection was closed (ERR_CONNECTION_CLOSED)',
    ],
    [
      'is no HTTP',
      (request) => request.socket.end('Sorry.\r\n\r\n'),
      'it does not speak HTTP properly (ERR_INVALID_HTTP_RESPONSE)',
    ],
    [
      'leads to a host that is down',
      (_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${portOfNobody}/` }).end(),
      'the connection was refused (ERR_CONNECTION_REFUSED)',
    ],
  ];
  for (const [what, route, words] of unreachable)
    test(`that ${what} is PAGE_UNREACHABLE, and the message says why that counts as a no`, async () => {
      site.routes['/robots.txt'] = route;

      const { code, message } = problem(await open('/'));

      assert.equal(code, 'PAGE_UNREACHABLE', message);
      assert.ok(message.includes(`${site.url}/robots.txt cannot be reached: ${words}`), message);
      assert.match(message, countsAsNo);
      assert.ok(await isOpened('/', 'ignore'));
    });

  const broken: [what: string, route: Route, code: string][] = [
    ['answers 500', answering(500), 'PAGE_HTTP_ERROR'],
    ['hangs', never, 'PAGE_TIMEOUT'],
    ['breaks off', (request) => request.socket.destroy(), 'PAGE_UNREACHABLE'],
  ];
  for (const [what, route, code] of broken)
    test(`does not hide that the whole site ${what}: ${code}`, async () => {
      site.routes = { '/robots.txt': route, '/': route };

      assert.equal(problem(await open('/')).code, code);
    });

  test('does not hide that nobody listens at its address: PAGE_UNREACHABLE', async () => {
    const url = `http://127.0.0.1:${portOfNobody}/`;
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [siteOf(url)] });
    const visit = visitor(pool, 's', [siteOf(url)], 'respect');

    const { code, message } = problem(await visit({ tool: 'navigate', arguments: { url } }));

    assert.equal(code, 'PAGE_UNREACHABLE');
    assert.match(message, /the connection was refused \(ERR_CONNECTION_REFUSED\)/);
  });
});

describe('the identity of the browser', () => {
  const names = async (t: TestContext, userAgent?: string) => {
    const pool = startPool({ userAgent });
    t.after(() => pool.closeAll());
    const seen: Record<string, string> = {};
    const note: Route = (request, response) => {
      seen[request.url ?? ''] = request.headers['user-agent'] ?? '';
      const feed = '<link rel="alternate" type="application/rss+xml" href="/feed">';
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`${feed}<title>Fine</title><h1>Fine</h1><p id="own"></p>
        <script>document.querySelector('#own').textContent = navigator.userAgent</script>`);
    };
    const site = await startSite({ '/': note, '/robots.txt': note, '/feed': note });
    t.after(() => site.close());
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [site.name] });
    const visit = visitor(pool, 's', [site.name], 'respect');
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/` } });
    const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    await visit({ tool: 'entries', arguments: {} });
    return { seen, tree };
  };

  test('is Chromium with the product’s name behind it, to servers and to scripts', async (t) => {
    const { seen, tree } = await names(t);

    assert.match(seen['/'] ?? '', /^Mozilla\/5\.0 .* Chrome\/\d+.* agent-auto-trigger$/);
    assert.ok(!seen['/']?.includes('Headless'));
    assert.ok(tree.includes(seen['/'] ?? 'none'));
    assert.deepEqual([seen['/robots.txt'], seen['/feed']], ['agent-auto-trigger', 'agent-auto-trigger']);
  });

  test('can be given by the operator', async (t) => {
    const name = 'ExampleAgent/1.0 (+https://example.com/agent)';
    const { seen, tree } = await names(t, name);

    assert.deepEqual(seen, {
      '/': name,
      '/robots.txt': name,
      '/feed': name,
      ...('/favicon.ico' in seen ? { '/favicon.ico': name } : {}),
    });
    assert.ok(tree.includes(name));
  });
});

describe('a feed that a page links to', () => {
  test('is not fetched where robots.txt disallows it', async (t) => {
    let fetched = 0;
    const pool = startPool();
    t.after(() => pool.closeAll());
    const site = await startSite({
      '/': '<link rel="alternate" type="application/rss+xml" href="/feed"><title>Fine</title><h1>Fine</h1><p>Words.</p>',
      '/robots.txt': text('User-agent: *\nDisallow: /feed'),
      '/feed': (_request, response) => {
        fetched += 1;
        response.end();
      },
    });
    t.after(() => site.close());
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [site.name] });
    const visit = visitor(pool, 's', [site.name], 'respect');
    await visit({ tool: 'navigate', arguments: { url: `${site.url}/` } });

    await visit({ tool: 'entries', arguments: {} });

    assert.equal(fetched, 0);
  });
});
