import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { readMasterKeys, readTemporalSettings } from '../../src/config.ts';
import { autoTriggerType } from '../../src/contract/temporal-names.ts';
import { startDevServer } from '../../src/dev/dev-server.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { deriveWebhookSecret } from '../../src/webhooks/secrets.ts';
import { startWorker } from '../../src/worker.ts';
import { processesWith } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { finishing, recurring, scriptedPlanner } from '../support/rig.ts';
import { startScriptedReceiver } from '../support/scripted-receiver.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const triggers = 20;

test('20 triggers with open deliveries lose nothing when the server is killed, and no key is in its database', async (t) => {
  const folder = await temporaryFolder(t);
  const ports = { frontend: await freePort(), ui: await freePort() };
  const settings = { ports, databaseFile: join(folder, 'temporal.db'), progress: () => undefined };
  let server = await startDevServer(settings);
  t.after(() => server.stop());
  const temporal = readTemporalSettings(server);
  const masterKeys = readMasterKeys(server.address);
  const worker = await startWorker({
    temporal,
    masterKeys,
    allowNetworks: '127.0.0.1',
    chromiumPath: () => Promise.reject(new Error('nobody needs a browser')),
    planner: scriptedPlanner(() => finishing('All is well.')),
    deliveryPausesMs: [1_000],
    logger: pino({ level: 'silent' }),
  });
  t.after(() => worker.stop());
  const receiver = await startScriptedReceiver(t);
  receiver.answer(() => 503);
  const connection = await Connection.connect({ address: server.address });
  t.after(() => connection.close());
  const client = new Client({ connection });
  const ids = Array.from({ length: triggers }, (_, index) => `trg_lost_${index + 1}`);
  const request = { email: 'ann@example.com', ...recurring({ every: 60, for: 600 }, { web_hook_url: receiver.url }) };
  const start = (workflowId: string) =>
    client.workflow.start(autoTriggerType, { workflowId, taskQueue: 'auto-trigger', args: [request] });
  await Promise.all(ids.map(start));
  const triedIds = () => new Set(receiver.arrivals.map(({ data }) => data.tracking_id));
  await eventually('each has tried', () => triedIds().size === triggers, 60_000);

  const serverIs = await processesWith(`--port=${ports.frontend}`);
  assert.ok(serverIs.length > 0);
  for (const line of serverIs) process.kill(Number.parseInt(line, 10), 'SIGKILL');
  await eventually('the server is gone', async () => (await processesWith(`--port=${ports.frontend}`)).length === 0);
  // who tries to reach a port where nobody listens may happen to hold it, for a moment
  server = await eventually('the server is back', () => startDevServer(settings).catch(() => undefined), 30_000);
  receiver.answer(() => 204);

  const takenBy = (id: string) => receiver.taken().filter(({ data }) => data.tracking_id === id);
  await eventually('all have come', () => ids.every((id) => takenBy(id).length >= 3), 90_000);
  for (const id of ids) {
    const sequences = Array.from(new Set(takenBy(id).map(({ data }) => data.sequence)));
    assert.deepEqual(sequences, [1, 2, 3], id);
  }
  const written = await Promise.all(
    (await readdir(folder))
      .filter((name) => name.startsWith('temporal.db'))
      .map((name) => readFile(join(folder, name))),
  );
  const database = Buffer.concat(written);
  assert.ok(database.includes('trg_lost_1'), 'the database was not read');
  for (const secret of [...masterKeys, ...ids.map((id) => deriveWebhookSecret(masterKeys[0], id))]) {
    const plain = secret.replace('whsec_', '');
    for (const form of [plain, Buffer.from(plain, 'base64'), Buffer.from(plain).toString('base64').slice(0, -4)])
      assert.ok(!database.includes(form), 'a key is in the database');
  }
});
