import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { readMasterKeys, readTemporalSettings } from '../../src/config.ts';
import { startWorker } from '../../src/worker.ts';
import { workflowBundleFile } from './bundle.ts';
import { formFillingPlanner } from './scripted-session.ts';

/** A worker in a process of its own, which a test can kill. `planner` is `form` or `builtin`. */
export async function spawnWorker(
  test: TestContext,
  taskQueue: string,
  planner: 'form' | 'builtin',
): Promise<ChildProcess> {
  const worker = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), taskQueue, planner, await workflowBundleFile()],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  test.after(async () => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    worker.kill('SIGTERM');
    await once(worker, 'exit');
  });
  await once(worker, 'message');
  return worker;
}

if (import.meta.main) {
  const [taskQueue = '', planner, codePath = ''] = process.argv.slice(2);
  const temporal = readTemporalSettings();
  const worker = await startWorker({
    temporal,
    taskQueue,
    masterKeys: readMasterKeys(temporal.address),
    allowNetworks: '127.0.0.1',
    chromiumPath: () => Promise.resolve(process.env['CHROMIUM_PATH'] ?? ''),
    workflowBundle: { codePath },
    ...(planner === 'form' ? { planner: formFillingPlanner } : {}),
    logger: pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2)),
  });
  process.once('SIGTERM', () => void worker.stop());
  process.send?.('ready');
  await worker.stopped;
  process.disconnect?.();
}
