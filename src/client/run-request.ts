import type { TemporalConnection } from './connection.ts';
import { decodePayload, readHistory } from './history.ts';

export interface RunRequest {
  /** As it came over the wire. */
  request: unknown;
  /** When the run began. */
  acceptedAt: Date | null;
}

/** What a run was begun with, and when; undefined where the server no longer has that run. Empty `runId`: the newest. */
export async function readRunRequest(
  temporal: TemporalConnection,
  workflowId: string,
  runId: string,
): Promise<RunRequest | undefined> {
  const history = await readHistory(temporal, { workflowId, runId, maximumPageSize: 1 });
  const [event] = history?.events ?? [];
  if (event === undefined) return undefined;
  const payload = event.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return {
    request: payload && decodePayload(payload),
    acceptedAt: event.eventTime ? new Date(Number(event.eventTime.seconds ?? 0) * 1_000) : null,
  };
}
