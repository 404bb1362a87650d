import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type ActivityInterceptorsFactory,
  type InjectedSinks,
  NativeConnection,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { createAccountActivities } from './activities/accounts.ts';
import { separatePages } from './activities/page-separation.ts';
import { createBrowserActivities, createBrowserPoolActivities } from './activities/browser.ts';
import { createEventLogActivities } from './activities/event-log.ts';
import { createRequestActivities } from './activities/request.ts';
import { createReservations } from './activities/reservations.ts';
import { createThinkActivities } from './activities/thinking.ts';
import { createWebhookActivities } from './activities/webhooks.ts';
import type { Planner } from './agent/planner.ts';
import { createPlanner } from './agent/planners.ts';
import { ownFolder } from './browser/chromium/own-folder.ts';
import { createBrowserPool } from './browser/pool.ts';
import { recordUsage, reserveSessions } from './client/server/account-update.ts';
import { TemporalConnection } from './client/server/connection.ts';
import { countSignals } from './client/server/count-signals.ts';
import { readEvents } from './client/server/event-log.ts';
import { registerSearchAttributes } from './client/server/register-search-attributes.ts';
import { publishWorkerKeys } from './client/server/worker-keys.ts';
import { watchPeers } from './client/server/workers.ts';
import { environmentWith, readSettings, type SecretSetting, type Settings, type TemporalSettings } from './config.ts';
import type { CachedRunsSinks } from './contract/activities.ts';
import { AutoTriggerError, messageOf } from './contract/errors.ts';
import { pagesTaskQueue, taskQueueName } from './contract/temporal-names.ts';
import { watchEventLoop } from './event-loop-watch.ts';
import { parseAllowList } from './network/allow-list.ts';
import { createNetworkGuard } from './network/guard.ts';
import type { Service } from './network/own-services.ts';
import { defaultMaxPages, PageSlots } from './page-slots.ts';
import { installRuntime, temporalLogger } from './temporal-log.ts';
import { fingerprintOf } from './webhooks/secrets.ts';
import { createSender } from './webhooks/sender.ts';
import { bundledWorkflows, payloadConverterPath } from './bundled-workflows.ts';

export interface StartWorkerOptions {
  temporal: TemporalSettings;
  taskQueue?: string;
  masterKeys: readonly [string, ...string[]];
  /** As `AUTO_TRIGGER_ALLOW_NETWORKS` has it. */
  allowNetworks: string;
  /** What else belongs to the product: as the Temporal server itself, it is never reached through the guard. */
  ownServices?: Service[];
  /** Asked at the first session that needs a browser. */
  chromiumPath: () => Promise<string>;
  /** Sessions that may have a page at one time; by the machine's memory and processors where left out. */
  maxSessions?: number | undefined;
  /** How pages get to know who visits them. */
  userAgent?: string | undefined;
  /** What sessions may type without knowing it. */
  secrets?: readonly SecretSetting[];
  /** Between tries of a delivery, in milliseconds; the usual ones where left out. */
  deliveryPausesMs?: number[] | undefined;
  /** The operator's keys for language models, for triggers that have one plan; none where left out. */
  models?: Settings['models'];
  /** Replaces the planners that triggers may choose from. */
  planner?: Planner;
  /** Temporal's own, around each activity: for tracing, or for tests that break things. */
  activityInterceptors?: ActivityInterceptorsFactory[];
  logger: Logger;
}

export interface RunningWorker {
  /** Resolves when the worker has ended; rejects where it failed. */
  readonly stopped: Promise<void>;
  /** Lets running steps end, then ends the worker and its browser. */
  stop(): Promise<void>;
}

/** Steps that run at one time beside the sessions' own: thoughts, deliveries, reservations. */
export const sharedActivities = 500;
/** Pages are opened, and nothing else is done, on their queue. */
const noSlots = { type: 'fixed-size', numSlots: 1 } as const;
/** Each needs some 0.2 MB. Fewer than are due at one instant, and each step of each would read its history anew. */
export const cachedWorkflows = 1_000;

/**
 * Starts a worker: workflows and common steps on the shared queue, and the pages that this process owns on a queue
 * of its own, whose name is new with every start.
 *
 * @throws {AutoTriggerError} TemporalUnreachable, or BadConfiguration.
 */
export async function startWorker(settings: StartWorkerOptions): Promise<RunningWorker> {
  const { temporal: temporalSettings, taskQueue = taskQueueName, masterKeys, logger } = settings;
  const maxSessions = settings.maxSessions ?? defaultMaxPages();
  installRuntime(logger);
  const temporal = new TemporalConnection(temporalSettings);
  const connection = await connectWorker(temporalSettings);

  const { usable, warnings } = await registerSearchAttributes(temporal);
  const keyWarning = await publishWorkerKeys(temporal, masterKeys.map(fingerprintOf));
  for (const warning of [...warnings, ...(keyWarning === null ? [] : [keyWarning])]) logger.warn(warning);
  const guard = createNetworkGuard({ allow: parseAllowList(settings.allowNetworks) });
  guard.reserveTemporal(temporalSettings.address);
  for (const service of settings.ownServices ?? []) guard.reserve(service);
  const { runtimeFolder, cacheFolder, stateFolder } = readSettings();
  const folders = { runtime: runtimeFolder, cache: cacheFolder };
  // sessions that need no browser go on without
  await ownFolder(folders).catch((error: unknown) => logger.error(messageOf(error)));
  const pageSlots = new PageSlots(() => pool.placesFree());
  const pool = createBrowserPool({
    executablePath: settings.chromiumPath,
    environment: environmentWith({}),
    folders,
    maxSessions,
    guard,
    userAgent: settings.userAgent,
    secrets: settings.secrets ?? [],
    onPlaces: () => pageSlots.placesChanged(),
  });
  const sender = createSender({ guard, masterKeys });
  const ownTaskQueue = `${taskQueue}-browser-${randomUUID()}`;
  const thinkActivities = createThinkActivities({
    planner: settings.planner ?? createPlanner({ guard, access: settings.models ?? readSettings({}).models }),
    ownTaskQueue,
  });
  const identity = `${process.pid}@${hostname()}`;
  const pageSeparation = separatePages({
    hasPeers: watchPeers(temporal, taskQueue, identity),
    runsMax: cachedWorkflows,
  });
  const sinks: InjectedSinks<CachedRunsSinks> = {
    cachedRuns: { loaded: { callDuringReplay: true, fn: ({ runId }) => pageSeparation.noteLoaded(runId) } },
  };

  const browserPoolActivities = createBrowserPoolActivities({ pool, masterKeys, ownTaskQueue, pageSeparation });

  const common = {
    connection,
    namespace: temporalSettings.namespace,
    identity,
    shutdownGraceTime: '10 seconds',
    shutdownForceTime: '20 seconds',
    interceptors: { activity: settings.activityInterceptors ?? [] },
    // cancellation reaches a step with its heartbeats
    maxHeartbeatThrottleInterval: '500 milliseconds',
    defaultHeartbeatThrottleInterval: '500 milliseconds',
  } satisfies Partial<WorkerOptions>;
  const shared = await Worker.create({
    ...common,
    workflowBundle: await bundledWorkflows(cacheFolder, temporalLogger(logger)),
    taskQueue,
    dataConverter: { payloadConverterPath },
    maxCachedWorkflows: cachedWorkflows,
    sinks,
    maxConcurrentActivityTaskExecutions: sharedActivities,
    // after a crash, the first task of a waiting workflow waits this long for the worker that had it; with less,
    // tasks of many that are due at once are taken from a worker that is only busy
    stickyQueueScheduleToStartTimeout: '5 seconds',
    activities: {
      ...createRequestActivities({
        guard,
        registeredSearchAttributes: () => Promise.resolve(usable),
        deliveryPausesMs: settings.deliveryPausesMs,
      }),
      ...createAccountActivities({
        reserve: createReservations((email, session_ids) =>
          reserveSessions(temporal, { email, taskQueue, session_ids }),
        ),
        recordUsage: (email, usage) => recordUsage(temporal, { email, taskQueue, usage }),
      }),
      ...thinkActivities,
      // for sessions that version 0.1.0 had ask here
      ...browserPoolActivities,
      ...createWebhookActivities({ sender, client: temporal.client.activity }),
      ...createEventLogActivities({
        readEvents: (trackingId) => readEvents(temporal, trackingId, { follow: false }),
        countSignals: (input) => countSignals(temporal, input),
      }),
    },
  });
  const pages = await Worker.create({
    ...common,
    taskQueue: pagesTaskQueue(taskQueue),
    tuner: {
      activityTaskSlotSupplier: pageSlots,
      workflowTaskSlotSupplier: noSlots,
      localActivityTaskSlotSupplier: noSlots,
      nexusTaskSlotSupplier: noSlots,
    },
    activities: browserPoolActivities,
  });
  const own = await Worker.create({
    ...common,
    taskQueue: ownTaskQueue,
    maxConcurrentActivityTaskExecutions: maxSessions + sharedActivities,
    activities: { ...createBrowserActivities({ pool, masterKeys }), ...thinkActivities },
  });

  const eventLoop = watchEventLoop({ logger, identity, stateFolder });
  const workers = [shared, pages, own];
  const runs = workers.map((worker) => worker.run());
  const shutDown = () => workers.filter((worker) => worker.getState() === 'RUNNING').map((worker) => worker.shutdown());
  const stopped = (async () => {
    const results = await Promise.allSettled(runs.map((run) => run.finally(shutDown)));
    await Promise.all([pool.closeAll(), sender.close(), eventLoop.stop()]);
    await Promise.all([connection.close(), temporal.close()]);
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  })();
  logger.info(
    { taskQueue, address: temporalSettings.address, namespace: temporalSettings.namespace },
    'worker started',
  );
  return {
    stopped,
    async stop() {
      await pool.releaseHeld(); // what waits for a person is opened again by another worker, where it stood
      shutDown();
      await stopped;
    },
  };
}

async function connectWorker({ address, connection }: TemporalSettings): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({ ...connection, address });
  } catch (error) {
    throw new AutoTriggerError(
      'TemporalUnreachable',
      `no Temporal server answers at ${address} (${messageOf(error)})`,
      { cause: error, details: { address } },
    );
  }
}
