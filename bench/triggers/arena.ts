import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type Assisfy, createAssisfy } from '../../src/client/assisfy.ts';
import { mapBounded } from '../../src/client/server/map-bounded.ts';
import { type DevServer, startDevServer } from '../../src/dev/dev-server.ts';
import { masterKeys } from '../environment.ts';
import { BenchWorker } from './worker.ts';
import type { WorkerOrder } from './worker-order.ts';

export type Side = WorkerOrder['side'];
export const sides: readonly Side[] = ['floor', 'product'];

const callsAtOnce = 20;

/** A server with a database of its own, and both sides' clients; workers are started where they are needed. */
export class Arena {
  readonly server: DevServer;
  readonly client: Client;
  readonly assisfy: Assisfy;
  readonly #connection: Connection;
  readonly #folder: string;
  readonly #workers = new Set<BenchWorker>();
  readonly #profileFolder: string | undefined;

  private constructor(server: DevServer, connection: Connection, folder: string, profileFolder: string | undefined) {
    this.server = server;
    this.#connection = connection;
    this.#folder = folder;
    this.#profileFolder = profileFolder;
    this.client = new Client({ connection, namespace: server.namespace });
    this.assisfy = createAssisfy({
      temporal: { address: server.address, namespace: server.namespace },
      email: 'bench@example.com',
      masterKeys,
      allowNetworks: '127.0.0.1',
      taskQueue: queueOf('product'),
    });
  }

  static async open(profileFolder: string | undefined): Promise<Arena> {
    const folder = await mkdtemp(join(tmpdir(), 'auto-trigger-bench-'));
    const server = await startDevServer({ databaseFile: join(folder, 'temporal.db'), progress: () => undefined });
    return new Arena(server, await Connection.connect({ address: server.address }), folder, profileFolder);
  }

  async startWorker(side: Side): Promise<BenchWorker> {
    const { address, namespace } = this.server;
    const order = { side, address, namespace, taskQueue: queueOf(side) };
    const worker = await BenchWorker.start(order, this.#profileFolder);
    this.#workers.add(worker);
    return worker;
  }

  /** Starts a workflow of the floor. */
  async startFloor(type: string, workflowId: string, argument: unknown): Promise<string> {
    await this.client.workflow.start(type, { workflowId, taskQueue: queueOf('floor'), args: [argument] });
    return workflowId;
  }

  /** Creates a trigger as users do. */
  async createTrigger(request: Parameters<ReturnType<Assisfy['session']>['create']>[0]): Promise<string> {
    const { auto_trigger_tracking_id } = await this.assisfy.session().create(request);
    return auto_trigger_tracking_id;
  }

  async terminate(workflowIds: readonly string[]): Promise<void> {
    await atOnce(workflowIds, async (id) => {
      await this.client.workflow
        .getHandle(id)
        .terminate('measured')
        .catch(() => undefined); // it has ended by itself
    });
  }

  async stopWorker(worker: BenchWorker): Promise<void> {
    this.#workers.delete(worker);
    await worker.stop();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => this.stopWorker(worker)));
    await this.assisfy.close();
    await this.#connection.close();
    await this.server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function queueOf(side: Side): string {
  return `bench-${side}`;
}

/** Twenty calls at a time. */
export function atOnce<Item, Result>(items: readonly Item[], call: (item: Item) => Promise<Result>): Promise<Result[]> {
  return mapBounded(items, callsAtOnce, call);
}

/** So many numbers from 0, to do something as often. */
export function times(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** In a server of its own, which ends with it. */
export async function inArena<Result>(
  profileFolder: string | undefined,
  play: (arena: Arena) => Promise<Result>,
): Promise<Result> {
  const arena = await Arena.open(profileFolder);
  try {
    return await play(arena);
  } finally {
    await arena.close();
  }
}
