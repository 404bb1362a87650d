import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../src/contract/messages.ts';
import { serverOfEnvironment, startDevServer } from '../../src/dev/dev-server.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { processesWith, startNode } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const progress = () => undefined;

describe('the development server', () => {
  test('serves on loopback with its UI, keeps closed workflows for 30 days, and leaves no process', async () => {
    const server = await startDevServer({ progress });
    const connection = await Connection.connect({ address: server.address });
    try {
      const { config } = await connection.workflowService.describeNamespace({ namespace: server.namespace });
      assert.equal(Number(config?.workflowExecutionRetentionTtl?.seconds), 30 * 86_400);
      const { customAttributes } = await connection.operatorService.listSearchAttributes({
        namespace: server.namespace,
      });
      for (const name of Object.keys(searchAttributes)) assert.ok(name in customAttributes, name);
      assert.equal((await fetch(server.uiUrl ?? '')).status, 200);
    } finally {
      await connection.close();
      await server.stop();
    }

    const port = server.address.split(':')[1];
    assert.deepEqual(await processesWith(`--port=${port}`), []);
    await server.stop(); // a second time is no error
  });

  test('ends with its parent, though that is killed', async (context) => {
    const module = new URL('../../src/dev/dev-server.ts', import.meta.url).href;
    const databaseFile = join(await temporaryFolder(context), 'temporal.sqlite');
    const program = `
      import { startDevServer } from ${JSON.stringify(module)};
      const { address } = await startDevServer({ progress() {}, databaseFile: ${JSON.stringify(databaseFile)} });
      console.log('serving', address);
      setInterval(() => {}, 1_000);`;
    const parent = startNode(context, ['--input-type=module', '--eval', program]);
    const port = (await parent.says(/serving 127\.0\.0\.1:(\d+)/, 30_000))[1];
    assert.notDeepEqual(await processesWith(`--port=${port}`), []);

    parent.process.kill('SIGKILL');

    await eventually('no server', async () => (await processesWith(`--port=${port}`)).length === 0);
    assert.ok(existsSync(databaseFile));
  });

  test('a port that is taken is said to be, where the caller chose it', async (context) => {
    const taken = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(taken, 'listening');
    context.after(() => taken.close());
    const { port } = taken.address() as AddressInfo;

    await assert.rejects(startDevServer({ progress, ports: { frontend: port, ui: await freePort() } }), {
      code: 'BadConfiguration',
      message: /port \d+ cannot be used \(.*address already in use/,
    });
  });
});

describe('the server of the environment', () => {
  test('is none where the environment names none', async (context) => {
    setAddress(context, undefined);

    assert.equal(await serverOfEnvironment(), undefined);
  });

  test('is used where it answers', async () => {
    const server = await serverOfEnvironment();

    assert.equal(server?.address, process.env['TEMPORAL_ADDRESS']);
  });

  test('is an error that names the address where it does not answer', async (context) => {
    const address = `127.0.0.1:${await freePort()}`;
    setAddress(context, address);

    await assert.rejects(serverOfEnvironment(), { code: 'TemporalUnreachable', message: new RegExp(address) });
  });
});

function setAddress(context: { after: (restore: () => void) => void }, address: string | undefined): void {
  const before = process.env['TEMPORAL_ADDRESS'];
  context.after(() => {
    process.env['TEMPORAL_ADDRESS'] = before;
  });
  if (address === undefined) delete process.env['TEMPORAL_ADDRESS'];
  else process.env['TEMPORAL_ADDRESS'] = address;
}
