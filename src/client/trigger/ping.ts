import type { DeliveryAttempt } from '../../contract/events.ts';
import { pingUpdate } from '../../contract/messages.ts';
import { adviceOn } from '../../webhooks/advice.ts';
import type { ClientContext } from '../context.ts';
import { sendUpdate } from '../server/update.ts';

/** What came back of a test event. */
export interface PingResult extends DeliveryAttempt {
  delivered: boolean;
  /** What to do about it, or about master keys that differ; null where nothing is to be done. */
  advice: string | null;
}

/**
 * Sends a signed test event the way that every event of the trigger goes, and says what came back.
 *
 * @throws {AutoTriggerError} WrongState where the trigger has ended or has no webhook; UnknownTrigger, NoWorker.
 */
export async function sendPing({ temporal, keyProblem }: ClientContext, trackingId: string): Promise<PingResult> {
  const { outcome, attempt } = await sendUpdate(temporal, {
    trackingId,
    update: pingUpdate,
    argument: {},
    timeoutMs: 60_000,
  });
  const problem = await keyProblem();
  return { delivered: outcome === 'delivered', ...attempt, advice: problem ?? adviceOn(attempt) };
}
