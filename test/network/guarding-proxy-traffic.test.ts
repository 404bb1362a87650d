import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { ask, closedWithoutAnswer, established, startProxy, startRawSite, startSite, tunnel } from './proxied.ts';

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

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
