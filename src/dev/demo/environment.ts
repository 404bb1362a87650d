import { randomBytes } from 'node:crypto';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { pino } from 'pino';
import { createAssisfy, type Assisfy } from '../../client/assisfy.ts';
import { readSecrets, readSettings, readTemporalSettings, type TemporalSettings } from '../../config.ts';
import { accountWorkflowId, taskQueueName } from '../../contract/temporal-names.ts';
import { startWorker } from '../../worker.ts';
import { serverOfEnvironment, startDevServer, type DevServer } from '../dev-server.ts';
import { obtainBrowser } from '../obtain-browser.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../receiver.ts';
import type { Cleanup } from './cleanup.ts';
import { screen } from './screen.ts';

/** All that runs while the demo plays. */
export interface Environment {
  server: DevServer;
  assisfy: Assisfy;
  /** The official client: what anybody has who has no SDK of ours. */
  temporal: Client;
  receiver: Receiver;
  /** Who hears of deliveries, and with which secret they are verified, from now on. */
  listen(secret: Promise<string | undefined>, onDelivery: (delivery: ReceivedRequest) => void): void;
  cleanup: Cleanup;
  signal: AbortSignal;
  /** Rejects where the worker fails, and at an interruption. */
  ended: Promise<never>;
}

export interface EnvironmentOptions {
  /** `host:port` of what is served here beside the receiver. */
  served: string[];
  cleanup: Cleanup;
  signal: AbortSignal;
}

const progress = (line: string) => screen.detail(line);

/** Obtains and starts what the demo needs; each part is undone by the cleanup. */
export async function startEnvironment({ served, cleanup, signal }: EnvironmentOptions): Promise<Environment> {
  const settings = readSettings();
  const chromiumPath = await obtainBrowser(progress, signal);
  const foreign = await serverOfEnvironment();
  const server = foreign ?? (await startDevServer({ progress, signal }));
  cleanup.add('Temporal server', server.stop);
  signal.throwIfAborted();

  let hear: { secret: Promise<string | undefined>; onDelivery: (delivery: ReceivedRequest) => void } | undefined;
  const receiver = await startReceiver({
    secret: async () => hear?.secret,
    onDelivery: (delivery) => hear?.onDelivery(delivery),
  });
  cleanup.add('webhook receiver', receiver.close);
  progress(`webhook receiver at ${receiver.url}`);

  const temporalSettings: TemporalSettings = readTemporalSettings(server);
  // on a server with other workers, these are left in peace: a queue of this run, and an account that lives on it
  const run = randomBytes(4).toString('hex');
  const email = foreign ? `demo-${run}@example.com` : (settings.email ?? 'demo@example.com');
  const own = {
    temporal: temporalSettings,
    masterKeys: [randomBytes(32).toString('base64url')] as const,
    allowNetworks: [settings.allowNetworks, ...served, `127.0.0.1:${receiver.port}`].filter(Boolean).join(','),
    taskQueue: foreign ? `${taskQueueName}-demo-${run}` : taskQueueName,
  };
  progress('starting a worker');
  const worker = await startWorker({
    ...own,
    ownServices: server.ownServices,
    userAgent: settings.userAgent,
    maxSessions: settings.maxPages,
    secrets: readSecrets(),
    models: settings.models,
    chromiumPath: async () => chromiumPath,
    logger: pino({ level: 'error' }, pino.destination(2)),
  });
  cleanup.add('worker', worker.stop);
  signal.throwIfAborted();

  const assisfy = createAssisfy({ ...own, email });
  cleanup.add('SDK', () => assisfy.close());
  const { address, namespace, connection: access } = temporalSettings;
  const connection = await Connection.connect({ ...access, address });
  cleanup.add('Temporal client', () => connection.close());
  const client = new Client({ connection, namespace });
  if (foreign) cleanup.add('account', () => endAccount(client, email));
  return {
    server,
    assisfy,
    temporal: client,
    receiver,
    listen(secret, onDelivery) {
      hear = { secret, onDelivery };
    },
    cleanup,
    signal,
    ended: endOf(worker.stopped, signal),
  };
}

/** The account of this run's own queue would wait there for ever. It may not have begun. */
async function endAccount(client: Client, email: string): Promise<void> {
  try {
    await client.workflow.getHandle(accountWorkflowId(email)).terminate('the demo is over');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

function endOf(stopped: Promise<void>, signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  stopped.catch(reject);
  signal.addEventListener('abort', () => reject(signal.reason));
  promise.catch(() => undefined); // heard where something is waited for
  return promise;
}
