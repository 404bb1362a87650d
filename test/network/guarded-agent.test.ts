import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { describe, test, type TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { createGuardedAgent, signalWithin } from '../../src/network/guarded-agent.ts';
import { eventually } from '../support/eventually.ts';
import { portOf } from '../support/listening.ts';
import { listeningFor } from './proxied.ts';

/** A server on this machine, and an agent for whose guard every name is on this machine. */
async function start(t: TestContext, { allow, answer }: { allow: string; answer: RequestListener }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await listeningFor(t, server);
  const resolveName = async () => [{ address: '127.0.0.1', family: 4 }];
  const agent = createGuardedAgent(createNetworkGuard({ allow: parseAllowList(allow), resolveName }));
  t.after(() => agent.close());
  return { agent, asked, port: portOf(server) };
}

const post = { headers: {}, body: '{}', signal: undefined };
const get = { headers: {}, signal: new AbortController().signal };
const fine: RequestListener = (_request, response) => void response.end('fine');

describe('what is sent past the browser', () => {
  for (const host of ['127.0.0.1', 'name.example'])
    test(`does not reach ${host}, which the guard refuses`, async (t) => {
      const { agent, asked, port } = await start(t, { allow: '', answer: fine });
      const refusal = /127\.0\.0\.1.* is not a public address/;

      await assert.rejects(agent.post(`http://${host}:${port}/`, post), { code: 'InvalidRequest', message: refusal });
      await assert.rejects(agent.get(`http://${host}:${port}/`, get), (error: Error) =>
        refusal.test(error.message === 'fetch failed' ? String(error.cause) : error.message),
      );
      assert.deepEqual(asked, []);
    });

  test('reaches what the guard permits, the query included, and is not redirected', async (t) => {
    const answer: RequestListener = (_request, response) => void response.writeHead(307, { location: '/other' }).end();
    const { agent, asked, port } = await start(t, { allow: '127.0.0.1', answer });

    assert.equal((await agent.post(`http://name.example:${port}/hook?x=1`, post)).status, 307);
    assert.equal((await agent.get(`http://name.example:${port}/feed?y=2`, get)).status, 307);
    assert.deepEqual(asked, ['POST /hook?x=1', 'GET /feed?y=2']);
  });

  test('takes a text that is compressed', async (t) => {
    const answer: RequestListener = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('fine'));
    const { agent, port } = await start(t, { allow: '127.0.0.1', answer });

    assert.equal(await (await agent.get(`http://127.0.0.1:${port}/`, get)).text(), 'fine');
  });

  test('ends with the signal’s own reason', async (t) => {
    const { agent, port } = await start(t, { allow: '127.0.0.1', answer: () => undefined });

    const signal = AbortSignal.timeout(20);
    await assert.rejects(agent.post(`http://127.0.0.1:${port}/`, { ...post, signal }), { name: 'TimeoutError' });
    await assert.rejects(agent.get(`http://127.0.0.1:${port}/`, { ...get, signal }), { name: 'TimeoutError' });
  });
});

describe('a bound in time', () => {
  test('holds although nobody listened when memory was cleaned up', async () => {
    setFlagsFromString('--expose-gc');
    const cleanUp = runInNewContext('gc') as () => void;
    const signal = signalWithin(50, new AbortController().signal);

    const isOver = () => {
      cleanUp();
      return signal.aborted;
    };
    await eventually('its time is over', isOver, 2_000);

    assert.equal(signal.reason.name, 'TimeoutError');
  });

  test('ends earlier where the caller’s own signal aborts', () => {
    const own = new AbortController();
    const signal = signalWithin(60_000, own.signal);

    own.abort(new Error('over'));

    assert.equal(signal.reason, own.signal.reason);
  });
});
