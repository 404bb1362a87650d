import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { AutoTriggerError } from '../contract/errors.ts';
import { grpcStatus, grpcStatusOf, isUnanswered, type TemporalConnection } from './connection.ts';
import { lastPolls } from './workers.ts';

const queryTimeoutMs = 5_000;
/** After this long it is asked whether anybody polls the queue at all. */
const firstTryTimeoutMs = 1_500;
const betweenTriesMs = 200;

/**
 * Asks a trigger's workflow. Needs a worker.
 *
 * @throws {AutoTriggerError} NoWorker where none answers within `timeoutMs` milliseconds; UnknownTrigger.
 */
export async function queryTrigger<Result>(
  temporal: TemporalConnection,
  trackingId: string,
  query: string,
  timeoutMs: number = queryTimeoutMs,
): Promise<Result> {
  const handle = temporal.client.workflow.getHandle(trackingId);
  const deadline = Date.now() + timeoutMs;
  for (let tryMs = Math.min(firstTryTimeoutMs, timeoutMs); ; tryMs = deadline - Date.now()) {
    try {
      return await temporal.attempt(() => handle.query<Result>(query), tryMs);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw temporal.unknownTrigger(trackingId);
      const code = grpcStatusOf(error)?.code;
      // a trigger whose first workflow task is still to run cannot be asked yet
      const mayPass = code === grpcStatus.failedPrecondition || isUnanswered(error);
      if (!mayPass || Date.now() + betweenTriesMs >= deadline || (await isAlone(temporal, trackingId)))
        throw await whyUnanswered(temporal, trackingId, error);
    }
    await pause(betweenTriesMs);
  }
}

/** True where no worker polls the queue of a trigger. */
export async function isAlone(temporal: TemporalConnection, trackingId: string): Promise<boolean> {
  const { taskQueue } = await temporal.describeTrigger(trackingId);
  return (await lastPolls(temporal, taskQueue)).length === 0;
}

/** Tells a missing worker from a missing server and from a workflow that its worker cannot run. */
export async function whyUnanswered(
  temporal: TemporalConnection,
  trackingId: string,
  cause: unknown,
): Promise<AutoTriggerError> {
  try {
    const description = await temporal.describeTrigger(trackingId);
    const polls = await lastPolls(temporal, description.taskQueue);
    const message = isStuck(description.raw.pendingWorkflowTask)
      ? `no worker can run ${trackingId}: its workflow task keeps failing; its page in the Temporal UI shows why`
      : polls.length === 0
        ? `no worker polls task queue ${description.taskQueue}, so ${trackingId} cannot answer; start one with "auto-trigger worker"`
        : `${trackingId} does not answer, though a worker polls task queue ${description.taskQueue}; it may be busy, so try again`;
    return new AutoTriggerError('NoWorker', message, { cause });
  } catch (error) {
    if (AutoTriggerError.is(error)) return error;
    throw error;
  }
}

/** True where a workflow task was tried before and failed: the sign of a workflow that its worker cannot run. */
export function isStuck(pendingTask: { attempt?: number | null } | null | undefined): boolean {
  return (pendingTask?.attempt ?? 1) > 1;
}
