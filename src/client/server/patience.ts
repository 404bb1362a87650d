import { setTimeout as pause } from 'node:timers/promises';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { TemporalConnection } from './connection.ts';

/** A server may restart while someone follows; after this it is gone. */
const patienceMs = 120_000;
const betweenTriesMs = 750;

/**
 * Repeats an operation that only reads while the server is away, for two minutes.
 *
 * @throws {AutoTriggerError} TemporalUnreachable after that; any other error at once.
 */
export async function patiently<Result>(
  temporal: TemporalConnection,
  operation: () => Promise<Result>,
  onNotice: (notice: string) => void = () => undefined,
): Promise<Result> {
  const { address } = temporal.settings;
  const giveUpAt = Date.now() + patienceMs;
  for (let isLost = false; ; isLost = true) {
    try {
      const result = await operation();
      if (isLost) onNotice(`the Temporal server at ${address} answers again`);
      return result;
    } catch (error) {
      const isUnreachable = AutoTriggerError.is(error, 'TemporalUnreachable');
      if (!isUnreachable || Date.now() >= giveUpAt) throw error;
      if (!isLost) onNotice(`the Temporal server at ${address} does not answer; trying again`);
      await pause(betweenTriesMs);
    }
  }
}
