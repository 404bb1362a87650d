import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { Traffic } from '../../src/network/traffic.ts';
import { ask, closedWithoutAnswer, established, startProxy, startRawSite, startSite, tunnel } from './proxied.ts';

describe('what is received through the proxy in one name', () => {
  const maxBytes = 1_000_000;

  async function meteredProxy(t: Parameters<typeof startProxy>[0]) {
    const proxy = await startProxy(t, { allow: '127.0.0.1' });
    const exceeded: string[] = [];
    proxy.meter('greedy', new Traffic(maxBytes, () => exceeded.push('greedy')));
    const { password } = proxy.credentials;
    const as = (name: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    return { proxy, exceeded, as };
  }

  test('is counted over all connections, and beyond its bound they are ended, and there is no other', async (t) => {
    const { proxy, exceeded, as } = await meteredProxy(t);
    const { host } = await startSite(t, (_request, response) => void response.end(Buffer.alloc(400_000)));
    const endless = await startRawSite(t, (socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(100_000)));
      };
      socket.on('drain', more).on('error', () => undefined);
      more();
    });
    const fetched = async (name: string) => {
      const answer = await ask(proxy, { url: `http://${host}/`, headers: { 'proxy-authorization': as(name) } });
      return (await answer.toArray()).reduce((sum: number, { length }: Buffer) => sum + length, 0);
    };

    assert.deepEqual([await fetched('greedy'), await fetched('greedy')], [400_000, 400_000]);
    assert.deepEqual(exceeded, []);
    const { socket, status } = await tunnel(t, proxy, endless.host, as('greedy'));
    assert.equal(status, established);
    let received = 0;
    socket.on('data', ({ length }: Buffer) => (received += length)).resume();
    await once(socket, 'close');

    assert.ok(received <= 300_000, `${received}`);
    assert.deepEqual(exceeded, ['greedy']);
    await assert.rejects(fetched('greedy'), closedWithoutAnswer);
    assert.equal((await tunnel(t, proxy, host, as('greedy'))).status, '');
    assert.equal(await fetched('modest'), 400_000);
  });

  test('is nothing to who gives its name with another password', async (t) => {
    const { proxy } = await meteredProxy(t);
    const forged = `Basic ${Buffer.from('greedy:guess').toString('base64')}`;

    assert.match((await tunnel(t, proxy, '127.0.0.1:1', forged)).status, /^HTTP\/1\.1 407 /);
  });
});
