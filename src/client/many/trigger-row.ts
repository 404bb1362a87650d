import type { WorkflowExecutionDescription } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { decodeTime } from 'ulid';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { Spending } from '../../contract/spending.ts';
import { searchAttributes, type SearchAttributeName } from '../../contract/temporal-names.ts';
import { isClosed, type TriggerState, type TriggerStatus } from '../../contract/status.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { whyEndedByServer } from '../server/ended-by-server.ts';
import { decodePayload } from '../server/history.ts';
import { readSpending } from '../server/spending.ts';
import { queryStatus, readStatus } from '../server/status.ts';
import { readTrouble } from '../server/stuck.ts';
import { WorkflowExecutionStatus } from '../server/temporal-enums.ts';
import type { IsPolled } from '../server/workers.ts';

const rowQueryTimeoutMs = 2_000;
const {
  WORKFLOW_EXECUTION_STATUS_RUNNING: running,
  WORKFLOW_EXECUTION_STATUS_COMPLETED: completed,
  WORKFLOW_EXECUTION_STATUS_CANCELED: canceled,
  WORKFLOW_EXECUTION_STATUS_TERMINATED: terminated,
} = WorkflowExecutionStatus;

/** A trigger as `list` shows it. */
export interface TriggerRow {
  tracking_id: string;
  /** Null where the server has no search attributes and no worker answers. */
  state: TriggerState | null;
  /** True also while a question of a paused trigger is still open; null where that is not known. */
  paused: boolean | null;
  email: string | null;
  goal: string | null;
  label: string | null;
  next_fire_at: string | null;
  last_outcome: string | null;
  /** What its sessions used of models. */
  spent: Spending;
  started_at: string | null;
  /** Its workflow task keeps failing: no worker can run it as it is. */
  stuck: boolean;
}

type ListResponse = Awaited<ReturnType<TemporalConnection['service']['listWorkflowExecutions']>>;
export type ListedExecution = ListResponse['executions'][number];

export interface RowReader {
  temporal: TemporalConnection;
  /** The search attributes that the server has; with all of them a row needs no worker. */
  usable: readonly SearchAttributeName[];
  isPolled: IsPolled;
}

/** The row of a listed execution, with what the list does not hold asked of the server, and at need of the workflow. */
export async function readRow(reader: RowReader, execution: ListedExecution): Promise<TriggerRow> {
  const { temporal, usable, isPolled } = reader;
  const trackingId = execution.execution?.workflowId ?? '';
  const { status } = execution;
  const isOpen = status === running;
  const attribute = (name: SearchAttributeName) => payloadText(execution.searchAttributes?.indexedFields?.[name]);
  const memo = (key: string) => payloadText(execution.memo?.fields?.[key]);
  const description = isOpen ? await temporal.describeTrigger(trackingId) : undefined;
  const run = { workflowId: trackingId, runId: execution.execution?.runId ?? '' };
  const isByServer = status === terminated && (await whyEndedByServer(temporal, run)) !== null;
  const state = isByServer ? 'failed' : stateOf(status, attribute('AutoTriggerState'));
  const trouble = description && (await readTrouble(temporal, description));
  const listedFire = attribute('AutoTriggerNextFire');
  // while a session runs, or waits for a human, what is listed may have passed
  const isOutdated = isBusy(state) && listedFire !== null && Date.parse(listedFire) <= Date.now();
  const isInDoubt = state === null || (isOpen && lacksAttributes(state, usable)) || isOutdated;
  const canAnswer = async () => !isOpen || (!trouble && (await isPolled(description?.taskQueue ?? '')));
  const asked = isInDoubt && (await canAnswer()) ? await askStatus(temporal, trackingId, isOpen) : null;
  const nextFireAt = asked === null ? (isOutdated ? null : listedFire) : (asked.next_fires[0] ?? null);
  return {
    tracking_id: trackingId,
    state: state ?? asked?.state ?? null,
    paused: isPaused(state, attribute('AutoTriggerPausedSince'), asked, usable),
    email: attribute('AutoTriggerEmail') ?? memo('email') ?? asked?.email ?? null,
    goal: memo('goal') ?? asked?.goal ?? null,
    label: memo('label') ?? asked?.label ?? null,
    next_fire_at: isOpen && nextFireAt !== null ? new Date(nextFireAt).toISOString() : null,
    last_outcome: attribute('AutoTriggerLastOutcome') ?? asked?.last?.outcome ?? null,
    spent: asked?.spent ?? readSpending(decodeIfThere(execution.memo?.fields?.['spent'])),
    started_at: memo('started_at') ?? (await startedAt(temporal, execution, description)),
    stuck: Boolean(trouble),
  };
}

/** True where the list does not tell all of an open trigger. */
function lacksAttributes(state: TriggerState, usable: readonly SearchAttributeName[]): boolean {
  const names = Object.keys(searchAttributes) as SearchAttributeName[];
  // of all but one that waits for a person the state says whether it is paused
  return names.some(
    (name) => !usable.includes(name) && (name !== 'AutoTriggerPausedSince' || state === 'waiting_for_human'),
  );
}

function isPaused(
  listed: TriggerState | null,
  since: string | null,
  asked: TriggerStatus | null,
  usable: readonly SearchAttributeName[],
): boolean | null {
  const state = asked?.state ?? listed;
  if (state === null) return null;
  if (state !== 'waiting_for_human') return state === 'paused';
  if (asked !== null) return asked.paused !== null;
  return usable.includes('AutoTriggerPausedSince') ? since !== null : null;
}

function isBusy(state: TriggerState | null): boolean {
  return state === 'running' || state === 'waiting_for_human';
}

/** The state as far as the list tells it; null where the workflow has to be asked. */
function stateOf(status: ListedExecution['status'], stored: string | null): TriggerState | null {
  const state = stored as TriggerState | null;
  if (state !== null && isClosed(state) === (status !== running)) return state;
  if (status === running || status === completed) return null;
  return status === canceled || status === terminated ? 'stopped' : 'failed';
}

async function askStatus(
  temporal: TemporalConnection,
  trackingId: string,
  isOpen: boolean,
): Promise<TriggerStatus | null> {
  try {
    if (!isOpen) return await readStatus(temporal, trackingId);
    return await queryStatus(temporal, trackingId, rowQueryTimeoutMs);
  } catch (error) {
    if (AutoTriggerError.is(error, 'NoWorker')) return null;
    throw error;
  }
}

/** When the first run began: our ids tell it; of another id the server does, as long as it keeps that run. */
async function startedAt(
  temporal: TemporalConnection,
  { execution, startTime }: ListedExecution,
  description: WorkflowExecutionDescription | undefined,
): Promise<string | null> {
  const id = execution?.workflowId ?? '';
  if (/^trg_[0-9a-z]{26}$/.test(id)) return new Date(decodeTime(id.slice(4).toUpperCase())).toISOString();
  const firstRunId = description?.raw.workflowExecutionInfo?.firstRunId;
  if (firstRunId && firstRunId !== execution?.runId) return temporal.runStartedAt(id, firstRunId);
  return optionalTsToDate(startTime)?.toISOString() ?? null;
}

type Payload = Parameters<typeof decodePayload>[0];

function decodeIfThere(payload: Payload | undefined): unknown {
  return payload && decodePayload(payload);
}

function payloadText(payload: Payload | undefined): string | null {
  const value = decodeIfThere(payload);
  return typeof value === 'string' ? value : null;
}
