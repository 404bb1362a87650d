import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { TemporalConnection } from './connection.ts';
import { decodePayload, readHistory } from './history.ts';

export interface StartedRequest {
  /** The argument, as it came over the wire. */
  request: unknown;
  startedAt: Date | null;
}

/** What a run was started with, and when; undefined where the server no longer has it. Empty `runId`: the newest. */
export async function readStartedRequest(
  temporal: TemporalConnection,
  { workflowId, runId }: { workflowId: string; runId: string },
): Promise<StartedRequest | undefined> {
  const history = await readHistory(temporal, { workflowId, runId, maximumPageSize: 1 });
  const [event] = history?.events ?? [];
  if (event === undefined) return undefined;
  const payload = event.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return {
    request: payload && decodePayload(payload),
    startedAt: optionalTsToDate(event.eventTime) ?? null,
  };
}
