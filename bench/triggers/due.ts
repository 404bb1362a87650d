import { setTimeout as pause } from 'node:timers/promises';
import { cpuSecondsOf, untilAtRest } from '../process-load.ts';
import { median, quantile, say } from '../environment.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';
import { type Arena, atOnce, inArena, times } from './arena.ts';
import type { Figure } from './figures.ts';
import { goals } from './planner.ts';
import type { Measured, Sizes } from './scenario.ts';
import type { Step } from './step-recorder.ts';
import type { BenchWorker } from './worker.ts';

const hour = 3_600_000;
const thoughts = 3;
/** The floor's activities: the thoughts, and what the product does for the reservation and the record. */
const floorSteps = thoughts + 2;
const patienceMs = 600_000;
const pollMs = 1_000;
const rushMaxMs = 60_000;
const readyBeforeMs = 2_000;

const variants = ['floor', 'product', 'with a webhook'] as const;
type Variant = (typeof variants)[number];

interface Burst {
  /** From the instant at which all were due to each session's first activity. */
  lateness_p50_ms: number;
  lateness_p99_ms: number;
  /** To the end of the last session: its last activity, or with a webhook, the arrival of its last event. */
  total_ms: number;
  /** To when nothing was left to do: what comes after the sessions too. */
  rest_ms: number;
  /** Seconds of a processor, from the due time to then. */
  worker_cpu_s: number;
  server_cpu_s: number;
  /** Activities by name, those after the sessions too. */
  activities: Record<string, number>;
}

/** Many triggers due at one instant: how late their sessions begin, and how long all of them take. */
export async function measureDue(sizes: Sizes, profileFolder: string | undefined): Promise<Measured> {
  const bursts: Record<Variant, Burst[]> = { floor: [], product: [], 'with a webhook': [] };
  for (let round = 0; round < sizes.burstRounds; round += 1) {
    const turn = round % variants.length;
    const inTurn = [...variants.slice(turn), ...variants.slice(0, turn)];
    await inArena(profileFolder, async (arena) => {
      for (const variant of inTurn) {
        const burst = await playBurst(arena, variant, sizes);
        say(`round ${round + 1}, ${variant}: ${JSON.stringify(burst)}`);
        bursts[variant].push(burst);
      }
    });
  }
  const value = (variant: Variant, of: keyof Omit<Burst, 'activities'>) =>
    median(bursts[variant].map((burst) => burst[of])) / 1_000;
  const figure = (
    what: string,
    variant: Variant,
    of: keyof Omit<Burst, 'activities'>,
    most: number | null,
  ): Figure => ({
    what: `${sizes.burst} due at once, ${variant === 'product' ? '' : 'with a webhook, '}${what}`,
    unit: 's',
    floor: value('floor', of),
    product: value(variant, of),
    target: most === null ? null : { at_most: most },
  });
  return {
    figures: [
      figure('lateness p50', 'product', 'lateness_p50_ms', 1.5),
      figure('lateness p99', 'product', 'lateness_p99_ms', 1.5),
      figure('all sessions over', 'product', 'total_ms', 1.5),
      figure('nothing left to do', 'product', 'rest_ms', null),
      figure('lateness p50', 'with a webhook', 'lateness_p50_ms', 2),
      figure('lateness p99', 'with a webhook', 'lateness_p99_ms', 2),
      figure('all delivered', 'with a webhook', 'total_ms', 2),
      figure('nothing left to do', 'with a webhook', 'rest_ms', null),
    ],
    details: bursts,
  };
}

async function playBurst(arena: Arena, variant: Variant, { burst, burstLead }: Sizes): Promise<Burst> {
  const worker = await arena.startWorker(variant === 'floor' ? 'floor' : 'product');
  const receiver = await startReceiver();
  try {
    const busy = [worker.pid, arena.server.pid ?? 0];
    await untilAtRest(busy);
    const dueAtMs = Math.ceil(Date.now() / 1_000 + burstLead) * 1_000;
    const ids =
      variant === 'floor'
        ? await startFloor(arena, burst, dueAtMs)
        : await createTriggers(arena, burst, dueAtMs, variant === 'product' ? undefined : receiver.url);
    await untilAtRest(busy);
    const leftMs = dueAtMs - Date.now();
    if (leftMs < readyBeforeMs)
      throw new Error(
        `${burst} triggers were not ready ${readyBeforeMs / 1_000} s before they were due; give --burst-lead more than ${burstLead}`,
      );
    await worker.steps(); // what prepared them
    await pause(leftMs);
    const cpuBefore = await Promise.all(busy.map(cpuSecondsOf));
    const steps: Step[] = [];
    const ends = () => endsOf(steps, variant, receiver);
    if (!(await collect(worker, steps, () => ends().length >= burst, patienceMs)))
      throw new Error(`the sessions were not over within ${patienceMs / 1_000} s`);
    const endedAt = Math.max(...ends());
    // new runs wait until the rush is over
    const begun = () => steps.filter(({ activity }) => activity === 'workerSettings').length;
    if (variant !== 'floor') await collect(worker, steps, () => begun() >= burst, rushMaxMs);
    const restAt = await untilAtRest(busy);
    const cpuAfter = await Promise.all(busy.map(cpuSecondsOf));
    const [worker_cpu_s = 0, server_cpu_s = 0] = cpuAfter.map((used, index) => used - (cpuBefore[index] ?? 0));
    steps.push(...(await worker.steps()));
    await arena.terminate(ids);
    const firstOf = Map.groupBy(steps, ({ workflowId }) => workflowId);
    const lateness = ids.map((id) => Math.min(...(firstOf.get(id) ?? []).map(({ startedAt }) => startedAt)) - dueAtMs);
    const byName = Map.groupBy(steps, ({ activity }) => activity);
    return {
      lateness_p50_ms: quantile(lateness, 0.5),
      lateness_p99_ms: quantile(lateness, 0.99),
      total_ms: endedAt - dueAtMs,
      rest_ms: Math.max(restAt, endedAt) - dueAtMs,
      worker_cpu_s,
      server_cpu_s,
      activities: Object.fromEntries([...byName].map(([name, own]) => [name, own.length])),
    };
  } finally {
    receiver.close();
    await arena.stopWorker(worker);
  }
}

/** Adds what ran to `steps` until that is so; false where it is not within `forMs`. */
async function collect(worker: BenchWorker, steps: Step[], isSo: () => boolean, forMs: number): Promise<boolean> {
  const deadline = Date.now() + forMs;
  while (Date.now() < deadline) {
    await pause(pollMs);
    steps.push(...(await worker.steps()));
    if (isSo()) return true;
  }
  return false;
}

/** When sessions were over, in milliseconds since the epoch. */
function endsOf(steps: readonly Step[], variant: Variant, receiver: Receiver): number[] {
  if (variant === 'with a webhook')
    return receiver
      .arrived()
      .filter(({ event }) => event.event === 'trigger.complete')
      .map(({ at }) => at);
  if (variant === 'product')
    return steps.filter(({ activity }) => activity === 'recordEvents').map(({ endedAt }) => endedAt);
  const byWorkflow = Map.groupBy(steps, ({ workflowId }) => workflowId);
  return [...byWorkflow.values()]
    .filter((own) => own.length >= floorSteps)
    .map((own) => Math.max(...own.map(({ endedAt }) => endedAt)));
}

let bursts = 0;

async function startFloor(arena: Arena, count: number, dueAtMs: number): Promise<string[]> {
  const burst = ++bursts;
  const plan = { dueAtMs, intervalMs: hour, steps: floorSteps, sessionsLeft: 10 };
  return atOnce(times(count), (number) => arena.startFloor('floor', `floor_${burst}_${number}`, plan));
}

async function createTriggers(
  arena: Arena,
  count: number,
  dueAtMs: number,
  web_hook_url: string | undefined,
): Promise<string[]> {
  const withAutoTrigger = {
    interval: 60,
    start_now: false,
    start_at: new Date(dueAtMs).toISOString(),
    end_at: new Date(dueAtMs + 10 * hour).toISOString(),
    ...(web_hook_url === undefined ? {} : { web_hook_url }),
  };
  return atOnce(times(count), () => arena.createTrigger({ goal: goals.think(thoughts), withAutoTrigger }));
}
