import type { WorkflowExecutionDescription } from '@temporalio/client';
import { outcomes, type Outcome } from '../../contract/session.ts';
import { property } from '../../contract/parse.ts';
import { fireRecords, type FireRecord, type TriggerStatus, triggerStates } from '../../contract/status.ts';
import type { TemporalConnection } from './connection.ts';
import { readSpending } from './spending.ts';
import { readStartedRequest } from './started-request.ts';

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

/** What the request alone tells of a trigger that ended before its workflow could say more. */
export async function statusOfRequest(
  temporal: TemporalConnection,
  { workflowId, runId, memo, startTime, closeTime, raw }: WorkflowExecutionDescription,
): Promise<TriggerStatus> {
  // of a trigger that lives for long, the first run may be gone
  const { request, startedAt } = (await readStartedRequest(temporal, {
    workflowId,
    runId: raw.workflowExecutionInfo?.firstRunId || runId,
  })) ??
    (await readStartedRequest(temporal, { workflowId, runId })) ?? { request: undefined, startedAt: null };
  const options = property(request, 'withAutoTrigger');
  return {
    tracking_id: workflowId,
    email: text(property(request, 'email')) ?? text(memo?.['email']) ?? '',
    goal: text(property(request, 'goal')) ?? text(memo?.['goal']) ?? '',
    label: text(property(request, 'label')) ?? null,
    state: 'failed',
    state_since: (closeTime ?? startTime).toISOString(),
    reason: null,
    paused: null,
    changes: [],
    interval: typeof property(options, 'interval') === 'number' ? (property(options, 'interval') as number) : null,
    start_at: text(property(options, 'start_at')) ?? (startedAt ?? startTime).toISOString(),
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
    spent: readSpending(memo?.['spent']),
    deliveries: { waiting: 0, delivered: 0, given_up: 0, next_attempt_at: null, last_error: null, ended: null },
    web_hook_url: text(property(options, 'web_hook_url')) ?? text(property(request, 'web_hook_url')) ?? null,
    messages: { signals: 0, updates: 0, ignored: 0, notices: [] },
    limits_reached: [],
  };
}

function zeroes<Key extends string>(keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
