import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test, type TestContext } from 'node:test';
import * as fc from 'fast-check';
import type { GuardingProxy } from '../../src/network/guarding-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { portOf } from '../support/listening.ts';
import {
  ask,
  authorization,
  closedWithoutAnswer,
  established,
  listeningFor,
  startProxy,
  startRawSite,
  startSite,
  tunnel,
} from './proxied.ts';

const inAscii = (host: string) => host.replaceAll(/[^ -~]/g, encodeURIComponent);

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

async function isOpen({ server }: GuardingProxy): Promise<boolean> {
  const socket = connect({ port: Number(new URL(server).port), host: '127.0.0.1' });
  const open = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return open;
}
