import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../src/contract/temporal-names.ts';
import { serverOfEnvironment, startDevServer } from '../../src/dev/dev-server.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { listeningProcesses } from '../../src/network/listening-processes.ts';
import { processesWith, startNode } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const progress = () => undefined;
/** As `/proc/net/tcp` writes a port. */
const hexadecimal = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');

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

  test('listens on loopback alone, says on which ports, and answers nobody by its HTTP API', async (context) => {
    const server = await startDevServer({ progress });
    context.after(() => server.stop());
    const ports = server.ownServices.map(({ port }) => port);

    assert.ok(server.ownServices.every(({ host }) => host === '127.0.0.1'));
    for (const address of [`http://${server.address}`, server.uiUrl ?? ''])
      assert.ok(ports.includes(Number(new URL(address).port)), address);
    for (const port of ports.filter((port) => port !== Number(new URL(server.uiUrl ?? '').port))) {
      const path = `http://127.0.0.1:${port}/api/v1/namespaces/default/workflows`;
      // what speaks no HTTP hangs up
      const answer = await fetch(path).catch(() => undefined);
      assert.ok(answer === undefined || [403, 404].includes(answer.status), `${port}: ${answer?.status}`);
    }
    if (platform() !== 'linux') return;
    const sockets = (await readFile('/proc/net/tcp', 'utf8')) + (await readFile('/proc/net/tcp6', 'utf8'));
    for (const port of ports) {
      const addresses = sockets.match(new RegExp(`\\S+(?=:${hexadecimal(port)} \\S+ 0A )`, 'g'));
      assert.deepEqual(addresses, ['0100007F'], `${port}`);
    }
    const [, ...others] = (await listeningProcesses()).filter(({ ports: own }) =>
      own.some((port) => ports.includes(port)),
    );
    assert.deepEqual(others, []);
    assert.ok(ports.length >= 6, `${ports.join(', ')}: not those of its history and matching services`);
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

describe('a development server of free ports', () => {
  // the server takes ports for its parts too, and where one is gone by then it panics with a long trace
  const complaint =
    'level=ERROR msg="Failed to start gRPC listener" error="listen tcp 127.0.0.1:1: bind: address already in use"';

  test('is started again where one of them was taken in the meantime', async (context) => {
    const folder = await temporaryFolder(context);
    const cli = await standIn(context, folder, `[ -e "${folder}/tried" ] && exec "$REAL" "$@"; : > "${folder}/tried"`);

    const server = await startDevServer({ progress });

    assert.equal(server.cliPath, cli);
    await server.stop();
  });

  test('that never starts is given up, with what it complained of first', async (context) => {
    await standIn(context, await temporaryFolder(context), ':');

    await assert.rejects(startDevServer({ progress }), {
      code: 'Unobtainable',
      message: /did not start: it ended with 2: level=ERROR msg="Failed to start gRPC listener"/,
    });
  });

  /** A Temporal CLI that does `first`, and then fails as the real one does. */
  async function standIn(context: TestContext, folder: string, first: string): Promise<string> {
    const path = join(folder, 'temporal');
    const real = process.env['TEMPORAL_CLI_PATH'] ?? '';
    const script = `#!/bin/sh
      REAL='${real}'
      [ "$1" = --version ] && exec "$REAL" "$@"
      ${first}
      echo '${complaint}'
      for line in $(seq 200); do echo "goroutine 1 [running]: a line of the trace"; done
      exit 2`;
    await writeFile(path, script, { mode: 0o755 });
    process.env['TEMPORAL_CLI_PATH'] = path;
    context.after(() => (process.env['TEMPORAL_CLI_PATH'] = real));
    return path;
  }
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
