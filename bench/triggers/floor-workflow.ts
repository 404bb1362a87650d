/**
 * The floor: what one would write by hand with Temporal alone, without memory, quota, messages, events or a log.
 */
import { condition, continueAsNew, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { FloorActivities } from './floor-worker.ts';

const { step } = proxyActivities<FloorActivities>({ startToCloseTimeout: '10 seconds' });

export interface FloorPlan {
  /** When the next session is due, in milliseconds since the epoch. */
  dueAtMs: number;
  intervalMs: number;
  /** Activities of a session, one after the other. */
  steps: number;
  sessionsLeft: number;
}

/** Sleeps until its session is due, runs it, and goes on in a new run. */
export async function floor({ dueAtMs, intervalMs, steps, sessionsLeft }: FloorPlan): Promise<void> {
  if (sessionsLeft === 0) return;
  await sleep(Math.max(dueAtMs - Date.now(), 1));
  for (let number = 0; number < steps; number += 1) await step();
  await continueAsNew<typeof floor>({
    dueAtMs: dueAtMs + intervalMs,
    intervalMs,
    steps,
    sessionsLeft: sessionsLeft - 1,
  });
}

/** As most would write it: sleeps an interval after each session. */
export async function sleepingFloor({ intervalMs, steps, sessionsLeft }: FloorPlan): Promise<void> {
  if (sessionsLeft === 0) return;
  for (let number = 0; number < steps; number += 1) await step();
  await sleep(intervalMs);
  await continueAsNew<typeof sleepingFloor>({ dueAtMs: 0, intervalMs, steps, sessionsLeft: sessionsLeft - 1 });
}

/** Takes so many answers by a signal, and does one thing after each. */
export async function answeredFloor(answers: number): Promise<void> {
  let waiting = 0;
  setHandler(defineSignal<[unknown]>('answer'), () => {
    waiting += 1;
  });
  for (let number = 0; number < answers; number += 1) {
    await condition(() => waiting > 0);
    waiting -= 1;
    await step();
  }
}
