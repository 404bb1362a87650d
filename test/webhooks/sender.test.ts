import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { OutgoingEvent } from '../../src/contract/events.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { adviceOn } from '../../src/webhooks/advice.ts';
import { deriveWebhookSecret } from '../../src/webhooks/secrets.ts';
import { createSender } from '../../src/webhooks/sender.ts';
import { verifyWebhook } from '../../src/webhooks/verify.ts';

const masterKeys = ['the new master key of 32 characters', 'the old master key of 32 characters'];
const trackingId = 'trg_1';
const event: OutgoingEvent = {
  webhook_id: 'evt_abc_7',
  sequence: 7,
  body: {
    event: 'trigger.browser.started',
    data: {
      sessionId: 's_1',
      tracking_id: trackingId,
      session_number: 1,
      sequence: 7,
      occurred_at: '2026-11-24T12:00:00Z',
      goal: 'Read the blog',
      email: 'ann@example.com',
      label: null,
      browser: 'Chromium — \ud800 新着',
      version: '1',
    },
  },
};

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function startReceiver(answer: RequestListener) {
  const requests: { headers: IncomingMessage['headers']; method: string; body: Buffer; remotePort: number }[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const remotePort = request.socket.remotePort ?? 0;
    requests.push({ headers: request.headers, method: request.method ?? '', body: Buffer.concat(chunks), remotePort });
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook?from=test`, port, requests };
}

function startSender({ allow = '127.0.0.0/8', timeoutMs = 5_000, guard = allowing(allow) } = {}) {
  const sender = createSender({ guard, masterKeys, timeoutMs });
  cleanups.push(() => sender.close());
  return (url: string, signal = new AbortController().signal) => sender.send({ url, trackingId, event, signal });
}

function allowing(allow: string) {
  return createNetworkGuard({ allow: parseAllowList(allow) });
}

const ok: RequestListener = (_request, response) => void response.end('thanks');

describe('a delivery', () => {
  test('is one POST of the event as JSON, and any 2xx delivers it', async () => {
    const receiver = await startReceiver((_request, response) => void response.writeHead(204).end());
    const send = startSender();

    const delivery = await send(receiver.url);

    assert.equal(delivery.outcome, 'delivered');
    assert.equal(delivery.sequence, 7);
    assert.equal(delivery.attempt.status, 204);
    assert.equal(delivery.attempt.error, null);
    assert.ok(Date.now() - Date.parse(delivery.attempt.at) < 10_000);
    assert.ok(delivery.attempt.ms >= 0);
    assert.equal(receiver.requests.length, 1);
    const [request] = receiver.requests;
    assert.equal(request?.method, 'POST');
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.headers['user-agent'], 'agent-auto-trigger');
    assert.equal(request?.headers['webhook-id'], 'evt_abc_7');
    assert.deepEqual(JSON.parse(request?.body.toString() ?? ''), event.body);
  });

  test('is verified by the reference library and by verifyWebhook, under each master key', async () => {
    const receiver = await startReceiver(ok);
    await startSender()(receiver.url);

    const [request] = receiver.requests;
    assert.ok(request);
    for (const key of masterKeys) {
      const secret = deriveWebhookSecret(key, trackingId);
      const headers = request.headers as Record<string, string>;
      assert.deepEqual(new Webhook(secret).verify(request.body, headers), event.body);
      assert.deepEqual(verifyWebhook(secret, request.headers, request.body), event.body);
    }
    const stranger = deriveWebhookSecret(masterKeys[0] ?? '', 'trg_2');
    assert.throws(() => verifyWebhook(stranger, request.headers, request.body), /no signature/);
  });

  test('keeps its id over attempts, and connections are used again', async () => {
    const receiver = await startReceiver(ok);
    const send = startSender();

    for (let attempt = 1; attempt <= 6; attempt += 1) await send(receiver.url);

    assert.deepEqual(
      new Set(receiver.requests.map((request) => request.headers['webhook-id'])),
      new Set(['evt_abc_7']),
    );
    const connections = new Set(receiver.requests.map((request) => request.remotePort)).size;
    assert.ok(connections <= 2, `${connections} connections for 6 attempts`);
  });

  test('answered by 410 is the last', async () => {
    const receiver = await startReceiver((_request, response) => void response.writeHead(410).end());

    assert.equal((await startSender()(receiver.url)).outcome, 'gone');
  });

  for (const status of [400, 401, 404, 500, 503]) {
    test(`answered by ${status} is to be tried again, and the beginning of the answer is shown`, async () => {
      const receiver = await startReceiver((_request, response) => void response.writeHead(status).end('no\n  thanks'));

      const delivery = await startSender()(receiver.url);

      assert.equal(delivery.outcome, 'retry');
      assert.equal(delivery.attempt.status, status);
      assert.equal(delivery.attempt.error, `HTTP ${status}: no thanks`);
      assert.equal(delivery.retry_after_ms, undefined);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    test(`answered by the redirect ${status} is not delivered, and the redirect is not followed`, async () => {
      const target = await startReceiver(ok);
      const receiver = await startReceiver((_request, response) => {
        response.writeHead(status, { location: target.url }).end();
      });

      const delivery = await startSender()(receiver.url);

      assert.equal(delivery.outcome, 'retry');
      assert.match(delivery.attempt.error ?? '', new RegExp(`^HTTP ${status}: redirects are not followed; .*/hook`));
      assert.equal(target.requests.length, 0);
    });
  }

  test('answered by 429 with retry-after waits as long as that asks', async () => {
    const receiver = await startReceiver((_request, response) => {
      response.writeHead(429, { 'retry-after': '120' }).end();
    });

    assert.equal((await startSender()(receiver.url)).retry_after_ms, 120_000);
  });

  for (const status of [301, 400, 500])
    test(`answered by ${status} with retry-after does not wait for it`, async () => {
      const receiver = await startReceiver((_request, response) => {
        response.writeHead(status, { 'retry-after': '120' }).end();
      });

      assert.equal((await startSender()(receiver.url)).retry_after_ms, undefined);
    });

  test('answered before its body was read is delivered', async () => {
    const server = createServer((_request, response) => void response.writeHead(202).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });

    const delivery = await startSender()(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);

    assert.equal(delivery.outcome, 'delivered');
  });

  test('whose answer breaks off in the middle counts by its status', async () => {
    const receiver = await startReceiver((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });

    assert.equal((await startSender()(receiver.url)).outcome, 'delivered');
  });

  test('whose answer has headers of a megabyte counts by its status', async () => {
    const receiver = await startReceiver((_request, response) => {
      for (let number = 1; number <= 100; number += 1) response.setHeader(`x-trace-${number}`, 'x'.repeat(10_000));
      response.writeHead(200).end();
    });

    assert.equal((await startSender()(receiver.url)).outcome, 'delivered');
  });

  test('to a receiver without TLS at an https address is to be tried again, and says what is wrong', async () => {
    const receiver = await startReceiver(ok);

    const delivery = await startSender()(receiver.url.replace('http:', 'https:'));

    assert.equal(delivery.outcome, 'retry');
    assert.match(adviceOn(delivery.attempt) ?? '', /speaks TLS/);
  });

  test('to an address of IPv6 goes there', async (t) => {
    const server = createServer(ok);
    server.listen(0, '::1');
    try {
      await once(server, 'listening');
    } catch {
      return t.skip('this machine has no IPv6');
    }
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });

    const delivery = await startSender({ allow: '::1' })(`http://[::1]:${(server.address() as AddressInfo).port}/`);

    assert.equal(delivery.outcome, 'delivered');
  });

  test('answered by 429 with a malformed retry-after has no wait of its own', async () => {
    const receiver = await startReceiver((_request, response) => {
      response.writeHead(429, { 'retry-after': 'later' }).end();
    });

    assert.equal((await startSender()(receiver.url)).retry_after_ms, undefined);
  });

  test('without an answer in time is to be tried again', async () => {
    const receiver = await startReceiver(() => {});

    const delivery = await startSender({ timeoutMs: 100 })(receiver.url);

    assert.equal(delivery.outcome, 'retry');
    assert.equal(delivery.attempt.status, null);
    assert.equal(delivery.attempt.error, 'no answer within 0.1 s');
  });

  for (const [status, outcome] of [
    [200, 'delivered'],
    [500, 'retry'],
  ] as const) {
    test(`whose answer ${status} trickles on without end is ${outcome} at the deadline`, async () => {
      const receiver = await startReceiver((_request, response) => trickle(response.writeHead(status)));

      const delivery = await startSender({ timeoutMs: 300 })(receiver.url);

      assert.equal(delivery.outcome, outcome);
      assert.equal(delivery.attempt.status, status);
      assert.ok(delivery.attempt.ms < 3_000, `took ${delivery.attempt.ms} ms`);
    });
  }

  test('whose answer is huge is read to the bound alone', async () => {
    const huge = Buffer.alloc(64 * 1024 * 1024, 'x');
    const receiver = await startReceiver((_request, response) => void response.writeHead(500).end(huge));

    const delivery = await startSender()(receiver.url);

    assert.equal(delivery.outcome, 'retry');
    assert.equal(delivery.attempt.error?.length, 'HTTP 500: '.length + 200);
  });

  test('whose connection is reset is to be tried again', async () => {
    const receiver = await startReceiver((request) => void request.socket.resetAndDestroy());

    const delivery = await startSender()(receiver.url);

    assert.equal(delivery.outcome, 'retry');
    assert.equal(delivery.attempt.status, null);
    assert.ok(delivery.attempt.error);
  });

  test('to a port where nobody listens is to be tried again, and says so', async () => {
    const delivery = await startSender({ allow: 'localhost' })('http://localhost:59999/');

    assert.equal(delivery.outcome, 'retry');
    assert.match(delivery.attempt.error ?? '', /ECONNREFUSED/);
  });

  test('to a name that does not resolve is to be tried again', async () => {
    const guard = createNetworkGuard({
      allow: parseAllowList(''),
      resolveName: (name) => Promise.reject(new Error(`getaddrinfo ENOTFOUND ${name}`)),
    });

    const delivery = await startSender({ guard })('https://gone.example/');

    assert.equal(delivery.outcome, 'retry');
    assert.match(delivery.attempt.error ?? '', /ENOTFOUND gone\.example/);
  });

  test('that is cancelled on its way is to be tried again', async () => {
    const cancel = new AbortController();
    const receiver = await startReceiver(() => cancel.abort());

    const delivery = await startSender()(receiver.url, cancel.signal);

    assert.equal(delivery.outcome, 'retry');
    assert.equal(delivery.attempt.error, 'cancelled');
  });

  test('that was cancelled before it began sends nothing', async () => {
    const receiver = await startReceiver(ok);

    const delivery = await startSender()(receiver.url, AbortSignal.abort());

    assert.equal(delivery.attempt.error, 'cancelled');
    assert.equal(receiver.requests.length, 0);
  });
});

describe('a delivery to a private address', () => {
  test('is refused for good without an allow entry, and nothing is sent', async () => {
    const receiver = await startReceiver(ok);

    const delivery = await startSender({ allow: '' })(receiver.url);

    assert.equal(delivery.outcome, 'refused');
    assert.match(delivery.attempt.error ?? '', /127\.0\.0\.1 is not a public address .*AUTO_TRIGGER_ALLOW_NETWORKS/);
    assert.equal(receiver.requests.length, 0);
  });

  test('is refused where another port is allowed, by address and by name', async () => {
    const receiver = await startReceiver(ok);
    const send = startSender({ allow: `127.0.0.1:${receiver.port + 1}, localhost:${receiver.port + 1}` });

    assert.equal((await send(receiver.url)).outcome, 'refused');
    assert.equal((await send(`http://localhost:${receiver.port}/`)).outcome, 'refused');
    assert.equal(receiver.requests.length, 0);
  });

  test('is delivered where host and port are allowed', async () => {
    const receiver = await startReceiver(ok);
    const send = startSender({ allow: `localhost:${receiver.port}` });

    assert.equal((await send(`http://localhost:${receiver.port}/`)).outcome, 'delivered');
  });

  test('is refused where a name answers public to the check and private to the connection', async () => {
    const receiver = await startReceiver(ok);
    const answers = ['93.184.215.14', '127.0.0.1'];
    const guard = createNetworkGuard({
      allow: parseAllowList(''),
      resolveName: async () => [{ address: answers.shift() ?? '127.0.0.1', family: 4 }],
    });
    const url = `http://rebinding.example:${receiver.port}/`;

    assert.equal((await guard.check(url)).permitted, true);
    const delivery = await startSender({ guard })(url);

    assert.equal(delivery.outcome, 'refused');
    assert.match(delivery.attempt.error ?? '', /rebinding\.example resolves to 127\.0\.0\.1/);
    assert.equal(receiver.requests.length, 0);
  });
});

/** A byte now and then, until the other side goes away. */
function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write('.'), 20);
  response.on('close', () => clearInterval(timer));
}
