import { type LifecycleResult, StopRequest, stopUpdate } from '../contract/messages.ts';
import { parseWith } from '../contract/parse.ts';
import type { TemporalConnection } from './connection.ts';
import { sendUpdate } from './update.ts';

/**
 * No more sessions; a running one finishes, or ends at once with `now`.
 *
 * @throws {AutoTriggerError} WrongState where the trigger has ended; InvalidRequest, UnknownTrigger, NoWorker.
 */
export async function stopTrigger(
  temporal: TemporalConnection,
  trackingId: string,
  request: StopRequest = {},
): Promise<LifecycleResult> {
  return sendUpdate<LifecycleResult>(temporal, {
    trackingId,
    update: stopUpdate,
    argument: parseWith(StopRequest, request),
    whenClosed: 'WrongState',
  });
}
