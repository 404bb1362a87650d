import { untilAtRest } from '../process-load.ts';
import { say } from '../environment.ts';
import { atOnce, inArena, type Arena, sides, type Side, times } from './arena.ts';
import type { Figure } from './figures.ts';
import { goals } from './planner.ts';
import type { Measured, Sizes } from './scenario.ts';

const hour = 3_600_000;
/** Both sides in turn, so that what the server has to do beside is the same for both. */
const turns = 8;

/** How fast triggers are created through the SDK, beside plain starts of the floor's workflow. */
export async function measureCreate({ creates }: Sizes, profileFolder: string | undefined): Promise<Measured> {
  const alone = await inArena(profileFolder, (arena) => createInTurns(arena, creates, []));
  const taken = await inArena(profileFolder, async (arena) => {
    const workers = [await arena.startWorker('floor'), await arena.startWorker('product')];
    return createInTurns(arena, creates, [...workers.map(({ pid }) => pid), arena.server.pid ?? 0]);
  });
  const figure = (what: string, { floor, product }: Rates, target: Figure['target']): Figure => ({
    what,
    unit: '/s',
    floor,
    product,
    target,
  });
  return {
    figures: [
      figure(`${creates} created, 20 at once`, alone, { at_least: 0.8 }),
      figure(`${creates} created while workers take them up`, taken, null),
    ],
    details: { alone, taken },
  };
}

type Rates = Record<Side, number>;

async function createInTurns(arena: Arena, creates: number, busy: readonly number[]): Promise<Rates> {
  const seconds: Rates = { floor: 0, product: 0 };
  let started = 0;
  const start = { floor: () => startFloor(arena, ++started), product: () => createTrigger(arena) };
  for (const side of sides) await atOnce(times(20), start[side]); // connections, and what is asked once
  const perTurn = Math.ceil(creates / turns);
  for (let turn = 0; turn < turns; turn += 1)
    for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
      await untilAtRest(busy);
      const begin = performance.now();
      await atOnce(times(perTurn), start[side]);
      seconds[side] += (performance.now() - begin) / 1_000;
      say(`turn ${turn + 1} of ${turns}: ${side}`);
    }
  return { floor: (perTurn * turns) / seconds.floor, product: (perTurn * turns) / seconds.product };
}

async function startFloor(arena: Arena, number: number): Promise<string> {
  const dueAtMs = Date.now() + hour;
  return arena.startFloor('floor', `floor_${number}`, { dueAtMs, intervalMs: hour, steps: 5, sessionsLeft: 10 });
}

async function createTrigger(arena: Arena): Promise<string> {
  const start_at = new Date(Date.now() + hour).toISOString();
  const end_at = new Date(Date.now() + 10 * hour).toISOString();
  return arena.createTrigger({
    goal: goals.think(3),
    withAutoTrigger: { interval: 60, start_now: false, start_at, end_at },
  });
}
