import { limits } from '../contract/limits.ts';
import { outcomes, type Outcome } from '../contract/session.ts';
import { fireRecords, type FireRecord, type LedgerRow } from '../contract/status.ts';
import type { FireRange } from '../contract/schedule.ts';

/** A row as it is carried from run to run: due, record, lateness, session number, outcome, reason. */
type PackedRow = [number, number, number | null, number | null, number | null, string | null];

export interface LedgerState {
  rows: PackedRow[];
  counts: Record<FireRecord, number>;
}

export function emptyLedger(): LedgerState {
  return { rows: [], counts: { ran: 0, skipped_overlap: 0, skipped_quota: 0, missed_outage: 0 } };
}

/** One record for every fire: the last rows, and counts for ever. */
export class Ledger {
  readonly state: LedgerState;

  constructor(state: LedgerState) {
    this.state = state;
  }

  /** A fire whose session began; its outcome is added when the session ends. */
  recordRun(due_ms: number, started_ms: number, sessionNumber: number): void {
    this.#push([due_ms, fireRecords.indexOf('ran'), started_ms - due_ms, sessionNumber, null, null]);
    this.state.counts.ran += 1;
  }

  recordOutcome(sessionNumber: number, outcome: Outcome): void {
    const row = this.state.rows.findLast(([, , , number]) => number === sessionNumber);
    if (row !== undefined) row[4] = outcomes.indexOf(outcome);
  }

  /** Fires that did not run. However many they are, only as many rows are made as the ledger keeps. */
  recordSkipped(range: FireRange, dueOf: (index: number) => number, record: FireRecord, reason: string): void {
    this.state.counts[record] += range.to - range.from + 1;
    for (let index = Math.max(range.from, range.to - limits.ledgerRows + 1); index <= range.to; index++)
      this.#push([dueOf(index), fireRecords.indexOf(record), null, null, null, reason]);
  }

  rows(sessionIdOf: (sessionNumber: number) => string): LedgerRow[] {
    return this.state.rows.map(([due, record, lateness, number, outcome, reason]) => ({
      due: new Date(due).toISOString(),
      record: fireRecords[record] ?? 'ran',
      reason,
      started_at: lateness === null ? null : new Date(due + lateness).toISOString(),
      lateness_ms: lateness,
      session_id: number === null ? null : sessionIdOf(number),
      session_number: number,
      outcome: outcome === null ? null : (outcomes[outcome] ?? null),
    }));
  }

  #push(row: PackedRow): void {
    this.state.rows.push(row);
    if (this.state.rows.length > limits.ledgerRows) this.state.rows.shift();
  }
}
