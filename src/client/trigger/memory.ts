import type { MemoryChange, MemoryItem } from '../../contract/results.ts';
import {
  ForgetMemoryRequest,
  forgetMemoryUpdate,
  memoryQuery,
  SetMemoryRequest,
  setMemoryUpdate,
} from '../../contract/messages.ts';
import { parseWith } from '../../contract/parse.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { queryTrigger } from '../server/query.ts';
import { sendUpdate } from '../server/update.ts';

/**
 * What a trigger remembers, the latest change last. Needs a worker.
 *
 * @throws {AutoTriggerError} UnknownTrigger, NoWorker.
 */
export async function readMemory(temporal: TemporalConnection, trackingId: string): Promise<MemoryItem[]> {
  return queryTrigger<MemoryItem[]>(temporal, trackingId, memoryQuery);
}

/** @throws {AutoTriggerError} InvalidRequest; WrongState where the trigger has ended; UnknownTrigger, NoWorker. */
export async function setMemory(
  temporal: TemporalConnection,
  trackingId: string,
  request: SetMemoryRequest,
): Promise<MemoryChange> {
  const argument = parseWith(SetMemoryRequest, request);
  return sendUpdate<MemoryChange>(temporal, {
    trackingId,
    update: setMemoryUpdate,
    argument,
    whenClosed: 'WrongState',
  });
}

/** @throws {AutoTriggerError} as `setMemory`; UnknownRequest where nothing is remembered under the key. */
export async function forgetMemory(
  temporal: TemporalConnection,
  trackingId: string,
  request: ForgetMemoryRequest,
): Promise<MemoryChange> {
  const argument = parseWith(ForgetMemoryRequest, request);
  return sendUpdate<MemoryChange>(temporal, {
    trackingId,
    update: forgetMemoryUpdate,
    argument,
    whenClosed: 'WrongState',
  });
}
