import { z } from 'zod';

/** A delay that counts: beyond it, heartbeats and answers of Chromium come late. */
export const eventLoopDelayMaxMs = 200;

/** What a worker tells `doctor` of itself: for how long its event loop was held up in the span that was measured last. */
export const eventLoopFigures = z.object({
  /** As Temporal knows the worker. */
  identity: z.string().max(1_000),
  measured_at: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  largest_ms: z.number().nonnegative(),
  /** 99 of 100 measures were below. */
  p99_ms: z.number().nonnegative(),
  /** Seconds in which a delay was over 200 ms. */
  seconds_over: z.int().nonnegative(),
});
export type EventLoopFigures = z.infer<typeof eventLoopFigures>;
