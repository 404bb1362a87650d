import { Context } from '@temporalio/activity';

interface Heartbeats {
  /** What a next attempt is told, should this worker be lost. */
  progress?: () => unknown;
  /** In milliseconds. The signal can be as late. */
  every?: number;
}

/** Runs a step while telling Temporal that this worker is alive; the signal fires when the step is to end early. */
export async function whileHeartbeating<Result>(
  step: (signal: AbortSignal) => Promise<Result>,
  { progress = () => undefined, every = 500 }: Heartbeats = {},
): Promise<Result> {
  const context = Context.current();
  // the start counts as the first sign of life
  const timer = setInterval(() => context.heartbeat(progress()), every);
  try {
    return await step(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
