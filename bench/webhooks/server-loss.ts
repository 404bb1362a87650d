import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startDevServer } from '../../src/dev/dev-server.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { killServer, promptPlanner, say, startEnvironment } from '../environment.ts';
import { triggersWithBacklog } from './backlog.ts';
import type { Arrival, Receiver } from './receiver.ts';

/** The server is killed when so large a share of the events has come: the other deliveries are open, or in flight. */
const shareBeforeKill = 0.3;
const patienceMs = 300_000;
const restartAttempts = 100;

/** Kills the Temporal server (SIGKILL) while deliveries are under way, starts it again, and judges what came. */
export async function loseServer(receiver: Receiver, pauseMs: number, triggers: number, events: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'auto-trigger-bench-'));
  const serverOptions = {
    ports: { frontend: await freePort(), ui: await freePort() },
    databaseFile: join(folder, 'temporal.db'),
  };
  const environment = await startEnvironment({ deliveryPausesMs: [pauseMs] }, serverOptions);
  let { server } = environment;
  try {
    environment.plan(promptPlanner);
    const handles = await triggersWithBacklog(environment, receiver, triggers, events);
    const wanted = triggers * events;
    receiver.forget();
    receiver.setUp(true);
    while (receiver.arrived().length < wanted * shareBeforeKill) await pause(5);
    const killedAt = Date.now();
    await killServer(server);
    const before = receiver.arrived().length;
    say(`killed the server after ${before} of ${wanted} events`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        server = await startDevServer({ ...serverOptions, progress: say });
        break;
      } catch (error) {
        // whoever tries to reach a port where nobody listens may happen to hold it, for a moment
        if (attempt === restartAttempts) throw error;
      }
    }
    const servingAt = Date.now();
    while (distinct(receiver.arrived()) < wanted && Date.now() - servingAt < patienceMs) await pause(50);
    await pause(5 * pauseMs); // for what would come twice
    report(receiver.arrived(), { triggers, events, killedAt, servingAt });
    await Promise.all(handles.map((handle) => handle.terminate('measured')));
  } finally {
    await environment.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Loss {
  triggers: number;
  events: number;
  killedAt: number;
  servingAt: number;
}

function report(arrivals: readonly Arrival[], { triggers, events, killedAt, servingAt }: Loss): void {
  const byTrigger = Map.groupBy(arrivals, ({ event }) => event.data.tracking_id);
  const sequences = [...byTrigger.values()].map((own) => own.map(({ event }) => event.data.sequence));
  const lacking = triggers - sequences.filter((own) => new Set(own).size === events).length;
  const disordered = sequences.filter((own) => own.some((sequence, index) => sequence < (own[index - 1] ?? 0))).length;
  const repeated = sequences.map((own) => own.length - new Set(own).size);
  const mostRepeated = Math.max(...repeated);
  const afterwards = arrivals.map(({ at }) => at).filter((at) => at > servingAt);
  const since = (instant: number) => `${((instant - killedAt) / 1_000).toFixed(1)} s`;
  console.log(`
Server killed (SIGKILL) and started again while ${triggers} triggers deliver ${events} events each:
  ${distinct(arrivals)} of ${triggers * events} events came; ${lacking} triggers lack any, ${disordered} had them out of order
  ${repeated.reduce((sum, count) => sum + count, 0)} came twice, at most ${mostRepeated} of one trigger
  after the kill the server served at ${since(servingAt)}, the first event came at ${since(Math.min(...afterwards))}, the last at ${since(Math.max(...afterwards))}`);
  if (lacking > 0 || disordered > 0 || mostRepeated > 1) process.exitCode = 1;
}

function distinct(arrivals: readonly Arrival[]): number {
  return new Set(arrivals.map(({ event: { data } }) => `${data.tracking_id} ${data.sequence}`)).size;
}
