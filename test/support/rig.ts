import { randomUUID } from 'node:crypto';
import { after, type TestContext } from 'node:test';
import { Client, Connection, ServiceError, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import type { Planner } from '../../src/agent/planner.ts';
import { readMasterKeys, readTemporalSettings } from '../../src/config.ts';
import { statusQuery } from '../../src/contract/messages.ts';
import { autoTriggerType } from '../../src/contract/temporal-names.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { startWorker, type RunningWorker, type StartWorkerOptions } from '../../src/worker.ts';
import { quietRuntime } from './bundle.ts';
import { eventually } from './eventually.ts';
import { historiesOf, type History, replay } from './replay.ts';

export { finishing, scriptedPlanner } from './scripted-planner.ts';

export interface RigOptions {
  planner?: Planner;
  allowNetworks?: string;
  /**
   * `shared`: that of all rigs of the file that share one, since most of a short test would be its worker's start and
   * end. `own`: one that the test may end, on a task queue of its own. `none`: the same, with no worker at first.
   * Where left out, `shared` for a rig that brings its planner, else `own`.
   */
  worker?: 'shared' | 'own' | 'none';
}

/** A worker of the product, against the real server of this test run. */
export interface Rig {
  client: Client;
  /** Of this rig alone, also where its worker is shared: for names of its own. */
  name: string;
  taskQueue: string;
  /** The account of the rig, and of no other. */
  email: string;
  /** Starts a trigger as the official client would, and remembers it for the replay at the end. */
  start(request: object, workflowId?: string): Promise<WorkflowHandle>;
  status(handle: WorkflowHandle): Promise<TriggerStatus>;
  /** One more, on the rig's own task queue. */
  startWorker(changes?: Partial<StartWorkerOptions>): Promise<RunningWorker>;
  /** The last that was started, where the rig has its own. */
  worker(): RunningWorker;
}

let rigs = 0;

/** The worker that rigs of this file share, and the planners of those that do, by account. */
let shared: Promise<RunningWorker> | undefined;
const sharedTaskQueue = `test-${process.pid}-shared`;
const planners = new Map<string, Planner>();
/** The account of each trigger that a rig has started, or that was asked for. */
const accounts = new Map<string, string>();

let fileClient: Promise<Client> | undefined;
/** The SDK's runtime ends with its last user, and a replay that begins at that moment fails or hangs: this is the last. */
let lastOfRuntime: Promise<NativeConnection> | undefined;
/** What the tests of this file made. */
const histories: { workflowId: string; history: History }[] = [];
after(async () => {
  try {
    await (await shared)?.stop();
    if (histories.length > 0) await replay(histories);
  } finally {
    await (await lastOfRuntime)?.close();
    await (await fileClient)?.connection.close();
  }
});

/** Everything that the test starts ends with it, and each history that it made is replayed after the file's tests. */
export async function createRig(test: TestContext, options: RigOptions = {}): Promise<Rig> {
  const client = await (fileClient ??= connectClient());
  const { worker = options.planner === undefined ? 'own' : 'shared' } = options;
  const name = `test-${process.pid}-${++rigs}`;
  const taskQueue = worker === 'shared' ? sharedTaskQueue : name;
  const email = `${name}@example.com`;
  const workers: RunningWorker[] = [];
  const started: WorkflowHandle[] = [];
  let triggers = 0;

  const rig: Rig = {
    client,
    name,
    taskQueue,
    email,
    async start(request, workflowId = `trg_${name}_${++triggers}`) {
      accounts.set(workflowId, email);
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
      if (worker === 'shared') throw new Error('this rig shares its worker with others: ask for one of its own');
      const running = await startTestWorker(taskQueue, options, changes);
      workers.push(running);
      return running;
    },
    worker() {
      const running = workers.at(-1);
      if (running === undefined) throw new Error('the rig has no worker of its own');
      return running;
    },
  };
  test.after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    for (const handle of started) await handle.terminate('the test is over').catch(() => undefined);
    for (const { workflowId } of started)
      for (const { history } of await historiesOf(client.workflow, workflowId)) histories.push({ workflowId, history });
  });
  if (worker === 'own') await rig.startWorker();
  if (worker === 'shared') {
    if (options.planner === undefined) throw new Error('a rig that shares its worker brings its planner');
    planners.set(email, options.planner);
    await (shared ??= startTestWorker(sharedTaskQueue, { planner: plannerByAccount(client) }));
  }
  quietRuntime(); // where no worker has set it up
  await (lastOfRuntime ??= NativeConnection.connect({ address: readTemporalSettings().address }));
  return rig;
}

async function connectClient(): Promise<Client> {
  const { address, namespace } = readTemporalSettings();
  return new Client({
    connection: await Connection.connect({
      address,
      channelArgs: { 'grpc.max_receive_message_length': 64 * 1024 ** 2 },
    }),
    namespace,
  });
}

function startTestWorker(
  taskQueue: string,
  { planner, allowNetworks = '127.0.0.1' }: Pick<RigOptions, 'planner' | 'allowNetworks'>,
  changes: Partial<StartWorkerOptions> = {},
): Promise<RunningWorker> {
  const temporal = readTemporalSettings();
  return startWorker({
    temporal,
    taskQueue,
    masterKeys: readMasterKeys(temporal.address),
    allowNetworks,
    chromiumPath: () => Promise.resolve(process.env['CHROMIUM_PATH'] ?? ''),
    ...(planner === undefined ? {} : { planner }),
    logger: pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2)),
    ...changes,
  });
}

/** Each session thinks with the planner of the rig that its trigger belongs to. */
function plannerByAccount(client: Client): Planner {
  return {
    async think(input, context) {
      const { tracking_id } = input;
      const email = accounts.get(tracking_id) ?? (await emailOf(client.workflow.getHandle(tracking_id)));
      accounts.set(tracking_id, email);
      const planner = planners.get(email);
      if (planner === undefined) throw new Error(`no rig has the account ${email} of ${tracking_id}`);
      return planner.think(input, context);
    },
  };
}

async function emailOf(handle: WorkflowHandle): Promise<string> {
  const { memo } = await handle.describe();
  return String(memo?.['email']);
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

/** Answers the question that is open, by its id. */
export async function answerOpen(handle: WorkflowHandle, answer: object): Promise<void> {
  const { requests } = await handle.query<TriggerStatus>(statusQuery.name);
  await update(handle, 'answer_resource_request', { request_id: requests[0]?.request_id, ...answer });
}

function isTurnedAway(error: unknown): boolean {
  return (
    error instanceof ServiceError ||
    (error instanceof WorkflowUpdateFailedError &&
      error.cause instanceof ApplicationFailure &&
      error.cause.type === 'AcceptedUpdateCompletedWorkflow')
  );
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
