import { z } from 'zod';
import { limits } from '../../contract/limits.ts';
import { ledgerQuery } from '../../contract/messages.ts';
import { parseWith } from '../../contract/parse.ts';
import type { LedgerRow } from '../../contract/status.ts';
import type { TemporalConnection } from '../server/connection.ts';
import { queryTrigger } from '../server/query.ts';
import { readStatus } from '../server/status.ts';

const FiresOptions = z.strictObject({ limit: z.int().min(1).max(limits.ledgerRows).optional() });
/** `limit`: so many of the newest fires, 1 to 500; all that the ledger keeps where left out. */
export type FiresOptions = z.infer<typeof FiresOptions>;

/** What became of each fire, and what is to come. */
export interface Fires {
  /** The next five at most, in ISO 8601. */
  next: string[];
  /** Oldest first. */
  past: LedgerRow[];
}

/**
 * The ledger of a trigger. Needs a worker, also for a trigger that has ended: the result of that has the counts alone.
 *
 * @throws {AutoTriggerError} InvalidRequest for a limit that is none; UnknownTrigger; NoWorker.
 */
export async function readFires(
  temporal: TemporalConnection,
  trackingId: string,
  options: FiresOptions = {},
): Promise<Fires> {
  const { limit = limits.ledgerRows } = parseWith(FiresOptions, options);
  const status = await readStatus(temporal, trackingId);
  const rows = await queryTrigger(temporal, trackingId, ledgerQuery);
  return { next: status.next_fires, past: rows.slice(-limit) };
}
