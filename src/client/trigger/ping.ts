import type { DeliveryAttempt } from '../../contract/events.ts';
import { pingUpdate } from '../../contract/messages.ts';
import { adviceOn } from '../../webhooks/advice.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { sendUpdate } from '../server/update.ts';

/** What came back of a test event. */
export interface PingResult extends DeliveryAttempt {
  delivered: boolean;
  /** What to do about it; null where nothing is to be done. */
  advice: string | null;
}

/**
 * Sends a signed test event the way that every event of the trigger goes, and says what came back.
 *
 * @throws {AutoTriggerError} WrongState where the trigger has ended or has no webhook; UnknownTrigger, NoWorker.
 */
export async function sendPing(temporal: TemporalConnection, trackingId: string): Promise<PingResult> {
  const { outcome, attempt } = await sendUpdate(temporal, {
    trackingId,
    update: pingUpdate,
    argument: {},
    timeoutMs: 60_000,
  });
  return { delivered: outcome === 'delivered', ...attempt, advice: adviceOn(attempt) };
}
