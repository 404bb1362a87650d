import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { isIP } from 'node:net';
import { platform } from 'node:os';
import { describe, test, type TestContext } from 'node:test';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { createGuardedAgent } from '../../src/network/guarded-agent.ts';
import { portOf } from '../support/listening.ts';
import { startNode } from '../support/child.ts';
import { listeningFor } from './proxied.ts';

function guardBeside(server: string, allow: string, names: Record<string, string[]> = {}) {
  const guard = createNetworkGuard({
    allow: parseAllowList(allow),
    async resolveName(name) {
      const addresses = names[name];
      if (addresses === undefined) throw new Error(`getaddrinfo ENOTFOUND ${name}`);
      return addresses.map((address) => ({ address, family: isIP(address) }));
    },
  });
  guard.reserveTemporal(server);
  return guard;
}

describe('what listens beside a Temporal server', () => {
  const elsewhere = { temporal: ['10.1.2.3'], 'attacker.example': ['10.1.2.3'], 'other.example': ['10.1.2.4'] };

  for (const port of [7_233, 7_243, 8_080, 8_233, 9_090, 17_233])
    test(`is not reached at port ${port} of its host by a network that is allowed`, async () => {
      const guard = guardBeside('temporal:16233', '10.0.0.0/8, temporal', elsewhere);

      for (const host of ['temporal', 'attacker.example', '10.1.2.3', '[::ffff:10.1.2.3]'])
        await assert.rejects(guard.addressesFor(`http://${host}:${port}/`), { code: 'InvalidRequest' }, host);
      assert.deepEqual(await guard.check(`http://other.example:${port}/`), { permitted: true });
      await assert.rejects(guard.addressesFor(`http://temporal:${port}/`), {
        message: `temporal:${port} seems to be a part of the Temporal server of agent-auto-trigger; to allow it, add temporal:${port} to AUTO_TRIGGER_ALLOW_NETWORKS`,
      });
    });

  test('is reached where an entry names its host and port, and the server itself is not even then', async () => {
    const guard = guardBeside('temporal', 'temporal:8080, 10.1.2.3:8080, temporal:7233, 10.1.2.3:7233', elsewhere);

    for (const host of ['temporal', 'attacker.example', '10.1.2.3']) {
      assert.deepEqual(await guard.check(`http://${host}:8080/`), { permitted: true }, host);
      assert.equal((await guard.check(`http://${host}:7233/`)).permitted, false, host);
    }
  });

  test('is not reached at an address in numbers where the server is given by name', async (t) => {
    const server = await listeningFor(
      t,
      createServer((_request, response) => response.end('reached')),
    );
    const address = `http://127.0.0.2:${portOf(server)}/`;
    const refusal = /is a service of agent-auto-trigger itself/;
    const agentBeside = () => {
      const names = { temporal: ['127.0.0.1'] };
      const agent = createGuardedAgent(guardBeside(`temporal:${portOf(server)}`, '127.0.0.0/8', names));
      t.after(() => agent.close());
      return agent;
    };

    await assert.rejects(agentBeside().post(address, { headers: {}, body: '', signal: undefined }), refusal);
    const { signal } = new AbortController();
    await assert.rejects(agentBeside().get(address, { headers: {}, signal }), (error: Error) =>
      refusal.test(String(error.cause)),
    );
  });

  test('is not reached on this machine where names are not resolved, and localhost is what it is called', () => {
    const guard = guardBeside('localhost:7233', '127.0.0.1, ::1');

    for (const host of ['127.0.0.1', '[::1]']) assert.equal(guard.inspect(`http://${host}:7233/`).permitted, false);
  });
});

describe('on this machine', { skip: platform() !== 'linux' }, () => {
  test('no port is reached that the server’s process listens on, by any address', async (t) => {
    const [frontend = 0, other = 0] = await portsOfProcess(t);
    const guard = guardBeside(`127.0.0.1:${frontend}`, '0.0.0.0/0, ::/0, machine', { machine: ['127.0.0.1'] });

    for (const port of [frontend, other])
      for (const host of ['127.0.0.1', '127.9.9.9', '0.0.0.0', '[::1]', '[::]', '[::ffff:7f00:1]', 'machine'])
        assert.equal((await guard.check(`http://${host}:${port}/`)).permitted, false, `${host}:${port}`);
    assert.deepEqual(await guard.check(`http://192.0.2.1:${other}/`), { permitted: true });
  });

  test('nor one of a process that is named after Temporal', async (t) => {
    const [port] = await portsOfProcess(t, 'temporal-server');
    const guard = guardBeside('127.0.0.1:1', '127.0.0.1');

    assert.equal((await guard.check(`http://127.0.0.1:${port}/`)).permitted, false);
  });

  test('nothing is presumed of the usual ports where the server’s process is seen and named after Temporal', async (t) => {
    for (const [name, permitted] of [
      ['temporal', true],
      ['docker-proxy', false],
    ] as const) {
      const [port] = await portsOfProcess(t, name);
      const guard = guardBeside(`localhost:${port}`, '127.0.0.1', { 'temporal.example': ['127.0.0.1'] });

      for (const host of ['127.0.0.1', 'temporal.example'])
        assert.equal((await guard.check(`http://${host}:8080/`)).permitted, permitted, `${name}: ${host}`);
    }
  });

  test('what others listen on is reached, and so is what an entry names with its port', async (t) => {
    const [[frontend, other], [strange]] = await Promise.all([portsOfProcess(t), portsOfProcess(t)]);
    const own = await listeningFor(t, createServer());
    const guard = guardBeside(`127.0.0.1:${frontend}`, `127.0.0.1, 127.0.0.1:${other}`);

    for (const port of [other, strange, portOf(own)])
      assert.deepEqual(await guard.check(`http://127.0.0.1:${port}/`), { permitted: true }, `${port}`);
    assert.equal((await guard.check(`http://127.0.0.1:${frontend}/`)).permitted, false);
  });

  /** Two ports that another process listens on, one of them by IPv6. */
  async function portsOfProcess(t: TestContext, name = 'other'): Promise<number[]> {
    const child = startNode(t, ['--eval', listener, name]);
    return (await child.says(/listening (\d+) (\d+)/, 10_000)).slice(1).map(Number);
  }
});

const listener = `
  const { createServer } = require('node:net');
  const { once } = require('node:events');
  process.title = process.argv[1];
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '::')];
  Promise.all(servers.map((server) => once(server, 'listening'))).then(() =>
    console.log('listening', ...servers.map((server) => server.address().port)));`;
