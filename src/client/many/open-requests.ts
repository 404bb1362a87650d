import { AutoTriggerError } from '../../contract/errors.ts';
import { statusQuery } from '../../contract/messages.ts';
import type { ResourceRequest } from '../../contract/resource-request.ts';
import type { TriggerStatus } from '../../contract/status.ts';
import type { TriggerFilter } from '../../contract/trigger-filter.ts';
import type { ClientContext } from '../context.ts';
import { findOpenTriggers } from './list.ts';
import { mapBounded } from '../server/map-bounded.ts';
import { hindrance, queryTrigger } from '../server/query.ts';
import { readStatus } from '../server/status.ts';
import type { ListedExecution } from './trigger-row.ts';
import { type IsPolled, watchPolls } from '../server/workers.ts';

const triggersAtOnce = 8;
const queryTimeoutMs = 3_000;

/** An open request with the trigger that waits for its answer. */
export type OpenRequest = { tracking_id: string } & ResourceRequest;

/** The open requests of one trigger, oldest first. */
export async function readRequests(context: ClientContext, trackingId: string): Promise<OpenRequest[]> {
  return requestsOf(await readStatus(context.temporal, trackingId));
}

/**
 * The open requests of all triggers that a filter means, oldest first.
 *
 * A trigger that does not answer is warned of; where none does, that is the error.
 * @throws {AutoTriggerError} NoWorker.
 */
export async function readAllRequests(context: ClientContext, filter: TriggerFilter = {}): Promise<OpenRequest[]> {
  const waiting = await waitingTriggers(context, filter);
  const isPolled = watchPolls(context.temporal);
  const failures: AutoTriggerError[] = [];
  const found = await mapBounded(waiting, triggersAtOnce, async (execution) => {
    try {
      return await askRequests(context, execution, isPolled);
    } catch (error) {
      if (!AutoTriggerError.is(error, 'NoWorker')) throw error;
      failures.push(error);
      return [];
    }
  });
  const [first] = failures;
  if (first !== undefined && failures.length === waiting.length) throw first;
  for (const failure of failures) context.warn(failure.message);
  return found.flat().toSorted((one, other) => one.asked_at.localeCompare(other.asked_at));
}

function requestsOf({ tracking_id, requests }: TriggerStatus): OpenRequest[] {
  return requests.map((request) => ({ tracking_id, ...request }));
}

/** The triggers that say so, or where the server cannot tell, all that are open. */
async function waitingTriggers(context: ClientContext, filter: TriggerFilter): Promise<ListedExecution[]> {
  const canTell = (await context.searchAttributes()).includes('AutoTriggerState');
  return findOpenTriggers(context, canTell ? { state: 'waiting_for_human', ...filter } : filter);
}

/** As one trigger after another is asked, a queue that nobody polls is to cost its time once. */
async function askRequests(
  { temporal }: ClientContext,
  { execution, taskQueue }: ListedExecution,
  isPolled: IsPolled,
): Promise<OpenRequest[]> {
  const trackingId = execution?.workflowId ?? '';
  if (!(await isPolled(taskQueue ?? '')))
    throw new AutoTriggerError(
      'NoWorker',
      (await hindrance(temporal, trackingId, isPolled)) ?? `${trackingId} does not answer`,
      { details: { tracking_id: trackingId } },
    );
  return requestsOf(await queryTrigger(temporal, trackingId, statusQuery, queryTimeoutMs));
}
