import { setTimeout as pause } from 'node:timers/promises';
import { cpuSecondsOf, memoryMbOf, untilAtRest } from '../process-load.ts';
import { say } from '../environment.ts';
import { type Arena, atOnce, inArena, type Side, times } from './arena.ts';
import type { Figure } from './figures.ts';
import { goals } from './planner.ts';
import type { Measured, Sizes } from './scenario.ts';

const hour = 3_600_000;
/** A workflow task that does something is three events or more. */
const eventsPerTask = 3;

interface Idleness {
  worker_mb: number;
  worker_mb_before: number;
  server_mb: number;
  server_mb_before: number;
  tasks_per_minute: number;
  /** Seconds of a processor in the time that was watched. */
  worker_cpu_s: number;
  server_cpu_s: number;
}

/** What triggers cost that wait for their next session. Each side has a server of its own, so that memory can be told apart. */
export async function measureIdle(sizes: Sizes, profileFolder: string | undefined): Promise<Measured> {
  const floor = await inArena(profileFolder, (arena) => idle(arena, 'floor', sizes));
  const product = await inArena(profileFolder, (arena) => idle(arena, 'product', sizes));
  const figure = (what: string, of: keyof Idleness, unit: string, target: Figure['target'] = null): Figure => ({
    what: `${sizes.idle} idle triggers, ${what}`,
    unit,
    floor: floor[of],
    product: product[of],
    target,
  });
  return {
    figures: [
      figure('worker memory', 'worker_mb', 'MB'),
      figure('server memory', 'server_mb', 'MB'),
      {
        ...figure('workflow tasks a minute', 'tasks_per_minute', ''),
        floor: null,
        target: { at_most: 0 },
      },
    ],
    details: { floor, product },
  };
}

async function idle(arena: Arena, side: Side, sizes: Sizes): Promise<Idleness> {
  const worker = await arena.startWorker(side);
  const server = arena.server.pid ?? 0;
  await untilAtRest([worker.pid, server]);
  const worker_mb_before = await memoryMbOf(worker.pid);
  const server_mb_before = await memoryMbOf(server);
  const ids = await atOnce(times(sizes.idle), (number) =>
    side === 'floor' ? startFloor(arena, number) : create(arena),
  );
  say(`${side}: ${sizes.idle} are started`);
  await untilAtRest([worker.pid, server]);
  const eventsBefore = await historyEvents(arena, ids);
  await untilAtRest([worker.pid, server]);
  const cpuBefore = await Promise.all([worker.pid, server].map(cpuSecondsOf));
  await pause(sizes.idleSeconds * 1_000);
  const cpuAfter = await Promise.all([worker.pid, server].map(cpuSecondsOf));
  const worker_mb = await memoryMbOf(worker.pid);
  const server_mb = await memoryMbOf(server);
  const events = (await historyEvents(arena, ids)) - eventsBefore;
  const [worker_cpu_s = 0, server_cpu_s = 0] = cpuAfter.map((used, index) => used - (cpuBefore[index] ?? 0));
  const tasks_per_minute = events / eventsPerTask / (sizes.idleSeconds / 60);
  return { worker_mb, worker_mb_before, server_mb, server_mb_before, tasks_per_minute, worker_cpu_s, server_cpu_s };
}

async function historyEvents(arena: Arena, ids: readonly string[]): Promise<number> {
  const lengths = await atOnce(ids, async (id) => (await arena.client.workflow.getHandle(id).describe()).historyLength);
  return lengths.reduce((sum, length) => sum + length, 0);
}

async function startFloor(arena: Arena, number: number): Promise<string> {
  const plan = { dueAtMs: Date.now() + 2 * hour, intervalMs: hour, steps: 5, sessionsLeft: 10 };
  return arena.startFloor('floor', `floor_${number}`, plan);
}

async function create(arena: Arena): Promise<string> {
  const withAutoTrigger = {
    interval: 60,
    start_now: false,
    start_at: new Date(Date.now() + 2 * hour).toISOString(),
    end_at: new Date(Date.now() + 12 * hour).toISOString(),
  };
  return arena.createTrigger({ goal: goals.think(3), withAutoTrigger });
}
