import { AutoTriggerError } from '../../contract/errors.ts';
import { badField, parseWith } from '../../contract/parse.ts';
import { isClosed } from '../../contract/status.ts';
import { TriggerFilter } from '../../contract/trigger-filter.ts';
import type { ClientContext } from '../context.ts';
import { purgeTrigger } from '../trigger/purge.ts';
import { findEndedTriggers, rowsOf } from './list.ts';
import { type BulkOptions, type BulkResult, eachInTurn, examplesShown, failureOf } from './steer-many.ts';

/**
 * `purge`, for all that a filter means and that have ended; what is gone already is `unchanged`.
 *
 * @throws {AutoTriggerError} InvalidRequest for a bad filter, or one that means triggers that are open.
 */
export async function purgeMany(
  context: ClientContext,
  request: TriggerFilter,
  options: BulkOptions = {},
): Promise<BulkResult> {
  const filter = parseWith(TriggerFilter, request);
  const { state } = filter;
  if (state !== undefined && !isClosed(state))
    throw badField('state', `state (${state}): only triggers that have ended can be purged`, { value: state });
  const found = await findEndedTriggers(context, filter);
  const result: BulkResult = { matched: found.length, done: 0, unchanged: 0, left: found.length, failed: [] };
  const { confirm } = options;
  if (confirm !== undefined && found.length > 0) {
    const examples = await rowsOf(context, found.slice(0, examplesShown));
    if (!(await confirm(found.length, examples))) return result;
  }
  const ids = found.map(({ execution }) => execution?.workflowId ?? '');
  await eachInTurn(ids, result, options, { work: (id) => purgeOne(context, id), failureOf });
  return result;
}

async function purgeOne({ temporal }: ClientContext, trackingId: string): Promise<'done' | 'unchanged'> {
  try {
    await purgeTrigger(temporal, trackingId);
    return 'done';
  } catch (error) {
    if (AutoTriggerError.is(error, 'UnknownTrigger')) return 'unchanged';
    throw error;
  }
}
