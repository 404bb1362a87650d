import { AutoTriggerError } from '../contract/errors.ts';
import { autoTriggerType, statusQuery } from '../contract/messages.ts';
import type { ResourceRequest } from '../contract/resource-request.ts';
import type { TriggerStatus } from '../contract/status.ts';
import type { ClientContext } from './context.ts';
import { mapBounded } from './map-bounded.ts';
import { queryTrigger } from './query.ts';
import { readStatus } from './status.ts';

const triggersAtOnce = 8;
const queryTimeoutMs = 3_000;

/** An open request with the trigger that waits for its answer. */
export type OpenRequest = { tracking_id: string } & ResourceRequest;

/** The open requests of one trigger, oldest first. */
export async function readRequests(context: ClientContext, trackingId: string): Promise<OpenRequest[]> {
  return requestsOf(await readStatus(context.temporal, trackingId));
}

/**
 * The open requests of all triggers, oldest first.
 *
 * A trigger that does not answer is warned of; where none does, that is the error.
 * @throws {AutoTriggerError} NoWorker.
 */
export async function readAllRequests(context: ClientContext): Promise<OpenRequest[]> {
  const trackingIds = await waitingTriggers(context);
  const failures: AutoTriggerError[] = [];
  const found = await mapBounded(trackingIds, triggersAtOnce, async (trackingId) => {
    try {
      return requestsOf(await queryTrigger<TriggerStatus>(context.temporal, trackingId, statusQuery, queryTimeoutMs));
    } catch (error) {
      if (!AutoTriggerError.is(error) || error.code !== 'NoWorker') throw error;
      failures.push(error);
      return [];
    }
  });
  const [first] = failures;
  if (first !== undefined && failures.length === trackingIds.length) throw first;
  for (const failure of failures) context.warn(failure.message);
  return found.flat().toSorted((one, other) => one.asked_at.localeCompare(other.asked_at));
}

function requestsOf({ tracking_id, requests }: TriggerStatus): OpenRequest[] {
  return requests.map((request) => ({ tracking_id, ...request }));
}

/** The triggers that say so, or where the server cannot tell, all that are open. */
async function waitingTriggers({ temporal, searchAttributes }: ClientContext): Promise<string[]> {
  const canTell = (await searchAttributes()).includes('AutoTriggerState');
  const query = `WorkflowType = '${autoTriggerType}' AND ExecutionStatus = 'Running'${canTell ? " AND AutoTriggerState = 'waiting_for_human'" : ''}`;
  const trackingIds: string[] = [];
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await temporal.call(() =>
      temporal.service.listWorkflowExecutions({ namespace: temporal.namespace, query, pageSize: 1_000, nextPageToken }),
    );
    trackingIds.push(...page.executions.map(({ execution }) => execution?.workflowId ?? ''));
    nextPageToken = page.nextPageToken;
  } while (nextPageToken.length > 0);
  return trackingIds;
}
