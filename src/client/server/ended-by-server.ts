import type { TemporalConnection } from './connection.ts';

/** As the server calls itself where it ends a workflow that is past its limits. */
const serverIdentity = 'history-service';

/** Why the Temporal server itself terminated a run; null where it did not, as where a person did, or has it no more. */
export async function whyEndedByServer(
  temporal: TemporalConnection,
  { workflowId, runId }: { workflowId: string; runId: string },
): Promise<string | null> {
  const { history } = await temporal.call(() =>
    temporal.service.getWorkflowExecutionHistoryReverse({
      namespace: temporal.namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    }),
  );
  const terminated = history?.events?.[0]?.workflowExecutionTerminatedEventAttributes;
  if (terminated?.identity !== serverIdentity) return null;
  return `the Temporal server ended it, and nobody else: ${terminated.reason || 'it gave no reason'}`;
}
