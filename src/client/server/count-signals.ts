import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { CountSignalsInput } from '../../contract/activities.ts';
import type { TemporalConnection } from './connection.ts';
import { readHistory } from './history.ts';

/**
 * How many signals of a name a run was sent before an instant, by the server's clock.
 *
 * @throws {AutoTriggerError} UnknownTrigger where the server does not have the run.
 */
export async function countSignals(
  temporal: TemporalConnection,
  { workflow_id, run_id, signal, before }: CountSignalsInput,
): Promise<number> {
  const beforeMs = Date.parse(before);
  let count = 0;
  let nextPageToken = new Uint8Array();
  do {
    const page = await readHistory(temporal, { workflowId: workflow_id, runId: run_id, nextPageToken });
    if (page === undefined) throw temporal.unknownTrigger(workflow_id);
    for (const { eventTime, workflowExecutionSignaledEventAttributes: signaled } of page.events) {
      const sentAt = optionalTsToDate(eventTime);
      if (signaled?.signalName === signal && sentAt !== undefined && sentAt.getTime() < beforeMs) count += 1;
    }
    nextPageToken = Uint8Array.from(page.nextPageToken);
  } while (nextPageToken.length > 0);
  return count;
}
