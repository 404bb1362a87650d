import { AutoTriggerError } from '../../contract/errors.ts';
import { limits } from '../../contract/limits.ts';
import { autoTriggerType, type SearchAttributeName } from '../../contract/temporal-names.ts';
import { badField, parseWith } from '../../contract/parse.ts';
import { ListFilter, type TriggerFilter } from '../../contract/trigger-filter.ts';
import type { ClientContext } from '../context.ts';
import { mapBounded } from '../server/map-bounded.ts';
import { WorkflowExecutionStatus } from '../server/temporal-enums.ts';
import { pageToken, readPageToken } from './page-token.ts';
import { type ListedExecution, readRow, type RowReader, type TriggerRow } from './trigger-row.ts';
import { planSearch, type TriggerSearch } from './trigger-search.ts';
import { watchPolls } from '../server/workers.ts';

const rowsDefault = 50;
const rowsAtOnce = 16;

export interface TriggerPage {
  triggers: TriggerRow[];
  /** Given to the next call as `page`, with the same filter; null after the last. */
  next_page: string | null;
}

/**
 * Triggers, those first whose present run is the newest, one row each whatever the number of runs. Needs no worker
 * where the server has the search attributes.
 *
 * The server's lists follow what happens with a small delay.
 * @throws {AutoTriggerError} InvalidRequest for a bad filter, or a page that is not of a list with the same one.
 */
export async function listTriggers(context: ClientContext, request: ListFilter = {}): Promise<TriggerPage> {
  const { limit = rowsDefault, page, ...filter } = parseWith(ListFilter, request);
  const start = page === undefined ? { nowMs: Date.now(), serverToken: Buffer.of() } : readPageToken(page, filter);
  const { nowMs } = start;
  return withAttributes(context, async (usable) => {
    const search = planSearch(filter, usable, nowMs);
    const reader = rowReader(context, usable);
    const triggers: TriggerRow[] = [];
    const serverToken = await readPages(context, {
      search,
      filter,
      serverToken: start.serverToken,
      missing: () => limit - triggers.length,
      take: async (executions) => void triggers.push(...(await readRows(reader, search, executions))),
    });
    return { triggers, next_page: serverToken.length === 0 ? null : pageToken(filter, { nowMs, serverToken }) };
  });
}

/** All triggers that a filter means and that have not ended. */
export async function findOpenTriggers(context: ClientContext, filter: TriggerFilter): Promise<ListedExecution[]> {
  return findAll(context, filter, "ExecutionStatus = 'Running'");
}

/** All triggers that a filter means and that have ended. */
export async function findEndedTriggers(context: ClientContext, filter: TriggerFilter): Promise<ListedExecution[]> {
  return findAll(context, filter, "ExecutionStatus != 'Running'");
}

async function findAll(context: ClientContext, filter: TriggerFilter, and: string): Promise<ListedExecution[]> {
  return withAttributes(context, async (usable) => {
    const planned = planSearch(filter, usable, Date.now());
    const search = { ...planned, query: `${planned.query} AND ${and}` };
    const reader = rowReader(context, usable);
    const found: ListedExecution[] = [];
    await readPages(context, {
      search,
      filter,
      serverToken: new Uint8Array(),
      missing: () => limits.listRowsMax,
      take: async (executions) => void found.push(...(await fitting(reader, search, executions))),
    });
    return found;
  });
}

/** The rows of listed triggers. */
export async function rowsOf(context: ClientContext, executions: readonly ListedExecution[]): Promise<TriggerRow[]> {
  const reader = rowReader(context, await context.searchAttributes());
  return mapBounded(executions, rowsAtOnce, (execution) => readRow(reader, execution));
}

/** With the attributes that the server has, or none where it refuses them: it may take a minute to know new ones. */
async function withAttributes<Result>(
  { searchAttributes: usableAttributes }: ClientContext,
  look: (usable: readonly SearchAttributeName[]) => Promise<Result>,
): Promise<Result> {
  const usable = await usableAttributes();
  try {
    return await look(usable);
  } catch (error) {
    if (usable.length === 0 || !AutoTriggerError.is(error, 'InvalidRequest')) throw error;
    return look([]);
  }
}

function rowReader({ temporal }: ClientContext, usable: readonly SearchAttributeName[]): RowReader {
  return { temporal, usable, isPolled: watchPolls(temporal) };
}

interface SearchPosition {
  search: TriggerSearch;
  filter: TriggerFilter;
  serverToken: Uint8Array;
}

interface PageReading extends SearchPosition {
  /** How many more are wanted; none ends it. */
  missing: () => number;
  take: (executions: ListedExecution[]) => Promise<void>;
}

/** Reads page after page, until enough was taken or there is no more; where it stands then, empty at the end. */
async function readPages(context: ClientContext, { missing, take, ...position }: PageReading): Promise<Uint8Array> {
  let { serverToken } = position;
  do {
    const page = await searchPage(context, { ...position, serverToken }, missing());
    await take(page.executions);
    serverToken = page.serverToken;
  } while (serverToken.length > 0 && missing() > 0);
  return serverToken;
}

async function searchPage(
  { temporal }: ClientContext,
  { search, filter, serverToken }: SearchPosition,
  pageSize: number,
): Promise<{ executions: ListedExecution[]; serverToken: Uint8Array }> {
  const { namespace } = temporal;
  const { query } = search;
  try {
    const request = { namespace, query, pageSize, nextPageToken: serverToken };
    const response = await temporal.call(() => temporal.service.listWorkflowExecutions(request));
    // whatever a query of the caller's brings to light, it is about triggers
    const executions = response.executions.filter(
      ({ type, status }) =>
        type?.name === autoTriggerType && status !== WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW,
    );
    return { executions, serverToken: response.nextPageToken };
  } catch (error) {
    if (filter.query === undefined || !AutoTriggerError.is(error, 'InvalidRequest')) throw error;
    throw badField('query', `query (${filter.query}): ${error.message}`, { value: filter.query, cause: error });
  }
}

async function readRows(
  reader: RowReader,
  { matches }: TriggerSearch,
  executions: readonly ListedExecution[],
): Promise<TriggerRow[]> {
  const rows = await mapBounded(executions, rowsAtOnce, (execution) => readRow(reader, execution));
  return matches === null ? rows : rows.filter(matches);
}

/** Those of listed executions whose rows a search means. */
async function fitting(
  reader: RowReader,
  search: TriggerSearch,
  executions: ListedExecution[],
): Promise<ListedExecution[]> {
  if (search.matches === null) return executions;
  const rows = await readRows(reader, search, executions);
  const ids = new Set(rows.map((row) => row.tracking_id));
  return executions.filter(({ execution }) => ids.has(execution?.workflowId ?? ''));
}
