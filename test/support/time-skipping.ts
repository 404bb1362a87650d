import { after, before } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { autoTriggerType, pagesTaskQueue, type SearchAttributeName } from '../../src/contract/temporal-names.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { payloadConverterPath } from '../../src/bundled-workflows.ts';
import { workflowBundle, noSinks, quietRuntime } from './bundle.ts';
import type { StubbedWorld } from './stub-activities.ts';

export interface SkippedLife {
  environment: TestWorkflowEnvironment;
  handle: WorkflowHandle;
}

/**
 * The time-skipping server for the tests of one file: months pass in seconds. Its clock is one for all, so its
 * tests run one after another.
 */
export function timeSkipping() {
  let environment: TestWorkflowEnvironment;
  let lives = 0;
  before(async () => {
    quietRuntime();
    const path = process.env['TEMPORAL_TEST_SERVER_PATH'] ?? '';
    environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
    // of type Keyword; an upsert of another one would fail its workflow's task for ever
    const searchAttributes = { AutoTriggerState: 2 } satisfies Partial<Record<SearchAttributeName, number>>;
    await environment.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
  });
  after(() => environment.teardown());

  /** One for workflows and their steps, and one for those that ask for a page. */
  async function createWorkers(activities: object) {
    const taskQueue = `skipping-${process.pid}-${++lives}`;
    const connection = environment.nativeConnection;
    const pages = await Worker.create({ connection, taskQueue: pagesTaskQueue(taskQueue), activities });
    const worker = await Worker.create({
      connection,
      taskQueue,
      workflowBundle: await workflowBundle(),
      dataConverter: { payloadConverterPath },
      sinks: noSinks,
      activities,
    });
    const run = <Result>(use: () => Promise<Result>) => pages.runUntil(() => worker.runUntil(use));
    return { run, taskQueue };
  }

  return {
    /** The server's present, in milliseconds since the epoch. */
    now: () => environment.currentTimeMs(),
    /** Runs a worker with these activities for what a test does on its queue. */
    async work<Result>(
      activities: object,
      use: (environment: TestWorkflowEnvironment, taskQueue: string) => Promise<Result>,
    ): Promise<Result> {
      const { run, taskQueue } = await createWorkers(activities);
      return run(() => use(environment, taskQueue));
    },
    /** Runs a trigger to its end; `meanwhile` acts on it while it lives. */
    async live(
      world: StubbedWorld,
      request: object,
      meanwhile: (life: SkippedLife) => Promise<void> = () => Promise.resolve(),
    ): Promise<{ status: TriggerStatus; handle: WorkflowHandle }> {
      const { run, taskQueue } = await createWorkers({ ...world.activities });
      const workflowId = `trg_${taskQueue}`;
      await environment.client.workflow.start(autoTriggerType, { workflowId, taskQueue, args: [request] });
      return run(async () => {
        const handle = environment.client.workflow.getHandle(workflowId);
        await meanwhile({ environment, handle });
        const status: TriggerStatus = await handle.result();
        return { status, handle };
      });
    },
  };
}
