import {
  ApplicationFailure,
  WorkflowFailedError,
  type WorkflowExecutionDescription,
  type WorkflowExecutionStatusName,
} from '@temporalio/client';
import { AutoTriggerError, messageOf } from '../../contract/errors.ts';
import { statusQuery } from '../../contract/messages.ts';
import { isClosed, type TriggerState, type TriggerStatus } from '../../contract/status.ts';
import type { TemporalConnection } from './connection.ts';
import { whyEndedByServer } from './ended-by-server.ts';
import { statusOfRequest } from './known-status.ts';
import { withFiresToCome } from './fires-to-come.ts';
import { queryTrigger } from './query.ts';
import { readSpending } from './spending.ts';

const closedQueryTimeoutMs = 2_000;

/**
 * A trigger in full. An open one is asked through its worker; one that ended by itself or was stopped needs none.
 *
 * @throws {AutoTriggerError} UnknownTrigger; NoWorker for an open trigger.
 */
export async function readStatus(temporal: TemporalConnection, trackingId: string): Promise<TriggerStatus> {
  const description = await temporal.describeTrigger(trackingId);
  if (description.status.name !== 'RUNNING') return readClosedStatus(temporal, description);
  return queryStatus(temporal, trackingId);
}

/**
 * Asks the workflow of an open trigger, through its worker.
 *
 * @throws {AutoTriggerError} NoWorker where none answers within `timeoutMs` milliseconds; UnknownTrigger.
 */
export async function queryStatus(
  temporal: TemporalConnection,
  trackingId: string,
  timeoutMs?: number,
): Promise<TriggerStatus> {
  const status = await queryTrigger(temporal, trackingId, statusQuery, timeoutMs);
  return withFiresToCome(temporal, asOfNow(status));
}

async function readClosedStatus(
  temporal: TemporalConnection,
  description: WorkflowExecutionDescription,
): Promise<TriggerStatus> {
  const { workflowId, runId } = description;
  let reason: string;
  try {
    return asOfNow(
      await temporal.call(() => temporal.client.workflow.result(workflowId, runId, { followRuns: false })),
    );
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    reason = messageOf(error.cause ?? error);
    if (error.cause instanceof ApplicationFailure)
      return { ...(await statusOfRequest(temporal, description)), state: 'failed', reason };
  }
  const { name } = description.status;
  const byServer = name === 'TERMINATED' ? await whyEndedByServer(temporal, { workflowId, runId }) : null;
  const ended =
    byServer === null ? { state: closedStateOf(name), reason } : { state: 'failed' as const, reason: byServer };
  try {
    const last = asOfNow(await queryTrigger(temporal, workflowId, statusQuery, closedQueryTimeoutMs));
    return isClosed(last.state) ? last : { ...last, ...ended, next_fires: [], session: null, requests: [] };
  } catch (error) {
    if (!AutoTriggerError.is(error, 'NoWorker')) throw error;
    const figures = 'its figures are not known here: it did not end by itself, and no worker answers';
    return { ...(await statusOfRequest(temporal, description)), ...ended, limits_reached: [figures] };
  }
}

/** A workflow answers as of its last step, and one that ended lately may be of a version that did not say everything. */
function asOfNow(status: TriggerStatus): TriggerStatus {
  return { ...status, label: status.label ?? null, spent: readSpending(status.spent) };
}

/** The state that a closed workflow's status stands for, where the workflow itself could not say it. */
function closedStateOf(status: WorkflowExecutionStatusName): Extract<TriggerState, 'stopped' | 'failed'> {
  return status === 'CANCELLED' || status === 'TERMINATED' ? 'stopped' : 'failed';
}

/** One sentence: how and when a trigger ended. */
export function describeEnd({ tracking_id, state, state_since, reason }: TriggerStatus): string {
  return `${tracking_id} ended (${state}) at ${state_since}${reason === null ? '' : `: ${reason}`}`;
}
