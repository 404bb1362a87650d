import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { cachedWorkflows, sharedActivities } from '../../src/worker.ts';
import type { WorkerOrder } from './worker-order.ts';
import type { StepRecorder } from './step-recorder.ts';

export interface FloorActivities {
  /** Does nothing. */
  step(): Promise<void>;
}

/** A worker for the floor's workflows, with the settings of the product's where they matter for speed. */
export async function startFloorWorker(
  { address, namespace, taskQueue }: WorkerOrder,
  recorder: StepRecorder,
): Promise<{ stop(): Promise<void> }> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [],
  });
  const connection = await NativeConnection.connect({ address });
  const activities: FloorActivities = { step: () => Promise.resolve() };
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./floor-workflow.ts', import.meta.url)),
    activities,
    interceptors: { activity: [recorder.interceptor] },
    maxCachedWorkflows: cachedWorkflows,
    maxConcurrentActivityTaskExecutions: sharedActivities,
  });
  const ended = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await ended;
      await connection.close();
    },
  };
}
