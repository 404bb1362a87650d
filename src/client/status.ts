import {
  ApplicationFailure,
  WorkflowFailedError,
  type WorkflowExecutionDescription,
  type WorkflowExecutionStatusName,
} from '@temporalio/client';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import { statusQuery } from '../contract/messages.ts';
import { outcomes, type Outcome } from '../contract/session.ts';
import {
  fireRecords,
  isClosed,
  type FireRecord,
  type TriggerState,
  type TriggerStatus,
  triggerStates,
} from '../contract/status.ts';
import type { TemporalConnection } from './connection.ts';
import { decodePayload, readHistory } from './history.ts';
import { queryTrigger } from './query.ts';

const closedQueryTimeoutMs = 2_000;

/**
 * A trigger in full. An open one is asked through its worker; one that ended by itself or was stopped needs none.
 *
 * @throws {AutoTriggerError} UnknownTrigger; NoWorker for an open trigger.
 */
export async function readStatus(temporal: TemporalConnection, trackingId: string): Promise<TriggerStatus> {
  const description = await temporal.describeTrigger(trackingId);
  if (description.status.name === 'RUNNING') return queryTrigger<TriggerStatus>(temporal, trackingId, statusQuery);
  return readClosedStatus(temporal, description);
}

async function readClosedStatus(
  temporal: TemporalConnection,
  description: WorkflowExecutionDescription,
): Promise<TriggerStatus> {
  const { workflowId, runId } = description;
  let reason: string;
  try {
    return await temporal.call(() => temporal.client.workflow.result(workflowId, runId, { followRuns: false }));
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    reason = messageOf(error.cause ?? error);
    if (error.cause instanceof ApplicationFailure)
      return { ...(await statusOfRequest(temporal, description)), state: 'failed', reason };
  }
  const ended = { state: closedStateOf(description.status.name), reason };
  try {
    const last = await queryTrigger<TriggerStatus>(temporal, workflowId, statusQuery, closedQueryTimeoutMs);
    return isClosed(last.state) ? last : { ...last, ...ended, next_fires: [], session: null, requests: [] };
  } catch (error) {
    if (!AutoTriggerError.is(error) || error.code !== 'NoWorker') throw error;
    const figures = 'its figures are not known here: it did not end by itself, and no worker answers';
    return { ...(await statusOfRequest(temporal, description)), ...ended, limits_reached: [figures] };
  }
}

/** What the server alone tells of an open trigger that does not answer. The figures, which only a worker knows, are 0. */
export async function statusWithoutWorker(
  temporal: TemporalConnection,
  description: WorkflowExecutionDescription,
): Promise<TriggerStatus> {
  const attributes = new Map<string, unknown>(
    description.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]),
  );
  const nextFire = attributes.get('AutoTriggerNextFire');
  return {
    ...(await statusOfRequest(temporal, description)),
    state: triggerStates.find((state) => state === attributes.get('AutoTriggerState')) ?? 'scheduled',
    next_fires: nextFire instanceof Date ? [nextFire.toISOString()] : [],
    limits_reached: ['its figures are not known here: no worker answers for it'],
  };
}

/** The state that a closed workflow's status stands for, where the workflow itself could not say it. */
function closedStateOf(status: WorkflowExecutionStatusName): Extract<TriggerState, 'stopped' | 'failed'> {
  return status === 'CANCELLED' || status === 'TERMINATED' ? 'stopped' : 'failed';
}

/** One sentence: how and when a trigger ended. */
export function describeEnd({ tracking_id, state, state_since, reason }: TriggerStatus): string {
  return `${tracking_id} ended (${state}) at ${state_since}${reason === null ? '' : `: ${reason}`}`;
}

/** What the request alone tells of a trigger that ended before its workflow could say more. */
async function statusOfRequest(
  temporal: TemporalConnection,
  { workflowId, runId, memo, startTime, closeTime, raw }: WorkflowExecutionDescription,
): Promise<TriggerStatus> {
  // of a trigger that lives for long, the first run may be gone
  const { request, acceptedAt } =
    (await firstRequest(temporal, workflowId, raw.workflowExecutionInfo?.firstRunId ?? runId)) ??
    (await firstRequest(temporal, workflowId, runId)) ??
    noRequest;
  const options = property(request, 'withAutoTrigger');
  return {
    tracking_id: workflowId,
    email: text(property(request, 'email')) ?? text(memo?.['email']) ?? '',
    goal: text(property(request, 'goal')) ?? text(memo?.['goal']) ?? '',
    state: 'failed',
    state_since: (closeTime ?? startTime).toISOString(),
    reason: null,
    interval: typeof property(options, 'interval') === 'number' ? (property(options, 'interval') as number) : null,
    start_at: text(property(options, 'start_at')) ?? (acceptedAt ?? startTime).toISOString(),
    end_at: text(property(options, 'end_at')) ?? null,
    next_fires: [],
    session: null,
    last: null,
    requests: [],
    closed_requests: [],
    grants: [],
    sessions: { started: 0, ...zeroes<Outcome>(outcomes) },
    fires: zeroes<FireRecord>(fireRecords),
    consecutive_failures: 0,
    deliveries: { waiting: 0, delivered: 0, given_up: 0, next_attempt_at: null, last_error: null, ended: null },
    web_hook_url: text(property(options, 'web_hook_url')) ?? text(property(request, 'web_hook_url')) ?? null,
    messages: { signals: 0, updates: 0, ignored: 0, notices: [] },
    limits_reached: [],
  };
}

interface FirstRequest {
  request: unknown;
  acceptedAt: Date | null;
}

const noRequest: FirstRequest = { request: undefined, acceptedAt: null };

/** What a run was begun with, and when; undefined where the server no longer has that run. */
async function firstRequest(
  temporal: TemporalConnection,
  workflowId: string,
  runId: string,
): Promise<FirstRequest | undefined> {
  const history = await readHistory(temporal, { workflowId, runId, maximumPageSize: 1 });
  const [event] = history?.events ?? [];
  if (event === undefined) return undefined;
  const payload = event.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return {
    request: payload && decodePayload(payload),
    acceptedAt: event.eventTime ? new Date(Number(event.eventTime.seconds ?? 0) * 1_000) : null,
  };
}

function zeroes<Key extends string>(keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
