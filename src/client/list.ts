import { AutoTriggerError } from '../contract/errors.ts';
import { autoTriggerType } from '../contract/messages.ts';
import { isClosed, type TriggerState, triggerStates } from '../contract/status.ts';
import type { ClientContext } from './context.ts';
import { mapBounded } from './map-bounded.ts';
import { readRow, type TriggerRow } from './trigger-row.ts';

const rowsDefault = 50;
const rowsMax = 1_000;
const rowsAtOnce = 8;

export interface ListFilter {
  state?: TriggerState;
  /** Rows of a page, 1 to 1,000; 50 where left out. */
  limit?: number;
  /** `next_page` of the page before. */
  page?: string;
}

export interface TriggerPage {
  triggers: TriggerRow[];
  /** Given to the next call as `page`; null after the last. */
  next_page: string | null;
}

/**
 * Triggers, the newest first, one row each whatever the number of its runs. Needs no worker.
 *
 * The server's lists follow what happens with a small delay. A page may hold fewer rows than its limit.
 * @throws {AutoTriggerError} InvalidRequest for a state or a page that does not exist.
 */
export async function listTriggers(context: ClientContext, filter: ListFilter = {}): Promise<TriggerPage> {
  const { state, limit = rowsDefault, page } = checkedFilter(filter);
  const query = visibilityQuery(state, await hasStateAttribute(context));
  let nextPageToken = Buffer.from(page ?? '', 'base64url');
  for (;;) {
    const response = await context.temporal.call(() =>
      context.temporal.service.listWorkflowExecutions({
        namespace: context.temporal.namespace,
        query,
        pageSize: limit,
        nextPageToken,
      }),
    );
    const rows = await mapBounded(response.executions, rowsAtOnce, (execution) => readRow(context.temporal, execution));
    const triggers = rows.filter((row) => state === undefined || row.state === state);
    nextPageToken = Buffer.from(response.nextPageToken);
    if (nextPageToken.length === 0) return { triggers, next_page: null };
    if (triggers.length > 0) return { triggers, next_page: nextPageToken.toString('base64url') };
  }
}

function checkedFilter(filter: ListFilter): ListFilter {
  const { state, limit, page } = filter;
  const problems: string[] = [];
  if (state !== undefined && !triggerStates.includes(state))
    problems.push(`state (${state}) must be one of ${triggerStates.join(', ')}`);
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= rowsMax))
    problems.push(`limit (${limit}) must be a whole number from 1 to ${rowsMax}`);
  if (page !== undefined && !/^[\w-]+$/.test(page))
    problems.push(`page (${page}) is not a next_page of an earlier list`);
  if (problems.length > 0) throw new AutoTriggerError('InvalidRequest', problems.join('; '));
  return filter;
}

async function hasStateAttribute(context: ClientContext): Promise<boolean> {
  return (await context.searchAttributes()).includes('AutoTriggerState');
}

function visibilityQuery(state: TriggerState | undefined, hasStateAttribute: boolean): string {
  const triggers = `WorkflowType = '${autoTriggerType}' AND ExecutionStatus != 'ContinuedAsNew'`;
  if (state === undefined) return triggers;
  if (isClosed(state)) return `${triggers} AND ExecutionStatus != 'Running'`;
  return `${triggers} AND ExecutionStatus = 'Running'${hasStateAttribute ? ` AND AutoTriggerState = '${state}'` : ''}`;
}
