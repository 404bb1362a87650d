import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

const resolutionMs = 20;
const perMs = 1_000_000;

/** For how long this process's event loop was held up, in milliseconds. */
export interface EventLoopDelays {
  largestMs: number;
  /** 99 of 100 measures were below. */
  p99Ms: number;
}

export interface DelayMeter {
  /** Since it was started, or last asked; after some 60 ms. */
  take(): Promise<EventLoopDelays>;
  stop(): void;
}

/** Begins to measure how long this process's event loop is held up. It keeps no process alive. */
export function startDelayMeter(): DelayMeter {
  const start = () => {
    const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
    histogram.enable();
    return histogram;
  };
  let [current, next] = [start(), start()];

  async function take(): Promise<EventLoopDelays> {
    // one that was just reset misses what comes before its next tick, so both measure for a while
    next.reset();
    await pause(3 * resolutionMs, undefined, { ref: false });
    [current, next] = [next, current];
    return { largestMs: delay(next.max), p99Ms: delay(next.percentile(99)) };
  }

  return {
    take,
    stop() {
      current.disable();
      next.disable();
    },
  };
}

/** What is measured is the time between two ticks, which at rest is the resolution. */
function delay(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / perMs - resolutionMs));
}
