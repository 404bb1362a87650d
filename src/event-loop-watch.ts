import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type EventLoopDelays, startDelayMeter } from './browser/delay-meter.ts';
import { eventLoopDelayMaxMs } from './contract/event-loop-figures.ts';
import { messageOf } from './contract/errors.ts';
import { removeWorkerFigures, writeWorkerFigures } from './worker-figures.ts';

interface EventLoopWatchOptions {
  logger: Logger;
  /** As Temporal knows the worker. */
  identity: string;
  stateFolder: string;
  /** Between two looks, in milliseconds: a delay counts once in each. */
  lookEveryMs?: number;
  /** Between two reports to `doctor`, in milliseconds. */
  reportEveryMs?: number;
  /** Between two warnings, in milliseconds. */
  warnEveryMs?: number;
}

export interface EventLoopWatch {
  stop(): Promise<void>;
}

/**
 * Measures for how long this process's event loop is held up. A delay of over 200 ms is warned of with the next report,
 * together with those since the last warning; each report has figures of its own.
 */
export function watchEventLoop({
  logger,
  identity,
  stateFolder,
  lookEveryMs = 1_000,
  reportEveryMs = 60_000,
  warnEveryMs = 600_000,
}: EventLoopWatchOptions): EventLoopWatch {
  const looks = startDelayMeter();
  const reports = startDelayMeter();
  const ending = new AbortController();
  let reported = { at: Date.now(), over: 0 };
  let writing = write({ largestMs: 0, p99Ms: 0 }, 0);
  let warned = { at: 0, largestMs: 0, over: 0 };

  async function look(): Promise<void> {
    const { largestMs } = await looks.take();
    if (largestMs > eventLoopDelayMaxMs) {
      reported.over += 1;
      warned = { at: warned.at, largestMs: Math.max(warned.largestMs, largestMs), over: warned.over + 1 };
    }
    if (Date.now() >= reported.at + reportEveryMs) await report();
  }

  async function report(): Promise<void> {
    const delays = await reports.take();
    if (ending.signal.aborted) return;
    writing = write(delays, reported.over);
    await writing;
    const now = Date.now();
    reported = { at: now, over: 0 };
    if (warned.over === 0 || now < warned.at + warnEveryMs) return;
    const { largestMs, over } = warned;
    logger.warn(
      { largestMs, over },
      `this worker's event loop was held up for up to ${largestMs} ms, and in ${over} looks for more than ${eventLoopDelayMaxMs} ms; heartbeats and pages are late then. Give it more of a processor, or fewer sessions`,
    );
    warned = { at: now, largestMs: 0, over: 0 };
  }

  async function write({ largestMs, p99Ms }: EventLoopDelays, over: number): Promise<void> {
    const now = Date.now();
    try {
      await writeWorkerFigures(stateFolder, {
        identity,
        measured_at: new Date(now).toISOString(),
        seconds: Math.round((now - reported.at) / 1_000),
        largest_ms: largestMs,
        p99_ms: p99Ms,
        seconds_over: over,
      });
    } catch (error) {
      logger.debug(`doctor is not told of this worker's event loop: ${messageOf(error)}`);
    }
  }

  async function keepLooking(): Promise<void> {
    while (!ending.signal.aborted) {
      await look();
      await pause(lookEveryMs, undefined, { ref: false, signal: ending.signal }).catch(() => undefined); // it ends
    }
  }

  void keepLooking();
  return {
    async stop() {
      ending.abort();
      looks.stop();
      reports.stop();
      await writing;
      await removeWorkerFigures(stateFolder, identity).catch(() => undefined); // it is told as gone later
    },
  };
}
