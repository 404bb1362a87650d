import { AutoTriggerError, type ErrorCode, type ErrorDetails, messageOf } from '../../contract/errors.ts';
import { limits } from '../../contract/limits.ts';
import type { Update } from '../../contract/message-definition.ts';
import { isClosed, type TriggerStatus } from '../../contract/status.ts';
import { badField, parseWith } from '../../contract/parse.ts';
import { TriggerFilter } from '../../contract/trigger-filter.ts';
import type { LifecycleResult } from '../../contract/update-requests.ts';
import type { ClientContext } from '../context.ts';
import { findOpenTriggers, rowsOf } from './list.ts';
import { mapBounded } from '../server/map-bounded.ts';
import { hindrance } from '../server/query.ts';
import { readStatus } from '../server/status.ts';
import type { TriggerRow } from './trigger-row.ts';
import { sendUpdate } from '../server/update.ts';
import { type IsPolled, watchPolls } from '../server/workers.ts';

export const examplesShown = 3;

/** Where a change of many triggers stands. */
export interface BulkProgress {
  matched: number;
  done: number;
  /** Were so already. */
  unchanged: number;
  failed: number;
  /** Not tried yet. */
  left: number;
}

interface FailureOf<Code extends ErrorCode> {
  tracking_id: string;
  /** `NoWorker`, `TemporalUnreachable`, … : later it may; `WrongState` and the like: it refused. */
  code: Code;
  message: string;
  /** As the error of that code has them. */
  details: ErrorDetails<Code>;
}

/** A trigger that did not take the change; a look at `code` tells what `details` holds. */
export type BulkFailure = { [Code in ErrorCode]: FailureOf<Code> }[ErrorCode];

/** What became of a change of many triggers. */
export interface BulkResult extends Omit<BulkProgress, 'failed'> {
  failed: BulkFailure[];
}

export interface BulkOptions<Example = TriggerRow> {
  /** Asked before anything is changed, with the number of what is meant and a few of it. False: nothing is. */
  confirm?: (matched: number, examples: Example[]) => boolean | Promise<boolean>;
  /** Told after each trigger; the next one waits for it. */
  onProgress?: (progress: BulkProgress) => void | Promise<void>;
  /** Aborted: no further trigger is begun with; those that are in hand finish, and the rest is `left`. */
  signal?: AbortSignal;
}

/** One update for many triggers, and how to tell that it had nothing to change. */
export interface Steering<Input> {
  update: Update<Input, LifecycleResult>;
  argument: Input;
  isSoAlready: (status: TriggerStatus) => boolean;
}

/**
 * Sends one update to all open triggers that a filter means, 20 at once. Each has its own result, and a bounded time.
 * What is so already counts as such, so that repeating a call that was cut off goes on with what is left.
 *
 * @throws {AutoTriggerError} InvalidRequest for a bad filter, or one that means triggers that have ended.
 */
export async function steerMany<Input>(
  context: ClientContext,
  request: TriggerFilter,
  steering: Steering<Input>,
  options: BulkOptions,
): Promise<BulkResult> {
  const filter = parseWith(TriggerFilter, request);
  if (filter.state !== undefined && isClosed(filter.state))
    throw badField('state', `state (${filter.state}): triggers that have ended cannot be changed`, {
      value: filter.state,
    });
  const found = await findOpenTriggers(context, filter);
  const trackingIds = found.map(({ execution }) => execution?.workflowId ?? '');
  const result: BulkResult = { matched: found.length, done: 0, unchanged: 0, left: found.length, failed: [] };
  const { confirm } = options;
  if (confirm !== undefined && found.length > 0) {
    const examples = await rowsOf(context, found.slice(0, examplesShown));
    if (!(await confirm(found.length, examples))) return result;
  }
  const isPolled = watchPolls(context.temporal);
  await eachInTurn(trackingIds, result, options, {
    work: (trackingId) => steerOne(context, trackingId, steering, isPolled),
    failureOf: (trackingId, error) => failureOf(trackingId, error),
  });
  return result;
}

/** How one of many is changed, and how its failure is told. */
interface BulkWork<Item, Failure> {
  work: (item: Item) => Promise<'done' | 'unchanged'>;
  failureOf: (item: Item, error: unknown) => Failure;
}

/** Changes one after the other, 20 at once, and counts in `result` what became of each. */
export async function eachInTurn<Item, Failure extends BulkFailure>(
  items: readonly Item[],
  result: Omit<BulkProgress, 'failed'> & { failed: Failure[] },
  { onProgress, signal }: Omit<BulkOptions<never>, 'confirm'>,
  { work, failureOf }: BulkWork<Item, Failure>,
): Promise<void> {
  let isCutOff = false;
  await mapBounded(items, limits.bulkUpdatesAtOnce, async (item) => {
    if (isCutOff || signal?.aborted === true) return;
    result.left -= 1;
    try {
      result[await work(item)] += 1;
    } catch (error) {
      const failure = failureOf(item, error);
      // without a server each of the rest would only wait for it once more
      isCutOff ||= failure.code === 'TemporalUnreachable' || failure.code === 'BadConfiguration';
      result.failed.push(failure);
    }
    await onProgress?.({ ...result, failed: result.failed.length });
  });
}

/** What is told of a trigger that did not take a change. */
export function failureOf(tracking_id: string, error: unknown): BulkFailure {
  const message = messageOf(error);
  if (!AutoTriggerError.is(error)) return { tracking_id, code: 'TemporalUnreachable', message, details: {} };
  const { code, details } = error;
  return { tracking_id, code, message, details } as BulkFailure;
}

async function steerOne<Input>(
  { temporal }: ClientContext,
  trackingId: string,
  { update, argument, isSoAlready }: Steering<Input>,
  isPolled: IsPolled,
): Promise<'done' | 'unchanged'> {
  const why = await hindrance(temporal, trackingId, isPolled);
  if (why !== null) throw new AutoTriggerError('NoWorker', why, { details: { tracking_id: trackingId } });
  try {
    await sendUpdate(temporal, { trackingId, update, argument });
    return 'done';
  } catch (error) {
    if (!AutoTriggerError.is(error, 'WrongState')) throw error;
    const status = await readStatus(temporal, trackingId).catch(() => undefined);
    if (status !== undefined && isSoAlready(status)) return 'unchanged';
    throw error;
  }
}
