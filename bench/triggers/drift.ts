import { setTimeout as pause } from 'node:timers/promises';
import { ledgerQuery, statusQuery } from '../../src/contract/messages.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { median, quantile, say } from '../environment.ts';
import { type Arena, inArena } from './arena.ts';
import { goals } from './planner.ts';
import type { Measured, Sizes } from './scenario.ts';
import type { Step } from './step-recorder.ts';

const intervalMs = 1_000;
const steps = 3;
const patienceMs = 120_000;
/** What is compared at both ends. */
const endShare = 0.05;

/** One trigger over many fires, a second apart, beside the floor that counts its grid, and the one that just sleeps. */
export async function measureDrift({ fires }: Sizes, profileFolder: string | undefined): Promise<Measured> {
  return inArena(profileFolder, (arena) => drift(arena, fires));
}

async function drift(arena: Arena, fires: number): Promise<Measured> {
  const workers = [await arena.startWorker('floor'), await arena.startWorker('product')];
  const dueAtMs = Math.ceil(Date.now() / 1_000 + 5) * 1_000;
  const plan = { dueAtMs, intervalMs, steps, sessionsLeft: fires };
  const grid = await arena.startFloor('floor', 'floor_grid', plan);
  const trigger = await arena.createTrigger({
    goal: goals.think(1),
    withAutoTrigger: {
      interval: intervalMs / 60_000,
      start_now: false,
      start_at: new Date(dueAtMs).toISOString(),
      end_at: new Date(dueAtMs + fires * intervalMs).toISOString(),
    },
  });
  await pause(dueAtMs - Date.now());
  const sleeping = await arena.startFloor('sleepingFloor', 'floor_sleeping', plan);
  const ran: Step[] = [];
  const deadline = dueAtMs + fires * intervalMs + patienceMs;
  const lasting = new Set([grid, trigger, sleeping]);
  while (lasting.size > 0 && Date.now() < deadline) {
    await pause(5_000);
    for (const worker of workers) ran.push(...(await worker.steps()));
    for (const id of lasting)
      if ((await arena.client.workflow.getHandle(id).describe()).status.name === 'COMPLETED') lasting.delete(id);
    say(`${Math.max(0, Math.round((Date.now() - dueAtMs) / intervalMs))} of ${fires} fires`);
  }
  for (const worker of workers) ran.push(...(await worker.steps()));

  const firstsOf = (id: string, each: number, activity: string) =>
    ran
      .filter((step) => step.workflowId === id && step.activity === activity)
      .map(({ startedAt }) => startedAt)
      .filter((_, index) => index % each === 0);
  const handle = arena.client.workflow.getHandle(trigger);
  const { fires: counts } = await handle.query<TriggerStatus>(statusQuery.name);
  const ledger = await handle.query<{ due: string | null }[]>(ledgerQuery.name);
  const offGrid = ledger.filter(({ due }) => due !== null && (Date.parse(due) - dueAtMs) % intervalMs !== 0).length;
  const lateness = {
    grid: firstsOf(grid, steps, 'step').map((at, index) => at - dueAtMs - index * intervalMs),
    // a fire that was skipped leaves no gap: each session belongs to the last fire before it
    trigger: firstsOf(trigger, 1, 'reserveSession').map((at) => (at - dueAtMs) % intervalMs),
    sleeping: firstsOf(sleeping, steps, 'step').map((at, index) => at - dueAtMs - index * intervalMs),
  };
  const driftOf = (all: number[]) => {
    const end = Math.max(1, Math.round(all.length * endShare));
    return median(all.slice(-end)) - median(all.slice(0, end));
  };
  const lateFigure = (share: number) => ({
    what: `${fires} fires a second apart, lateness p${share * 100}`,
    unit: 'ms',
    floor: quantile(lateness.grid, share),
    product: quantile(lateness.trigger, share),
    target: null,
  });
  return {
    figures: [
      lateFigure(0.5),
      lateFigure(0.99),
      {
        what: `drift over ${fires} fires (floor: sleeps an interval each time)`,
        unit: 'ms',
        floor: driftOf(lateness.sleeping),
        product: driftOf(lateness.trigger),
        target: null,
      },
      { what: 'due times off the grid', unit: '', floor: null, product: offGrid, target: { at_most: 0 } },
    ],
    details: { counts, drift_of_a_floor_that_counts_its_grid_ms: driftOf(lateness.grid) },
  };
}
