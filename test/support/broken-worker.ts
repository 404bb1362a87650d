import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { readTemporalSettings } from '../../src/config.ts';

/** A worker that cannot run any trigger of its queue: they are stuck. */
export async function startBrokenWorker(test: TestContext, taskQueue: string): Promise<void> {
  const connection = await NativeConnection.connect({ address: readTemporalSettings().address });
  const workflowsPath = fileURLToPath(new URL('broken/auto-trigger.ts', import.meta.url));
  const worker = await Worker.create({ connection, taskQueue, workflowsPath });
  const running = worker.run();
  test.after(async () => {
    worker.shutdown();
    await running;
    await connection.close();
  });
}
