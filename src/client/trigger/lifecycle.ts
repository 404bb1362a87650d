import { parseInput, type Update } from '../../contract/message-definition.ts';
import { pauseUpdate, rescheduleUpdate, resumeUpdate, runNowUpdate, stopUpdate } from '../../contract/messages.ts';
import type {
  LifecycleResult,
  PauseRequest,
  RescheduleRequest,
  RescheduleResult,
  RunNowRequest,
  RunNowResult,
  StopRequest,
} from '../../contract/update-requests.ts';
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
  return change(temporal, trackingId, pauseUpdate, request);
}

/** Goes on with the next fire; those of the pause do not run. WrongState where it is not paused. */
export async function resumeTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: PauseRequest = {},
): Promise<LifecycleResult> {
  return change(temporal, trackingId, resumeUpdate, request);
}

/** An extra session, off the grid. WrongState while one runs, unless `queue` is set. */
export async function runTriggerNow(
  temporal: TemporalConnection,
  trackingId: string,
  request: RunNowRequest = {},
): Promise<RunNowResult> {
  return change(temporal, trackingId, runNowUpdate, request);
}

/** Another interval, start, end, goal, webhook, configuration or choice of events from now on. InvalidRequest where `create` would say so. */
export async function rescheduleTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: RescheduleRequest,
): Promise<RescheduleResult> {
  return change(temporal, trackingId, rescheduleUpdate, request);
}

/** No more sessions; a running one finishes, or ends at once with `now`. WrongState where the trigger has ended. */
export async function stopTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: StopRequest = {},
): Promise<LifecycleResult> {
  return change(temporal, trackingId, stopUpdate, request);
}

function change<Input, Result>(
  temporal: TemporalConnection,
  trackingId: string,
  update: Update<Input, Result>,
  request: Input,
): Promise<Result> {
  return sendUpdate(temporal, { trackingId, update, argument: parseInput(update, request) });
}
