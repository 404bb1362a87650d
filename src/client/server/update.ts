import { setTimeout as pause } from 'node:timers/promises';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ulid } from 'ulid';
import { AutoTriggerError, type ErrorCode, isErrorCode, messageOf, readDetails } from '../../contract/errors.ts';
import type { Update } from '../../contract/message-definition.ts';
import { property } from '../../contract/parse.ts';
import { grpcStatus, grpcStatusOf, type TemporalConnection } from './connection.ts';
import { hindrance, whyUnanswered } from './query.ts';
import { describeEnd, readStatus } from './status.ts';

const updateTimeoutMs = 30_000;
/** How long one try waits for a worker to take the update. */
const tryTimeoutMs = 3_000;
const betweenTriesMs = 250;

interface UpdateCall<Input, Result> {
  trackingId: string;
  update: Update<Input, Result>;
  /** As `parseInput` read it. */
  argument: Input;
  /** The code of the refusal where the trigger has ended; `WrongState` where left out. */
  whenClosed?: Extract<ErrorCode, 'RequestClosed' | 'WrongState'>;
  /** How long it may take, in milliseconds; 30 s where left out. */
  timeoutMs?: number;
}

/**
 * Sends one update, and sends it again under the same update id where a continue-as-new or a restart turned
 * it away, so that it is applied once. Bounded.
 *
 * @throws {AutoTriggerError} the workflow's own refusal by its code; `whenClosed`; UnknownTrigger; NoWorker.
 */
export async function sendUpdate<Input, Result>(
  temporal: TemporalConnection,
  call: UpdateCall<Input, Result>,
): Promise<Result> {
  const { trackingId, update, argument, timeoutMs = updateTimeoutMs } = call;
  const deadline = Date.now() + timeoutMs;
  const updateId = ulid();
  await refuseClosed(temporal, call);
  const handle = temporal.client.workflow.getHandle(trackingId);
  for (;;) {
    try {
      return await temporal.attempt(
        () => handle.executeUpdate<Result, [Input]>(update.name, { updateId, args: [argument] }),
        tryTimeoutMs,
      );
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && !endedWithItsRun(error)) throw refusal(error);
      if (error instanceof WorkflowNotFoundError) await refuseClosed(temporal, call);
      else if (!mayPass(error)) throw temporal.explain(error);
      const isHindered = isUnheard(error) && (await hindrance(temporal, trackingId)) !== null;
      if (isHindered || Date.now() + betweenTriesMs > deadline) throw await whyUnanswered(temporal, trackingId, error);
    }
    await pause(betweenTriesMs);
  }
}

async function refuseClosed<Input, Result>(
  temporal: TemporalConnection,
  { trackingId, argument, whenClosed = 'WrongState' }: UpdateCall<Input, Result>,
): Promise<void> {
  const { status } = await temporal.describeTrigger(trackingId);
  if (status.name === 'RUNNING') return;
  const ended = await readStatus(temporal, trackingId);
  const requestId = property(argument, 'request_id');
  throw new AutoTriggerError(whenClosed, describeEnd(ended), {
    details: {
      tracking_id: trackingId,
      state: ended.state,
      ...(typeof requestId === 'string' ? { request_id: requestId } : {}),
    },
  });
}

/** What the workflow said no with: the error that it was there, with its details. */
export function refusal(error: WorkflowUpdateFailedError): AutoTriggerError {
  const { cause } = error;
  const { type, details } = cause instanceof ApplicationFailure ? cause : {};
  const code = isErrorCode(type) ? type : 'WrongState';
  return new AutoTriggerError(code, messageOf(cause ?? error), {
    cause: error,
    details: readDetails(code, details?.[0]),
  });
}

/** The run that took the update continued as new before it was done: the next run takes it again. */
export function endedWithItsRun(error: WorkflowUpdateFailedError): boolean {
  return error.cause instanceof ApplicationFailure && error.cause.type === 'AcceptedUpdateCompletedWorkflow';
}

/** No worker took it, or the one that did cannot run the trigger; or it came during a continue-as-new. */
function isUnheard(error: unknown): boolean {
  return (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    grpcStatusOf(error)?.code === grpcStatus.failedPrecondition
  );
}

export function mayPass(error: unknown): boolean {
  if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return true;
  const code = grpcStatusOf(error)?.code;
  return code === grpcStatus.failedPrecondition || code === grpcStatus.unavailable;
}
