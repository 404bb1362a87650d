import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { Query } from '../../contract/message-definition.ts';
import { grpcStatus, grpcStatusOf, isUnanswered, type TemporalConnection } from './connection.ts';
import { readTrouble } from './stuck.ts';
import { type IsPolled, watchPolls } from './workers.ts';

const queryTimeoutMs = 5_000;
/** After this long it is asked whether anybody can answer at all. */
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
  query: Query<Result>,
  timeoutMs: number = queryTimeoutMs,
): Promise<Result> {
  const handle = temporal.client.workflow.getHandle(trackingId);
  const deadline = Date.now() + timeoutMs;
  for (let tryMs = Math.min(firstTryTimeoutMs, timeoutMs); ; tryMs = deadline - Date.now()) {
    try {
      return await temporal.attempt(() => handle.query<Result>(query.name), tryMs);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw temporal.unknownTrigger(trackingId);
      const code = grpcStatusOf(error)?.code;
      // a trigger whose first workflow task is still to run cannot be asked yet
      const mayPass = code === grpcStatus.failedPrecondition || isUnanswered(error);
      if (!mayPass || Date.now() + betweenTriesMs >= deadline || (await hindrance(temporal, trackingId)) !== null)
        throw await whyUnanswered(temporal, trackingId, error);
    }
    await pause(betweenTriesMs);
  }
}

/** Tells a missing worker from a missing server and from a workflow that its worker cannot run. */
export async function whyUnanswered(
  temporal: TemporalConnection,
  trackingId: string,
  cause: unknown,
): Promise<AutoTriggerError> {
  try {
    const message =
      (await hindrance(temporal, trackingId)) ??
      `${trackingId} does not answer, though a worker polled its task queue a minute ago or less; it may be busy, so try again`;
    return new AutoTriggerError('NoWorker', message, { cause, details: { tracking_id: trackingId } });
  } catch (error) {
    if (AutoTriggerError.is(error)) return error;
    throw error;
  }
}

/** What keeps a trigger from answering, in words; null where nothing is known to. One that has ended needs a worker too. */
export async function hindrance(
  temporal: TemporalConnection,
  trackingId: string,
  isPolled: IsPolled = watchPolls(temporal),
): Promise<string | null> {
  const description = await temporal.describeTrigger(trackingId);
  const trouble = await readTrouble(temporal, description);
  if (trouble !== null) return `no worker can run ${trackingId}: ${trouble.cause}; ${trouble.what_to_do}`;
  const { taskQueue } = description;
  return (await isPolled(taskQueue))
    ? null
    : `no worker polls task queue ${taskQueue}, so ${trackingId} cannot answer; start one with "auto-trigger worker"`;
}
