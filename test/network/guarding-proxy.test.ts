import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type RequestListener } from 'node:http';
import { connect, createServer as createTcpServer, isIP, type Server, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { type GuardingProxy, startGuardingProxy } from '../../src/network/guarding-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { listening, portOf } from '../support/listening.ts';

const listeningFor = <Listener extends Server>(t: TestContext, server: Listener, host?: string) =>
  listening(server, (end) => t.after(end), host);

/** A web server, with the connections that it has and had. */
async function startSite(t: TestContext, answer: RequestListener) {
  const server = await listeningFor(t, createServer(answer));
  const connections = { open: 0, ever: 0 };
  server.on('connection', (socket: Socket) => {
    connections.open += 1;
    connections.ever += 1;
    socket.once('close', () => (connections.open -= 1));
  });
  return { server, connections, host: `127.0.0.1:${portOf(server)}` };
}

/** A server that speaks no HTTP. */
async function startRawSite(t: TestContext, talk: (socket: Socket) => void) {
  const server = await listeningFor(t, createTcpServer({ allowHalfOpen: true }, talk));
  return { server, host: `127.0.0.1:${portOf(server)}` };
}

async function startProxy(
  t: TestContext,
  { allow = '', names = {} }: { allow?: string; names?: Record<string, () => string> } = {},
) {
  const guard = createNetworkGuard({
    allow: parseAllowList(allow),
    async resolveName(name) {
      const address = names[name]?.();
      if (address === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
      return [{ address, family: isIP(address) }];
    },
  });
  const proxy = await startGuardingProxy(guard);
  t.after(() => proxy.close());
  return proxy;
}

const authorization = ({ credentials: { username, password } }: GuardingProxy) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

interface Ask {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
  agent?: Agent;
}

/** As a browser asks a proxy: by the whole address. */
async function ask(
  proxy: GuardingProxy,
  { url, method = 'GET', headers = {}, body, agent }: Ask,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(proxy.server);
  const asking = request({
    hostname,
    port,
    path: url,
    method,
    headers: { host: new URL(url).host, 'proxy-authorization': authorization(proxy), ...headers },
    agent: agent ?? false,
  });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return answer;
}

/** How a request ended that got no answer. */
const closedWithoutAnswer = { code: 'ECONNRESET', message: 'socket hang up' };

/** A connection by CONNECT, and the status line that came for it. */
async function tunnel(t: TestContext, proxy: GuardingProxy, target: string, credentials = authorization(proxy)) {
  const socket = connect({ port: Number(new URL(proxy.server).port), host: '127.0.0.1' });
  t.after(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: ${credentials}\r\n\r\n`);
  const head = Promise.withResolvers<string>();
  socket.once('close', () => head.resolve(''));
  socket.once('data', (part: Buffer) => {
    const end = part.indexOf('\r\n\r\n');
    socket.pause().unshift(part.subarray(end + 4));
    head.resolve(part.subarray(0, end).toString());
  });
  const [status = ''] = (await head.promise).split('\r\n');
  return { socket, status };
}

const established = 'HTTP/1.1 200 Connection established';

describe('the guarding proxy, for plain requests,', () => {
  test('asks the site as the browser would, and gives back what it says', async (t) => {
    const asked: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>[] = [];
    const site = await startSite(t, (request, response) => {
      asked.push({ method: request.method, url: request.url, rawHeaders: request.rawHeaders });
      response.sendDate = false;
      response.writeHead(203, 'Not quite', [
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'X-Own',
        'yes',
        'Keep-Alive',
        'timeout=9',
      ]);
      request.pipe(response);
    });
    const proxy = await startProxy(t, { allow: site.host });

    const answer = await ask(proxy, {
      url: `http://${site.host}/path?a=%20b|c`,
      method: 'POST',
      headers: {
        'X-Kept': '1',
        'X-Hop': '2',
        Connection: 'keep-alive, x-hop',
        'Proxy-Connection': 'keep-alive',
        'Content-Length': '5',
      },
      body: Buffer.from('hello'),
    });

    assert.deepEqual([answer.statusCode, answer.statusMessage], [203, 'Not quite']);
    assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
    assert.equal(answer.headers['x-own'], 'yes');
    assert.equal(answer.headers['keep-alive'], undefined);
    assert.equal(answer.headers['date'], undefined);
    assert.equal(await text(answer), 'hello');
    assert.deepEqual([asked[0]?.method, asked[0]?.url], ['POST', '/path?a=%20b|c']);
    const names = asked[0]?.rawHeaders.filter((_, index) => index % 2 === 0);
    assert.deepEqual(names, ['host', 'X-Kept', 'Content-Length', 'Connection']);
  });

  for (const status of [404, 500, 502, 504])
    test(`gives back a site’s own ${status} as it is`, async (t) => {
      const site = await startSite(t, (_request, response) => response.writeHead(status).end('sorry'));
      const proxy = await startProxy(t, { allow: site.host });

      const answer = await ask(proxy, { url: `http://${site.host}/` });

      assert.deepEqual([answer.statusCode, await text(answer)], [status, 'sorry']);
      assert.equal(proxy.failureAt(`http://${site.host}/`), undefined);
    });

  test('hands through what comes when it comes: the head before the body, a part before the next', async (t) => {
    const parts = Promise.withResolvers<(part: string | null) => void>();
    const site = await startSite(t, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      parts.resolve((part) => (part === null ? response.end() : response.write(part)));
    });
    const proxy = await startProxy(t, { allow: site.host });

    const answer = await ask(proxy, { url: `http://${site.host}/` });
    const send = await parts.promise;
    for (const part of ['data: 1\n\n', 'data: 2\n\n']) {
      send(part);
      assert.equal(String((await once(answer, 'data'))[0]), part);
    }
    send(null);
    answer.resume();
    await once(answer, 'end');
  });

  test('passes on 30 MB each way unchanged', async (t) => {
    const body = randomBytes(30_000_000);
    const site = await startSite(t, (request, response) => void request.pipe(response));
    const proxy = await startProxy(t, { allow: site.host });

    const answer = await ask(proxy, { url: `http://${site.host}/`, method: 'POST', body });

    assert.equal(hash(await buffer(answer)), hash(body));
  });

  test('breaks off where the site does', async (t) => {
    const site = await startSite(t, (_request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy());
    });
    const proxy = await startProxy(t, { allow: site.host });

    await assert.rejects(text(await ask(proxy, { url: `http://${site.host}/` })), { code: 'ECONNRESET' });
  });

  test('keeps a connection to the site for the browser’s next request, and ends it with the browser’s own', async (t) => {
    const site = await startSite(t, (_request, response) => response.end('ok'));
    const proxy = await startProxy(t, { allow: site.host });
    const [one, other] = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })];
    t.after(() => other.destroy());

    for (const agent of [one, one, other]) {
      await text(await ask(proxy, { url: `http://${site.host}/`, agent }));
      await eventually('the connection is free again', () => Object.keys(agent.freeSockets).length > 0);
    }
    assert.deepEqual(site.connections, { open: 2, ever: 2 });

    one.destroy();
    await eventually('its connection to the site ends', () => site.connections.open === 1);
  });

  test('ends the site’s connection where the browser gives up in the middle', async (t) => {
    const site = await startSite(t, (_request, response) => void response.writeHead(200).write('begun'));
    const proxy = await startProxy(t, { allow: site.host });

    const answer = await ask(proxy, { url: `http://${site.host}/` });
    answer.destroy();

    await eventually('the site is left', () => site.connections.open === 0);
  });

  const nonsense: [what: string, says: string, code: string | undefined][] = [
    ['speaks no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'HPE_INVALID_CONSTANT'],
    [
      'asks for the proxy’s credentials',
      'HTTP/1.1 407 Pay\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n',
      'UNEXPECTED_PROXY_AUTH',
    ],
    ['answers with a status that is none', 'HTTP/1.1 007 Bond\r\nContent-Length: 0\r\n\r\n', 'HPE_INVALID_STATUS'],
    ['closes without an answer', '', undefined],
  ];
  for (const [what, says, code] of nonsense)
    test(`answers nothing in the place of a site that ${what}`, async (t) => {
      const site = await startRawSite(t, (socket) => socket.once('data', () => socket.end(says)));
      const proxy = await startProxy(t, { allow: site.host });

      await assert.rejects(ask(proxy, { url: `http://${site.host}/` }), closedWithoutAnswer);

      assert.deepEqual(proxy.failureAt(`http://${site.host}/`), code === undefined ? undefined : { code });
    });
});

describe('the guarding proxy, for tunnels,', () => {
  test('passes on what both sides say, 30 MB each way', async (t) => {
    const site = await startRawSite(t, (socket) => void socket.pipe(socket));
    const proxy = await startProxy(t, { allow: site.host });
    const body = randomBytes(30_000_000);

    const { socket, status } = await tunnel(t, proxy, site.host);
    assert.equal(status, established);
    let bytes = 0;
    const back = createHash('sha256');
    const all = Promise.withResolvers<void>();
    socket.on('data', (part: Buffer) => {
      back.update(part);
      bytes += part.length;
      if (bytes === body.length) all.resolve();
    });
    socket.resume().write(body);
    await all.promise;

    assert.equal(back.digest('hex'), hash(body));
  });

  test('delivers the last words of a site that closes', async (t) => {
    const body = randomBytes(5_000_000);
    const site = await startRawSite(t, (socket) => void socket.end(body));
    const proxy = await startProxy(t, { allow: site.host });

    const { socket, status } = await tunnel(t, proxy, site.host);

    assert.equal(status, established);
    assert.equal(hash(await buffer(socket)), hash(body));
  });

  test('delivers the last words of a browser that closes, and leaves a site that does not', async (t) => {
    const heard = Promise.withResolvers<string>();
    const left = Promise.withResolvers<void>();
    const site = await startRawSite(t, (socket) => {
      socket.write('begun');
      void text(socket).then(heard.resolve);
      // what one writes to who is gone is answered with a reset
      socket.once('end', () => setInterval(() => socket.write('still there'), 10).unref());
      socket.once('close', left.resolve);
    });
    const proxy = await startProxy(t, { allow: site.host });

    const { socket } = await tunnel(t, proxy, site.host);
    socket.resume().end('good-bye');

    assert.equal(await heard.promise, 'good-bye');
    await left.promise;
  });

  test('ends with the site’s reset', async (t) => {
    const site = await startRawSite(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
    const proxy = await startProxy(t, { allow: site.host });

    const { socket } = await tunnel(t, proxy, site.host);
    socket.resume().write('x');

    await assert.rejects(once(socket, 'close'), { code: 'ECONNRESET' });
  });
});

describe('the guarding proxy', () => {
  /** A server that nobody may reach, and what came. */
  async function victim(t: TestContext) {
    const reached: string[] = [];
    const { server, host } = await startSite(t, (request, response) => {
      reached.push(request.url ?? '');
      response.end('secret');
    });
    server.on('connection', () => reached.push('a connection'));
    return { reached, host, port: portOf(server) };
  }

  for (const [what, credentials] of [
    ['without credentials', ''],
    ['with wrong ones', `Basic ${Buffer.from('chromium:guess').toString('base64')}`],
  ] as const)
    test(`serves nobody ${what}`, async (t) => {
      const { reached, host } = await victim(t);
      const proxy = await startProxy(t, { allow: '127.0.0.1' });

      const answer = await ask(proxy, { url: `http://${host}/`, headers: { 'proxy-authorization': credentials } });
      assert.equal(answer.statusCode, 407);
      assert.match(answer.headers['proxy-authenticate'] ?? '', /^Basic /);
      assert.match((await tunnel(t, proxy, host, credentials)).status, /^HTTP\/1\.1 407 /);
      assert.deepEqual(reached, []);
    });

  test('has other credentials with each start', async (t) => {
    const [one, other] = [await startProxy(t), await startProxy(t)];

    assert.notEqual(one.credentials.password, other.credentials.password);
  });

  // prettier-ignore
  const spellings = [
    '127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '0.0.0.0', '0', '[::1]', '[::ffff:127.0.0.1]', '[::]',
    'localhost', 'LOCALHOST.', 'private.example', '①②⑦.0.0.1', 'user@127.0.0.1',
  ];
  for (const spelling of spellings)
    test(`reaches ${spelling} neither by a request nor by a tunnel, and says why`, async (t) => {
      const { reached, port } = await victim(t);
      const names = { 'private.example': () => '127.0.0.1', localhost: () => '127.0.0.1' };
      const proxy = await startProxy(t, { names });
      const host = `${spelling}:${port}`;

      await assert.rejects(ask(proxy, { url: `http://${inAscii(host)}/` }), closedWithoutAnswer);
      assert.match((await tunnel(t, proxy, inAscii(host))).status, /^HTTP\/1\.1 502 /);

      assert.deepEqual(reached, []);
      const failure = proxy.failureAt(`http://${host}/`);
      assert.ok(failure !== undefined && 'refused' in failure);
      assert.match(failure.refused, /is not a public address|is a name of a private network|user name/);
    });

  for (const port of [22, 25, 6_667])
    test(`opens no tunnel to port ${port}, which is another protocol’s`, async (t) => {
      const proxy = await startProxy(t, { allow: '127.0.0.1' });

      assert.match((await tunnel(t, proxy, `127.0.0.1:${port}`)).status, /^HTTP\/1\.1 502 /);
    });

  test('decides anew with each connection: a name that leads elsewhere later is not followed there', async (t) => {
    const site = await startSite(t, (_request, response) => response.end('public'));
    const reached: string[] = [];
    const beside = await listeningFor(
      t,
      createServer(() => reached.push('the victim')).on('connection', () => reached.push('a connection')),
      '127.0.0.2',
    );
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    const names = { 'rebind.example': () => answers.shift() ?? '' };
    const proxy = await startProxy(t, { allow: site.host, names });
    const url = `http://rebind.example:${portOf(site.server)}/`;

    assert.equal(await text(await ask(proxy, { url })), 'public');
    await assert.rejects(
      ask(proxy, { url: url.replace(String(portOf(site.server)), String(portOf(beside))) }),
      closedWithoutAnswer,
    );
    assert.match((await tunnel(t, proxy, `rebind.example:${portOf(beside)}`)).status, /^HTTP\/1\.1 502 /);

    assert.deepEqual(reached, []);
    assert.deepEqual(answers, [], 'it asked once for each connection, and dialled what it had checked');
  });

  test('does not reach itself, whatever is allowed', async (t) => {
    const proxy = await startProxy(t, { allow: '0.0.0.0/0, ::/0, localhost', names: { localhost: () => '127.0.0.1' } });
    const { port } = new URL(proxy.server);

    for (const host of ['127.0.0.1', 'localhost', '0.0.0.0', '127.0.0.2']) {
      await assert.rejects(ask(proxy, { url: `http://${host}:${port}/` }), closedWithoutAnswer);
      assert.match((await tunnel(t, proxy, `${host}:${port}`)).status, /^HTTP\/1\.1 502 /);
      const failure = proxy.failureAt(`http://${host}:${port}/`);
      assert.match(failure !== undefined && 'refused' in failure ? failure.refused : '', /agent-auto-trigger itself/);
    }
  });

  test('says by which code a connection failed, for https as for http, until one comes about', async (t) => {
    const site = await startSite(t, (_request, response) => response.end('there'));
    const port = portOf(site.server);
    let isThere = false;
    const names = { 'slow.example': () => (isThere ? '127.0.0.1' : '127.0.0.2') };
    const proxy = await startProxy(t, { allow: 'slow.example', names });

    await assert.rejects(ask(proxy, { url: 'http://gone.example/' }), closedWithoutAnswer);
    assert.deepEqual(proxy.failureAt('http://gone.example/anything'), { code: 'ENOTFOUND' });
    assert.equal(proxy.failureAt('https://gone.example/'), undefined);
    assert.match((await tunnel(t, proxy, `slow.example:${port}`)).status, /^HTTP\/1\.1 502 /);
    assert.deepEqual(proxy.failureAt(`https://slow.example:${port}/`), { code: 'ECONNREFUSED' });

    isThere = true;
    assert.equal((await tunnel(t, proxy, `slow.example:${port}`)).status, established);
    assert.equal(proxy.failureAt(`https://slow.example:${port}/`), undefined);
  });

  test('leaves nothing open when it is closed, on neither side', async (t) => {
    const site = await startSite(t, (_request, response) => void response.writeHead(200).write('begun'));
    const raw = await startRawSite(t, (socket) => void socket.write('begun'));
    const proxy = await startProxy(t, { allow: `${site.host}, ${raw.host}` });
    const answer = await ask(proxy, { url: `http://${site.host}/` });
    const { socket } = await tunnel(t, proxy, raw.host);
    socket.resume();
    answer.on('error', () => undefined); // it is cut off
    const ended = [answer, socket].map((stream) => new Promise<void>((resolve) => stream.once('close', resolve)));

    await proxy.close();

    await Promise.all(ended);
    await eventually('the site is left', () => site.connections.open === 0);
    // the other site holds on to its own end
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    await eventually('no other socket is open here', () => sockets() === 1, 2_000);
    assert.equal(await isOpen(proxy), false);
  });

  test('lives on, whatever comes', async (t) => {
    const site = await startSite(t, (_request, response) => response.end('there'));
    const proxy = await startProxy(t, { allow: site.host });
    const line = fc.constantFrom('GET', 'CONNECT', 'POST', 'OPTIONS', 'G\0T');
    const target = fc.oneof(
      fc.constantFrom(
        '/',
        '*',
        'http://',
        'http://[',
        `http://${site.host}`,
        site.host,
        '[::1]:x',
        ':80',
        'a:99999',
        'https://a/',
      ),
      fc.string({ maxLength: 20 }),
    );
    const header = fc.constantFrom(
      `Proxy-Authorization: ${authorization(proxy)}`,
      'Host: x',
      'Transfer-Encoding: chunked',
      'Content-Length: 3',
      'Connection: upgrade',
      'Upgrade: websocket',
      'Expect: 100-continue',
      'X: \u0001',
    );
    const requests = fc.tuple(line, target, fc.array(header, { maxLength: 6 }), fc.string({ maxLength: 10 }));

    await fc.assert(
      fc.asyncProperty(requests, async ([method, aim, headers, body]) => {
        const socket = connect({ port: Number(new URL(proxy.server).port), host: '127.0.0.1' });
        socket.on('error', () => undefined);
        socket.end([`${method} ${aim} HTTP/1.1`, ...headers, '', body].join('\r\n'));
        socket.resume();
        await once(socket, 'close');
      }),
      { numRuns: 300 },
    );

    assert.equal(await text(await ask(proxy, { url: `http://${site.host}/` })), 'there');
  });
});

const inAscii = (host: string) => host.replaceAll(/[^ -~]/g, encodeURIComponent);
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function isOpen({ server }: GuardingProxy): Promise<boolean> {
  const socket = connect({ port: Number(new URL(server).port), host: '127.0.0.1' });
  const open = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return open;
}
