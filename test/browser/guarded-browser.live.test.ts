import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createWebServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer, isIP, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { launchChromium } from '../../src/browser/chromium/chromium.ts';
import { guardRequests } from '../../src/browser/page/guard-requests.ts';
import type { ToolOutcome } from '../../src/browser/outcome.ts';
import type { BrowserPool } from '../../src/browser/browser-pool.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { findBrowser } from '../../src/dev/obtain-browser.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard, type NetworkGuard } from '../../src/network/guard.ts';
import { startGuardingProxy } from '../../src/network/guarding-proxy.ts';
import { siteOf } from '../../src/network/sites.ts';
import { untrusted } from '../support/certificate.ts';
import { eventually } from '../support/eventually.ts';
import { portOf } from '../support/listening.ts';
import { nowhere, ways } from './attack-page.ts';
import { loggingChromium, readNetLog } from './net-log.ts';
import { resultOf, type Site, startPool, startSite, type Visit, visitor } from './site.ts';
import { attackRoutes, type Closing, listeningUntil, startVictims } from './victims.ts';

const portIn = (site: Site) => new URL(site.url).port;

/** A guard with names of its own, each of which leads to one address after the other, and stays at the last. */
function guardWith(allow: string, names: Record<string, string[]>): NetworkGuard {
  return createNetworkGuard({
    allow: parseAllowList(allow),
    async resolveName(name) {
      const [address, ...later] = names[name] ?? [];
      if (address === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
      if (later.length > 0) names[name] = later;
      return [{ address, family: isIP(address) }];
    },
  });
}

describe('a page that tries to reach what is none of its business', () => {
  const closing: Closing = [];
  let folder: string;
  let site: Site;
  let control: Set<string>;
  let reached: Set<string>;
  let addressesOfVictim: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'auto-trigger-guarded-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const victims = await startVictims(closing);
    const tries = { count: 0 };
    site = await startSite({});
    closing.push(() => site.close());
    site.routes = attackRoutes(victims.targets, () => (tries.count += 1));
    // a name, since the site is on this machine as its victims are; one that counts as secure, where more is possible
    const url = `http://site.localhost:${portIn(site)}/`;
    addressesOfVictim = [victims.targets.web, ...victims.targets.spellings];

    const unguarded = await chromium.launch({
      executablePath: await loggingChromium(folder, 'unguarded'),
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--host-resolver-rules=MAP attacker.example 127.0.0.1'],
    });
    await (await unguarded.newPage()).goto(url);
    const all = [...Object.keys(ways), ...victims.targets.spellings.map((host) => `img of ${host}`)];
    await eventually('the page tried everything', () => tries.count === 1);
    // slow machines take longer than the page waits; what is missing then is told by the tests below
    await eventually('every way leads there', () => all.every((way) => victims.reached.has(way)), 15_000).catch(
      () => 0,
    );
    await unguarded.close();
    control = new Set(victims.reached);
    victims.reached.clear();

    const pool = startPool({
      executablePath: () => loggingChromium(folder, 'guarded'),
      guard: guardWith(`site.localhost:${portIn(site)}`, {
        'site.localhost': ['127.0.0.1'],
        'attacker.example': ['127.0.0.1'],
        localhost: ['127.0.0.1'],
      }),
    });
    await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [`site.localhost:${portIn(site)}`] });
    const visit = visitor(pool, 's', [`site.localhost:${portIn(site)}`]);
    const opened = await visit({ tool: 'navigate', arguments: { url } });
    assert.equal(resultOf(opened, 'navigate').title, 'Fine');
    await eventually('the page tried everything again', () => tries.count === 2);
    await pool.closeAll();
    reached = new Set(victims.reached);
  });
  after(async () => {
    for (const close of closing.toReversed()) await close();
  });

  for (const way of Object.keys(ways))
    test(`gets there by ${way} without the guard, and not with it`, () => {
      // what Chromium fetches ahead it may also leave
      if (way !== 'speculation rules')
        assert.ok(control.has(way), 'it does not get there anyway, so this shows nothing');
      assert.ok(!reached.has(way));
    });

  test('gets there by every spelling without the guard, and by none with it', () => {
    for (const host of addressesOfVictim.slice(1)) assert.ok(control.has(`img of ${host}`), host);
    assert.deepEqual([...reached], []);
  });

  test('makes Chromium ask no DNS, send no datagram, and connect to nothing but the proxy', async () => {
    const unguarded = await readNetLog(folder, 'unguarded');
    assert.ok(unguarded.names.some((name) => name.includes(nowhere)));
    assert.ok(unguarded.datagrams > 0 && unguarded.connections.size > 1);

    const { names, datagrams, connections } = await readNetLog(folder, 'guarded');

    assert.deepEqual({ names, datagrams }, { names: [], datagrams: 0 });
    assert.equal(connections.size, 1, [...connections].join(', '));
  });
});

describe('a page behind the guard', () => {
  const closing: Closing = [];
  let site: Site;
  let pool: BrowserPool;
  let guard: NetworkGuard;
  let ports: Record<'closed' | 'reset' | 'encrypted' | 'nonsense' | 'victim', number>;
  const reached: string[] = [];
  let sessions = 0;

  before(async () => {
    const raw = async (talk: (socket: Socket) => void) => portOf(await listeningUntil(createServer(talk), closing));
    const encrypted = createSecureServer(untrusted, (_request, response) => response.end('x'));
    ports = {
      closed: await freePort(),
      reset: await raw((socket) => socket.once('data', () => socket.resetAndDestroy())),
      nonsense: await raw((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')),
      encrypted: portOf(await listeningUntil(encrypted, closing)),
      victim: await raw(() => reached.push('the victim')),
    };
    site = await startSite({ '/fine': '<title>Fine</title><p>All is well here.</p>' });
    closing.push(() => site.close());
    guard = guardWith(`site.example, 127.0.0.1:${portIn(site)}, 127.0.0.1:${ports.victim}`, {
      'site.example': ['127.0.0.1'],
      // public when it is checked, and what is to be protected when it is dialled
      'rebinding.example': ['8.8.8.8', '127.0.0.1'],
      'clicked.example': ['8.8.8.8', '127.0.0.1'],
      'private.example': ['10.1.2.3'],
    });
    pool = startPool({ guard, pageTimeoutMs: 10_000 });
    closing.push(() => pool.closeAll());
  });
  afterEach(() => pool.close(`s${sessions}`));
  after(async () => {
    for (const close of closing.toReversed()) await close();
  });

  /** In a session of its own, which may be on whatever site the address names. */
  async function open(url: string, ...more: string[]): Promise<ToolOutcome> {
    sessions += 1;
    const allowedSites = ['site.example', 'gone.example', ...[url, ...more].map(siteOf)];
    await pool.open({ sessionId: `s${sessions}`, checkpoint: null, allowedSites });
    const outcome = await visitor(pool, `s${sessions}`, allowedSites)({ tool: 'navigate', arguments: { url } });
    await pool.close(`s${sessions}`);
    return outcome;
  }
  const own = (path: string) => `http://site.example:${portIn(site)}${path}`;

  const failures: [what: string, url: () => string, code: string, words: RegExp][] = [
    [
      'a name nobody knows',
      () => 'http://gone.example/',
      'PAGE_UNREACHABLE',
      /not known to DNS \(ERR_NAME_NOT_RESOLVED\)/,
    ],
    ['such a name by https', () => 'https://gone.example/', 'PAGE_UNREACHABLE', /not known to DNS \(ERR_NAME_NOT_RES/],
    ['a redirect to such a name', () => own('/to-nowhere'), 'PAGE_UNREACHABLE', /not known to DNS/],
    ['a closed port', () => `http://site.example:${ports.closed}/`, 'PAGE_UNREACHABLE', /the connection was refused/],
    [
      'a closed port by https',
      () => `https://site.example:${ports.closed}/`,
      'PAGE_UNREACHABLE',
      /the connection was refused/,
    ],
    ['a reset', () => `http://site.example:${ports.reset}/`, 'PAGE_UNREACHABLE', /the connection was reset/],
    ['a reset by https', () => `https://site.example:${ports.reset}/`, 'PAGE_UNREACHABLE', /the connection was reset/],
    ['another protocol', () => `http://site.example:${ports.nonsense}/`, 'PAGE_UNREACHABLE', /not speak HTTP properly/],
    ['no TLS', () => `https://site.example:${portIn(site)}/`, 'PAGE_UNREACHABLE', /not speak TLS properly/],
    ['no trust', () => `https://site.example:${ports.encrypted}/`, 'PAGE_UNREACHABLE', /certificate comes from nobody/],
    ['a site’s own 502', () => own('/502'), 'PAGE_HTTP_ERROR', /answered with HTTP 502/],
    ['a login', () => own('/login'), 'ACCESS_REFUSED', /HTTP 401/],
    ['a proxy’s login', () => own('/proxy-login'), 'PAGE_UNREACHABLE', /ERR_UNEXPECTED_PROXY_AUTH/],
    [
      'a private address',
      () => 'http://private.example/',
      'NETWORK_REFUSED',
      /resolves to 10\.1\.2\.3.*add private\.example:80/,
    ],
    [
      'a redirect there',
      () => own('/to-private'),
      'NETWORK_REFUSED',
      /led to http:\/\/private\.example.*to 10\.1\.2\.3/,
    ],
    [
      'one only when dialled',
      () => 'http://rebinding.example/',
      'NETWORK_REFUSED',
      /resolves to 127\.0\.0\.1.*add rebinding/,
    ],
  ];
  for (const [what, url, code, words] of failures)
    test(`that cannot be had for ${what} is ${code}, ${words.source}`, async () => {
      const answers: Record<string, (response: ServerResponse) => unknown> = {
        '/to-nowhere': (response) => response.writeHead(302, { location: 'https://gone.example/' }).end(),
        '/to-private': (response) => response.writeHead(302, { location: 'http://private.example/' }).end(),
        '/502': (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Oh</h1>'),
        '/login': (response) =>
          response.writeHead(401, { 'www-authenticate': 'Basic realm="x"', 'content-type': 'text/html' }).end('<h1>No'),
        '/proxy-login': (response) => response.writeHead(407, { 'proxy-authenticate': 'Basic realm="x"' }).end(),
      };
      for (const [path, answer] of Object.entries(answers))
        site.routes[path] = (_request, response) => answer(response);

      const outcome = await open(url(), 'http://private.example/', 'http://rebinding.example/');

      assert.ok(outcome.status === 'failed', JSON.stringify(outcome));
      assert.equal(outcome.code, code, outcome.message);
      assert.match(outcome.message, words);
    });

  test('that a click leads to is NETWORK_REFUSED as well, and the page before stays', async () => {
    site.routes['/link'] = '<title>Before</title><p>Words.</p><a href="http://clicked.example/">Go on</a>';
    const visit = await opened(own('/link'), 'clicked.example');
    const { tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
    const ref = /link "Go on" \[ref=(\w+)\]/.exec(tree)?.[1] ?? '';

    const outcome = await visit({ tool: 'click', arguments: { ref } }, 'leave');

    assert.ok(outcome.status === 'failed', JSON.stringify(outcome));
    assert.equal(outcome.code, 'NETWORK_REFUSED', outcome.message);
    assert.match(outcome.message, /led to http:\/\/clicked\.example\/: clicked\.example resolves to 127\.0\.0\.1/);
    assert.equal(resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot').title, 'Before');
  });

  test('loads what it may: by requests with bodies, streams of events, and WebSockets', async () => {
    site.routes['/upload'] = (request, response) => {
      let bytes = 0;
      request.on('data', (part: Buffer) => (bytes += part.length));
      request.on('end', () => response.end(`${bytes} bytes`));
    };
    site.routes['/events'] = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: an event\n\n');
    site.routes['/page'] = `<title>-</title><p>Words.</p><script>
      const upload = fetch('/upload', { method: 'POST', body: 'x'.repeat(3_000_000) }).then((answer) => answer.text());
      const event = new Promise((resolve) => (new EventSource('/events').onmessage = ({ data }) => resolve(data)));
      const message = new Promise((resolve) => (new WebSocket('ws://site.example:${await webSocketPort(closing)}').onmessage = ({ data }) => resolve(data)));
      Promise.all([upload, event, message]).then((all) => (document.title = all.join(', ')));
    </script>`;
    const visit = await opened(own('/page'));

    const title = await eventually('all has come', async () => {
      const { title: now } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
      return now !== '-' && now;
    });

    assert.equal(title, '3000000 bytes, an event, a message');
  });

  test('goes on where something that it loads is refused: that is a failed request, and no answer', async () => {
    site.routes['/page'] = `<title>-</title><p>Words.</p><script>
      const how = (work) => work.then(() => 'answered', () => 'failed');
      const picture = new Promise((resolve, reject) => Object.assign(new Image(), { onload: resolve, onerror: reject, src: 'http://private.example/a.png' }));
      const tries = ['http://private.example/', 'https://private.example/', 'http://169.254.169.254/latest/meta-data/'];
      Promise.all([picture, ...tries.map((url) => fetch(url, { mode: 'no-cors' }))].map(how)).then((all) => (document.title = all.join(' ')));
    </script>`;
    const visit = await opened(own('/page'));

    const title = await eventually('all has failed', async () => {
      const { title: now } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
      return now !== '-' && now;
    });

    assert.equal(title, 'failed failed failed failed');
  });

  test('reaches a service of the product itself by no address, though this machine is allowed', async () => {
    site.routes['/page'] =
      `<title>Fine</title><p>Words.</p><script>fetch('http://127.0.0.1:${ports.victim}/', { mode: 'no-cors' }).catch(() => fetch('/failed'))</script>`;
    const failed: string[] = [];
    site.routes['/failed'] = (_request, response) => response.end(String(failed.push('once')));
    await opened(own('/page'));
    await eventually('without more ado it is reached', () => reached.length > 0);
    reached.length = 0;
    await pool.close(`s${sessions}`);

    guard.reserve({ host: '127.0.0.1', port: ports.victim });
    await opened(own('/page'));

    await eventually('the page hears that it failed', () => failed.length > 0);
    assert.deepEqual(reached, []);
  });

  const local = ['file:///etc/passwd', 'data:text/html,<p>x', 'view-source:http://site.example/', 'chrome://version'];
  for (const url of [...local, 'ftp://site.example/', 'javascript:alert(1)', 'blob:http://site.example/x'])
    test(`is not opened from ${url}, past which no proxy stands: NETWORK_REFUSED`, async () => {
      const outcome = await open(url);

      assert.equal(outcome.status === 'failed' && outcome.code, 'NETWORK_REFUSED');
    });

  for (const url of local)
    test(`does not become ${url} by a redirect, a refresh or a script of its own`, async () => {
      site.routes['/redirect'] = (_request, response) => response.writeHead(302, { location: url }).end();
      site.routes['/refresh'] = `<meta http-equiv="refresh" content="0; url=${url}"><title>Fine</title><p>Words.</p>`;
      site.routes['/script'] = `<title>Fine</title><p>Words.</p><script>location = ${JSON.stringify(url)}</script>`;

      const redirected = await open(own('/redirect'));
      assert.equal(redirected.status, 'failed');
      for (const path of ['/refresh', '/script']) {
        const visit = await opened(own(path));
        const { url: shown, tree } = resultOf(await visit({ tool: 'snapshot', arguments: {} }), 'snapshot');
        assert.ok(shown === own(path) || shown === 'about:blank', shown);
        assert.doesNotMatch(tree, /root:|Chromium/);
        await pool.close(`s${sessions}`);
      }
    });

  async function opened(url: string, ...more: string[]): Promise<Visit> {
    sessions += 1;
    const allowedSites = ['site.example', ...more];
    await pool.open({ sessionId: `s${sessions}`, checkpoint: null, allowedSites });
    const visit = visitor(pool, `s${sessions}`, allowedSites);
    resultOf(await visit({ tool: 'navigate', arguments: { url } }), 'navigate');
    return visit;
  }
});

describe('the guard of a browser', () => {
  test('closes with it: without its proxy Chromium reaches nothing any more', async (t) => {
    let visits = 0;
    const site = await startSite({ '/': (_request, response) => response.end(`<p>${(visits += 1)}`) });
    const proxy = await startGuardingProxy(guardWith('127.0.0.1', {}));
    const running = await launchChromium({ executablePath: findBrowser }, proxy.server);
    t.after(() => Promise.all([site.close(), running.end()]));
    await guardRequests(running.protocol, proxy.credentials);
    const page = await running.browser.newPage();
    await page.goto(site.url);
    assert.equal(visits, 1);

    await proxy.close();

    await assert.rejects(page.goto(site.url), /ERR_PROXY_CONNECTION_FAILED/);
    assert.equal(visits, 1);
  });

  test('leaves no socket behind when the pool is closed, and is there again with the next session', async () => {
    const site = await startSite({ '/': (_request, response) => void response.write('<title>Begun</title><p>x') });
    const sockets = () => process.getActiveResourcesInfo().filter((name) => /^TCP(?:Server|Socket)Wrap$/.test(name));
    const before = sockets().length;
    const pool = startPool({ pageTimeoutMs: 1_000 });
    const visit = async () => {
      await pool.open({ sessionId: 's', checkpoint: null, allowedSites: [site.name] });
      return visitor(pool, 's', [site.name])({ tool: 'navigate', arguments: { url: site.url } });
    };

    for (const times of [1, 2]) {
      const outcome = await visit();
      assert.equal(outcome.status === 'failed' && outcome.code, 'PAGE_TIMEOUT', `${times}`);
      await pool.closeAll();
      await eventually('all sockets are closed', () => sockets().length === before);
    }
    await site.close();
  });
});

/** A server that greets whoever opens a WebSocket. */
async function webSocketPort(closing: Closing): Promise<number> {
  const server = createWebServer().on('upgrade', ({ headers }: IncomingMessage, socket) => {
    // RFC 6455, section 4.2.2
    const accept = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write([...lines, `Sec-WebSocket-Accept: ${accept.digest('base64')}`, '', ''].join('\r\n'));
    const text = Buffer.from('a message');
    socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
  return portOf(await listeningUntil(server, closing));
}
