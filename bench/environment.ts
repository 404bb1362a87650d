import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import type { Planner } from '../src/agent/planner.ts';
import { readTemporalSettings } from '../src/config.ts';
import { autoTriggerType } from '../src/contract/temporal-names.ts';
import type { TriggerStatus } from '../src/contract/status.ts';
import { type DevServer, type DevServerOptions, startDevServer } from '../src/dev/dev-server.ts';
import { obtainBrowser } from '../src/dev/obtain-browser.ts';
import { startWorker, type StartWorkerOptions } from '../src/worker.ts';

export const say = (line: string) => process.stderr.write(`${line}\n`);

export const masterKeys: [string] = ['the-master-key-of-the-bench-0123456789'];

/** A server and a warm worker of the product, as `dev` starts them. */
export interface Environment {
  server: DevServer;
  client: Client;
  chromiumPath: string;
  /** Plans the sessions that begin from now on. */
  plan(planner: Planner): void;
  /** Runs one trigger to its end. */
  run(request: object): Promise<FinishedTrigger>;
  close(): Promise<void>;
}

export interface FinishedTrigger {
  status: TriggerStatus;
  /** Of the run that told the (last) session. */
  historyEvents: number;
  historyBytes: number;
  activities: number;
}

export async function startEnvironment(
  workerSettings: Pick<StartWorkerOptions, 'deliveryPausesMs' | 'maxSessions'> = {},
  serverOptions: Omit<DevServerOptions, 'progress'> = {},
): Promise<Environment> {
  const chromiumPath = await obtainBrowser(say);
  const server = await startDevServer({ progress: say, ...serverOptions });
  const temporal = readTemporalSettings(server);
  let current: Planner | undefined;
  const worker = await startWorker({
    temporal,
    masterKeys,
    allowNetworks: '127.0.0.1',
    chromiumPath: async () => chromiumPath,
    ...workerSettings,
    planner: { think: (input, context) => (current ?? idle).think(input, context) },
    logger: pino({ level: 'error' }, pino.destination(2)),
  });
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  let triggers = 0;
  return {
    server,
    client,
    chromiumPath,
    plan(planner) {
      current = planner;
    },
    async run(request) {
      const workflowId = `trg_bench_${++triggers}`;
      const args = [{ email: 'bench@example.com', ...request }];
      const handle = await client.workflow.start(autoTriggerType, { workflowId, taskQueue: 'auto-trigger', args });
      const status: TriggerStatus = await handle.result();
      const last = client.workflow.getHandle(workflowId);
      const { historyLength, historySize } = await last.describe();
      const { events = [] } = await last.fetchHistory();
      const activities = events?.filter((event) => event.activityTaskScheduledEventAttributes).length ?? 0;
      return { status, historyEvents: historyLength, historyBytes: historySize ?? 0, activities };
    },
    async close() {
      await worker.stop();
      await connection.close();
      await server.stop();
    },
  };
}

/** Kills a server (SIGKILL), and waits until it is gone. */
export async function killServer({ pid, stop }: DevServer): Promise<void> {
  if (pid === undefined) throw new Error('the server is not ours to kill');
  process.kill(pid, 'SIGKILL');
  await stop();
}

/** A planner that has nothing to do: what is measured is what surrounds it. */
export const promptPlanner: Planner = {
  think: () => {
    const finish = { outcome: 'no_change' as const, answer: 'Nothing.', result: null, evidence: [] };
    return Promise.resolve({ thoughts: '', memories: [], planner_state: null, next: { type: 'finish', finish } });
  },
};

const idle: Planner = { think: () => Promise.reject(new Error('the bench has set no planner')) };

/** A page with a button, whose every click asks the server for something; that takes its time. */
export async function startButtonSite(delayMs: () => number): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const isStep = request.url?.startsWith('/step') === true;
    const answer = () => response.writeHead(200, { 'content-type': 'text/html' }).end(isStep ? 'done' : buttonPage);
    setTimeout(answer, isStep ? delayMs() : 0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const buttonPage = `<!doctype html><title>A page</title><main><h1>A page</h1><p>${'Some words that a page has. '.repeat(20)}</p>
  <button type="button">Next</button> <output>0</output></main>
  <script>
    let count = 0;
    document.querySelector('button').onclick = async () => {
      await fetch('/step?' + count);
      document.querySelector('output').textContent = ++count;
    };
  </script>`;

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** What so large a share of the numbers is at most. */
export function quantile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
