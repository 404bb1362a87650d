import { randomUUID } from 'node:crypto';
import { after, type TestContext } from 'node:test';
import { Client, Connection, ServiceError, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import type { Planner } from '../../src/agent/planner.ts';
import { readMasterKeys, readTemporalSettings } from '../../src/config.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import { statusQuery } from '../../src/contract/messages.ts';
import { autoTriggerType } from '../../src/contract/temporal-names.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { startWorker, type RunningWorker, type StartWorkerOptions } from '../../src/worker.ts';
import { quietRuntime } from './bundle.ts';
import { eventually } from './eventually.ts';
import { historiesOf, type History, replay } from './replay.ts';

export interface RigOptions {
  planner?: Planner;
  allowNetworks?: string;
  /** False: no worker at first. */
  startsWorker?: boolean;
}

/** A worker of the product on a task queue of its own, against the real server of this test run. */
export interface Rig {
  client: Client;
  taskQueue: string;
  /** The account of the rig: its entity lives on the rig's queue. */
  email: string;
  /** Starts a trigger as the official client would, and remembers it for the replay at the end. */
  start(request: object, workflowId?: string): Promise<WorkflowHandle>;
  status(handle: WorkflowHandle): Promise<TriggerStatus>;
  startWorker(changes?: Partial<StartWorkerOptions>): Promise<RunningWorker>;
  worker(): RunningWorker;
}

let rigs = 0;

/** The SDK's runtime ends with its last user, and a replay that begins at that moment fails or hangs: this is the last. */
let lastOfRuntime: Promise<NativeConnection> | undefined;
/** What the tests of this file made. */
const histories: { workflowId: string; history: History }[] = [];
after(async () => {
  try {
    if (histories.length > 0) await replay(histories);
  } finally {
    await (await lastOfRuntime)?.close();
  }
});

/** Everything that the test starts ends with it, and each history that it made is replayed after the file's tests. */
export async function createRig(test: TestContext, options: RigOptions = {}): Promise<Rig> {
  const temporal = readTemporalSettings();
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const taskQueue = `test-${process.pid}-${++rigs}`;
  const workers: RunningWorker[] = [];
  const started: WorkflowHandle[] = [];
  let triggers = 0;

  const email = `${taskQueue}@example.com`;

  const rig: Rig = {
    client,
    taskQueue,
    email,
    async start(request, workflowId = `trg_${taskQueue}_${++triggers}`) {
      const handle = await client.workflow.start(autoTriggerType, {
        workflowId,
        taskQueue,
        args: [{ email, ...request }],
      });
      const current = client.workflow.getHandle(workflowId);
      started.push(current);
      return Object.assign(current, { firstExecutionRunId: handle.firstExecutionRunId });
    },
    status: (handle) => handle.query<TriggerStatus>(statusQuery.name),
    async startWorker(changes = {}) {
      const worker = await startWorker({
        temporal,
        taskQueue,
        masterKeys: readMasterKeys(temporal.address),
        allowNetworks: options.allowNetworks ?? '127.0.0.1',
        chromiumPath: () => Promise.resolve(process.env['CHROMIUM_PATH'] ?? ''),
        ...(options.planner === undefined ? {} : { planner: options.planner }),
        logger: pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2)),
        ...changes,
      });
      workers.push(worker);
      return worker;
    },
    worker() {
      const worker = workers.at(-1);
      if (worker === undefined) throw new Error('the rig has no worker');
      return worker;
    },
  };
  test.after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    for (const handle of started) await handle.terminate('the test is over').catch(() => undefined);
    for (const { workflowId } of started)
      for (const { history } of await historiesOf(client.workflow, workflowId)) histories.push({ workflowId, history });
    await connection.close();
  });
  if (options.startsWorker !== false) await rig.startWorker();
  quietRuntime(); // where no worker has set it up
  await (lastOfRuntime ??= NativeConnection.connect({ address: temporal.address }));
  return rig;
}

/**
 * An update as the SDK sends it: one that a continue-as-new turned away was not applied, and goes again by the
 * same id.
 */
export function update(handle: WorkflowHandle, name: string, input?: unknown, updateId: string = randomUUID()) {
  return eventually(`the update ${name} is answered`, () =>
    handle.executeUpdate<unknown, [unknown]>(name, { args: [input], updateId }).then(
      (result) => ({ result }),
      (error: unknown) => {
        if (isTurnedAway(error)) return undefined;
        throw error;
      },
    ),
  ).then(({ result }) => result);
}

function isTurnedAway(error: unknown): boolean {
  return (
    error instanceof ServiceError ||
    (error instanceof WorkflowUpdateFailedError &&
      error.cause instanceof ApplicationFailure &&
      error.cause.type === 'AcceptedUpdateCompletedWorkflow')
  );
}

/** A planner whose thoughts a test writes. */
export function scriptedPlanner(think: (input: ThinkInput) => Thought<PlannedCall>): Planner {
  return { think: (input) => Promise.resolve(think(input)) };
}

/** A thought that ends the session. */
export function finishing(
  answer: string,
  outcome: 'answered' | 'no_change' | 'denied' = 'answered',
): Thought<PlannedCall> {
  const finish = { outcome, answer, result: null, evidence: [] };
  return { thoughts: 'That is all.', memories: [], planner_state: null, next: { type: 'finish', finish } };
}

/** A request for a recurring trigger; times in seconds from now. */
export function recurring(
  seconds: { every: number; for: number },
  more: object = {},
  goal = 'Go through http://127.0.0.1/blog and let me know the latest update',
): object {
  return {
    goal,
    withAutoTrigger: {
      interval: seconds.every / 60,
      end_at: new Date(Date.now() + seconds.for * 1_000).toISOString(),
      start_now: true,
      ...more,
    },
  };
}
