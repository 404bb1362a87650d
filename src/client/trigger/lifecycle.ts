import {
  type LifecycleResult,
  PauseRequest,
  pauseUpdate,
  RescheduleRequest,
  type RescheduleResult,
  rescheduleUpdate,
  resumeUpdate,
  RunNowRequest,
  runNowUpdate,
  StopRequest,
  stopUpdate,
} from '../../contract/messages.ts';
import { parseWith } from '../../contract/parse.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { sendUpdate } from '../server/update.ts';

/**
 * No session begins by itself until `resume`; a running one finishes.
 *
 * @throws {AutoTriggerError} WrongState where it is paused already, is being stopped, or has ended; InvalidRequest,
 * UnknownTrigger, NoWorker.
 */
export async function pauseTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: PauseRequest = {},
): Promise<LifecycleResult> {
  return change(temporal, trackingId, pauseUpdate, parseWith(PauseRequest, request));
}

/** Goes on with the next fire; those of the pause do not run. WrongState where it is not paused. */
export async function resumeTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: PauseRequest = {},
): Promise<LifecycleResult> {
  return change(temporal, trackingId, resumeUpdate, parseWith(PauseRequest, request));
}

/** An extra session, off the grid. WrongState while one runs, unless `queue` is set. */
export async function runTriggerNow(
  temporal: TemporalConnection,
  trackingId: string,
  request: RunNowRequest = {},
): Promise<LifecycleResult> {
  return change(temporal, trackingId, runNowUpdate, parseWith(RunNowRequest, request));
}

/** Another interval, start, end, goal or webhook from now on. InvalidRequest where `create` would say so. */
export async function rescheduleTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: RescheduleRequest,
): Promise<RescheduleResult> {
  return change<RescheduleResult>(temporal, trackingId, rescheduleUpdate, parseWith(RescheduleRequest, request));
}

/** No more sessions; a running one finishes, or ends at once with `now`. WrongState where the trigger has ended. */
export async function stopTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: StopRequest = {},
): Promise<LifecycleResult> {
  return change(temporal, trackingId, stopUpdate, parseWith(StopRequest, request));
}

function change<Result = LifecycleResult>(
  temporal: TemporalConnection,
  trackingId: string,
  update: string,
  argument: object,
): Promise<Result> {
  return sendUpdate<Result>(temporal, { trackingId, update, argument, whenClosed: 'WrongState' });
}
