import { Context } from '@temporalio/activity';

const heartbeatMs = 500;

/**
 * Runs a step while telling Temporal that this worker is alive; the signal fires when the step is to end early.
 * `progress` is what a next attempt is told, should this worker be lost. The signal is as late as `everyMs`.
 */
export async function whileHeartbeating<Result>(
  step: (signal: AbortSignal) => Promise<Result>,
  progress: () => unknown = () => undefined,
  everyMs = heartbeatMs,
): Promise<Result> {
  const context = Context.current();
  // the start counts as the first sign of life
  const timer = setInterval(() => context.heartbeat(progress()), everyMs);
  try {
    return await step(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
