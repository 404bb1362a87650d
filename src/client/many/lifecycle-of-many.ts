import { pauseUpdate, resumeUpdate, stopUpdate } from '../../contract/messages.ts';
import type { PauseRequest, StopRequest } from '../../contract/update-requests.ts';
import { parseInput } from '../../contract/message-definition.ts';
import { isClosed, type TriggerStatus } from '../../contract/status.ts';
import type { TriggerFilter } from '../../contract/trigger-filter.ts';
import type { ClientContext } from '../context.ts';
import { type BulkOptions, type BulkResult, steerMany } from './steer-many.ts';

/** `pause`, for all that a filter means. Those that are paused already are `unchanged`. */
export async function pauseMany(
  context: ClientContext,
  filter: TriggerFilter,
  { reason, by, ...options }: PauseRequest & BulkOptions = {},
): Promise<BulkResult> {
  const argument = parseInput(pauseUpdate, { reason, by });
  return steerMany(context, filter, { update: pauseUpdate, argument, isSoAlready: isPaused }, options);
}

/** `resume`, for all that a filter means. Those that are not paused are `unchanged`. */
export async function resumeMany(
  context: ClientContext,
  filter: TriggerFilter,
  { reason, by, ...options }: PauseRequest & BulkOptions = {},
): Promise<BulkResult> {
  const argument = parseInput(resumeUpdate, { reason, by });
  return steerMany(context, filter, { update: resumeUpdate, argument, isSoAlready: goesOn }, options);
}

/** `stop`, for all that a filter means. Those that end meanwhile are `unchanged`. */
export async function stopMany(
  context: ClientContext,
  filter: TriggerFilter,
  { reason, by, now, ...options }: StopRequest & BulkOptions = {},
): Promise<BulkResult> {
  const argument = parseInput(stopUpdate, { reason, by, now });
  return steerMany(context, filter, { update: stopUpdate, argument, isSoAlready: hasEnded }, options);
}

function isPaused({ paused }: TriggerStatus): boolean {
  return paused !== null;
}

function goesOn({ paused, state }: TriggerStatus): boolean {
  return paused === null && state !== 'draining' && !isClosed(state);
}

function hasEnded({ state }: TriggerStatus): boolean {
  return isClosed(state);
}
