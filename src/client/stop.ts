import { AutoTriggerError } from '../contract/errors.ts';
import { type LifecycleResult, StopRequest, stopUpdate } from '../contract/messages.ts';
import { describeIssue } from '../contract/trigger.ts';
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
  const parsed = StopRequest.safeParse(request);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => describeIssue(issue, request));
    throw new AutoTriggerError('InvalidRequest', problems.join('; '));
  }
  return sendUpdate<LifecycleResult>(temporal, {
    trackingId,
    update: stopUpdate,
    argument: parsed.data,
    whenClosed: 'WrongState',
  });
}
