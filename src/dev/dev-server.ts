import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { platform } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { within } from '../browser/within.ts';
import { TemporalConnection } from '../client/server/connection.ts';
import { environmentWith, readTemporalSettings } from '../config.ts';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import { searchAttributes } from '../contract/temporal-names.ts';
import { listeningProcesses } from '../network/listening-processes.ts';
import { type Service, serviceOf } from '../network/own-services.ts';
import { takeDatabase } from './dev-database.ts';
import { freePort, portProblem } from './free-port.ts';
import { obtainTemporalCli } from './obtain-temporal.ts';
import type { Progress } from './progress.ts';

export interface DevServerOptions {
  /** Left out, or 0: free ports. */
  ports?: { frontend: number; ui: number };
  /** A SQLite file that keeps workflows over restarts; left out, they are in memory alone. */
  databaseFile?: string;
  /** Dynamic configuration as `name=value`; left out, that of `dev`. */
  dynamicConfig?: readonly string[];
  progress: Progress;
  signal?: AbortSignal | undefined;
}

export interface DevServer {
  /** `host:port`. */
  address: string;
  namespace: string;
  /** Undefined where a server that is not ours shows no UI at its usual port. */
  uiUrl: string | undefined;
  /** What it listens on beside its address, its UI included: all of it on Linux, else what was chosen for it. */
  ownServices: Service[];
  /** The Temporal CLI to type commands with. */
  cliPath: string;
  /** Its process; undefined for a server that is not ours. */
  pid: number | undefined;
  /** Ends the server; safe to call twice. */
  stop(): Promise<void>;
}

const namespace = 'default';
const retention = '30 days';
const answerTimeoutMs = 1_000;
const startTimeoutMs = 30_000;
const stopGraceMs = 5_000;
const startAttempts = 5;
const pollMs = 50;
const saidMaxCharacters = 2_000;

// the server's own settings spare a shared cluster; here they would only be felt as delays
const quickConfig = [
  'history.transferProcessorMaxPollRPS=2000', // 20 by default: a step costs 100 ms
  'history.timerProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="10ms"', // 1 s by default: timers fire that late
  'history.workflowIdReuseMinimalInterval="10ms"', // 1 s by default: a continue-as-new is held that long, instead of 30 ms
  'history.maxInFlightUpdates=1000',
  'matching.useNewMatcher=true', // with the next: accounts take turns at pages
  'matching.enableFairness=true',
  // 30 s by default: what has just ended is deleted only that much later
  'history.transferProcessorUpdateAckInterval="1s"',
  'history.visibilityProcessorUpdateAckInterval="1s"',
  'frontend.httpAllowedHosts=[]', // its HTTP API, which nobody needs, has no switch, and asks nobody who they are
  'system.enableActivityEagerExecution=true',
  'system.forceSearchAttributesCacheRefreshOnRead=true',
];

// twice as fast, and safe against a killed process
const fileDatabase = ['--sqlite-pragma=journal_mode=wal', '--sqlite-pragma=synchronous=1'];

/**
 * Starts a Temporal server with its UI on this machine, and waits until it serves.
 *
 * It ends with this process, also where that is killed (but on Windows, where only `stop` ends it).
 * @throws {AutoTriggerError} BadConfiguration where a port of `ports` is taken, or the database is in use; Unobtainable
 * where there is no Temporal CLI, or it does not serve within 30 seconds.
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { databaseFile } = options;
  if (databaseFile === undefined) return startServer(options);
  const giveBack = await takeDatabase(databaseFile);
  try {
    const { child, ...server } = await startServer(options);
    child.once('exit', () => void giveBack()); // also where it was killed
    return { ...server, stop: () => server.stop().finally(giveBack) };
  } catch (error) {
    await giveBack();
    throw error;
  }
}

async function startServer({
  ports,
  databaseFile,
  dynamicConfig = quickConfig,
  progress,
  signal,
}: DevServerOptions): Promise<DevServer & { child: ChildProcess }> {
  // asked beforehand: another Temporal server on that port would be taken for ours
  for (const port of Object.values(ports ?? {})) {
    const problem = await portProblem(port);
    if (problem !== undefined)
      throw new AutoTriggerError('BadConfiguration', `port ${port} cannot be used (${problem}); give another`);
  }
  const command = await obtainTemporalCli(progress, signal);
  for (let attempt = 1; ; attempt++) {
    const chosen = {
      frontend: ports?.frontend || (await freePort()),
      ui: ports?.ui || (await freePort()),
      // nobody needs these two, which it cannot do without: chosen here, they are known
      http: await freePort(),
      metrics: await freePort(),
    };
    const server = spawnServer(command, serverParameters(chosen, dynamicConfig, databaseFile));
    const address = `127.0.0.1:${chosen.frontend}`;
    try {
      await serving(server, address);
    } catch (error) {
      await end(server.child);
      // a port that was free, also one of those that its parts take, may be gone before it is bound
      if (attempt < startAttempts && /address already in use/.test(messageOf(error))) continue;
      throw new AutoTriggerError('Unobtainable', `the Temporal server did not start: ${messageOf(error)}`, {
        cause: error,
      });
    }
    const uiUrl = `http://127.0.0.1:${chosen.ui}`;
    progress(`Temporal server at ${address}, UI at ${uiUrl}`);
    const ownServices = await servicesOf(server.child, chosen);
    const { child } = server;
    const { pid } = child;
    return { address, namespace, uiUrl, ownServices, cliPath: command, pid, child, stop: () => end(child) };
  }
}

/**
 * The server that the environment or a profile names; undefined where neither does.
 *
 * @throws {AutoTriggerError} TemporalUnreachable where one is named and does not answer; BadConfiguration where it
 * has no such namespace, or does not let us in.
 */
export async function serverOfEnvironment(): Promise<DevServer | undefined> {
  const settings = readTemporalSettings();
  if (settings.isDefault) return undefined;
  const { address, namespace } = settings;
  const temporal = new TemporalConnection(settings);
  try {
    await temporal.call(() => temporal.service.describeNamespace({ namespace }));
  } finally {
    await temporal.close();
  }
  const uiUrl = await findUi(address);
  const ownServices = uiUrl === undefined ? [] : [serviceOf(uiUrl)];
  return { address, namespace, uiUrl, ownServices, cliPath: 'temporal', pid: undefined, stop: async () => {} };
}

/** A development server has its UI a thousand ports higher. */
async function findUi(address: string): Promise<string | undefined> {
  const [host, port] = address.split(':');
  const url = `http://${host}:${Number(port) + 1_000}`;
  const answered = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
  return answered?.ok ? url : undefined;
}

interface ServerPorts {
  frontend: number;
  ui: number;
  http: number;
  metrics: number;
}

/** The ports that were chosen, and those that it took for its parts. */
async function servicesOf({ pid }: ChildProcess, chosen: ServerPorts): Promise<Service[]> {
  // it was begun as the first of a session, so that whatever it begins itself belongs to that
  const processes = (await listeningProcesses()).filter(({ session }) => session === pid);
  const ports = new Set([...Object.values(chosen), ...processes.flatMap((process) => process.ports)]);
  return [...ports].map((port) => ({ host: '127.0.0.1', port }));
}

function serverParameters(
  ports: ServerPorts,
  dynamicConfig: readonly string[],
  databaseFile: string | undefined,
): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    '--log-level=error',
    `--port=${ports.frontend}`,
    `--ui-port=${ports.ui}`,
    `--http-port=${ports.http}`,
    `--metrics-port=${ports.metrics}`,
    ...Object.entries(searchAttributes).map(([name, type]) => `--search-attribute=${name}=${type}`),
    ...dynamicConfig.map((setting) => `--dynamic-config-value=${setting}`),
    ...(databaseFile === undefined ? [] : [`--db-filename=${databaseFile}`, ...fileDatabase]),
  ];
}

interface ServerProcess {
  child: ChildProcess;
  /** The beginning of what it wrote: what follows an error is the trace of a panic. */
  said: () => string;
}

// Node has no parent-death signal: a shell in the background waits for the end of descriptor 3, which comes with
// the end of this process, however it ends. A line instead says that the server is gone already.
// What it makes, its database above all, is this user's alone.
const untilParentEnds = 'umask 077; { read -r _ <&3 || kill -TERM $$; } >/dev/null 2>&1 & exec "$0" "$@" 3<&-';

function spawnServer(command: string, parameters: string[]): ServerProcess {
  const [file, ...rest] =
    platform() === 'win32' ? [command, ...parameters] : ['/bin/sh', '-c', untilParentEnds, command, ...parameters];
  // detached: Ctrl-C in a terminal goes to this process alone, which then ends the worker before the server
  const child = spawn(file, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: environmentWith({}),
  });
  const [, stdout, stderr, watcher] = child.stdio as unknown as [null, Socket, Socket, Socket];
  let said = '';
  for (const stream of [stdout, stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, saidMaxCharacters)));
  watcher.on('error', () => undefined).resume(); // the watching shell may be gone
  child.once('exit', () => watcher.end('\n'));
  return { child, said: () => said.trim() };
}

/** Waits until the namespace is there, and has it keep closed workflows for 30 days instead of one. */
async function serving({ child, said }: ServerProcess, address: string): Promise<void> {
  let ending: Error | undefined;
  child.once('error', (error) => (ending = error));
  // close, not exit: only then all that it said has come
  child.once('close', (code, signal) => (ending ??= new Error(`it ended with ${signal ?? code}: ${said()}`)));
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const problem = await prepare(address).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (problem === undefined) return;
    if (ending !== undefined) throw ending;
    if (Date.now() > deadline) throw problem;
    await pause(pollMs);
  }
}

async function prepare(address: string): Promise<void> {
  const connection = Connection.lazy({ address }); // one from `connect` would go on trying after it failed
  const config = { workflowExecutionRetentionTtl: msToTs(retention) };
  try {
    await connection.withDeadline(Date.now() + answerTimeoutMs, () =>
      connection.workflowService.updateNamespace({ namespace, config }),
    );
  } finally {
    await connection.close();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'close'); // not exit: only then the watching shell has ended too
  child.kill('SIGTERM');
  await within(stopGraceMs, gone, () => child.kill('SIGKILL'));
  await gone;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}
