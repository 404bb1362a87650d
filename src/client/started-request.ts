import type { TemporalConnection } from './connection.ts';
import { decodePayload, readHistory } from './history.ts';

/** The argument that a run was started with; undefined where the server no longer has the run. Empty `runId`: the newest. */
export async function readStartedRequest(
  temporal: TemporalConnection,
  { workflowId, runId }: { workflowId: string; runId: string },
): Promise<unknown> {
  const history = await readHistory(temporal, { workflowId, runId, maximumPageSize: 1 });
  const payload = history?.events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return payload && decodePayload(payload);
}
