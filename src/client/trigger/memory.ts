import { parseInput } from '../../contract/message-definition.ts';
import { forgetMemoryUpdate, memoryQuery, setMemoryUpdate } from '../../contract/messages.ts';
import type { MemoryChange, MemoryItem } from '../../contract/results.ts';
import type { ForgetMemoryRequest, SetMemoryRequest } from '../../contract/update-requests.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { queryTrigger } from '../server/query.ts';
import { sendUpdate } from '../server/update.ts';

/**
 * What a trigger remembers, the latest change last. Needs a worker.
 *
 * @throws {AutoTriggerError} UnknownTrigger, NoWorker.
 */
export async function readMemory(temporal: TemporalConnection, trackingId: string): Promise<MemoryItem[]> {
  return queryTrigger(temporal, trackingId, memoryQuery);
}

/** @throws {AutoTriggerError} InvalidRequest; WrongState where the trigger has ended; UnknownTrigger, NoWorker. */
export async function setMemory(
  temporal: TemporalConnection,
  trackingId: string,
  request: SetMemoryRequest,
): Promise<MemoryChange> {
  const argument = parseInput(setMemoryUpdate, request);
  return sendUpdate(temporal, { trackingId, update: setMemoryUpdate, argument });
}

/** @throws {AutoTriggerError} as `setMemory`; UnknownRequest where nothing is remembered under the key. */
export async function forgetMemory(
  temporal: TemporalConnection,
  trackingId: string,
  request: ForgetMemoryRequest,
): Promise<MemoryChange> {
  const argument = parseInput(forgetMemoryUpdate, request);
  return sendUpdate(temporal, { trackingId, update: forgetMemoryUpdate, argument });
}
