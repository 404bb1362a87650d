import { limits } from '../contract/limits.ts';
import { outcomes, type Outcome } from '../contract/session.ts';
import { fireRecords, type FireRecord, type LedgerRow } from '../contract/status.ts';
import { sessionId } from '../contract/session-id.ts';
import type { FireRange } from '../contract/schedule.ts';

/**
 * A row as it is carried from run to run: due, record, lateness, session number, outcome, reason, how long it waited for a
 * browser, and the mark of the run that the session began in. In place of its lateness a session that was asked for, which has no due time, has the moment of its
 * record.
 */
type PackedRow = [number | null, number, number | null, number | null, number | null, string | null, number?, string?];

export interface LedgerState {
  rows: PackedRow[];
  counts: Record<FireRecord, number>;
}

export function emptyLedger(): LedgerState {
  return { rows: [], counts: { ran: 0, skipped_overlap: 0, skipped_quota: 0, missed_outage: 0, skipped_paused: 0 } };
}

/** One record for every fire: the last rows, and counts for ever. */
export class Ledger {
  readonly state: LedgerState;

  constructor(state: LedgerState) {
    this.state = state;
  }

  /** A fire whose session began; its outcome is added when the session ends. */
  recordRun(due_ms: number | null, now: number, session: { number: number; mark: string }): void {
    this.state.counts.ran += 1;
    this.#push([due_ms, fireRecords.indexOf('ran'), now - (due_ms ?? 0), session.number, null, null, 0, session.mark]);
  }

  recordOutcome(sessionNumber: number, outcome: Outcome): void {
    const row = this.#rowOf(sessionNumber);
    if (row !== undefined) row[4] = outcomes.indexOf(outcome);
  }

  /** What a session waited for a place among a worker's pages, in milliseconds. */
  recordBrowserWait(sessionNumber: number, waitedMs: number): void {
    const row = this.#rowOf(sessionNumber);
    if (row !== undefined) row[6] = (row[6] ?? 0) + waitedMs;
  }

  /** What else there is to say of a session. */
  note(sessionNumber: number, reason: string): void {
    const row = this.#rowOf(sessionNumber);
    if (row !== undefined) row[5] = reason;
  }

  /** Fires that did not run. However many they are, only as many rows are made as the ledger keeps. */
  recordSkipped(range: FireRange, dueOf: (index: number) => number, record: FireRecord, reason: string): void {
    this.state.counts[record] += range.to - range.from + 1;
    for (let index = Math.max(range.from, range.to - limits.ledgerRows + 1); index <= range.to; index++)
      this.#push([dueOf(index), fireRecords.indexOf(record), null, null, null, reason]);
  }

  /** One fire, or a session that was asked for, that did not run. */
  recordUnused(due_ms: number | null, now: number, record: FireRecord, reason: string): void {
    this.state.counts[record] += 1;
    this.#push([due_ms, fireRecords.indexOf(record), due_ms === null ? now : null, null, null, reason]);
  }

  /** `firstMark`: of the trigger's first run, after which version 0.1.0 named all sessions. */
  rows(firstMark: string): LedgerRow[] {
    return this.state.rows.map((row) => {
      const [due, record, lateness, number, outcome, reason, waited = 0, mark = firstMark] = row;
      const hasRun = number !== null;
      return {
        due: due === null ? null : new Date(due).toISOString(),
        record: fireRecords[record] ?? 'ran',
        reason,
        started_at: hasRun ? new Date(timeOf(row) + (due === null ? 0 : (lateness ?? 0))).toISOString() : null,
        lateness_ms: due === null || lateness === null ? null : lateness + waited,
        session_id: hasRun ? sessionId(mark, number) : null,
        session_number: number,
        outcome: outcome === null ? null : (outcomes[outcome] ?? null),
      };
    });
  }

  #rowOf(sessionNumber: number): PackedRow | undefined {
    return this.state.rows.findLast(([, , , number]) => number === sessionNumber);
  }

  /** Keeps the rows in the order of their times: a fire that was put off comes before those that were skipped meanwhile. */
  #push(row: PackedRow): void {
    const { rows } = this.state;
    const before = rows.findLastIndex((other) => timeOf(other) <= timeOf(row));
    rows.splice(before + 1, 0, row);
    if (rows.length > limits.ledgerRows) rows.shift();
  }
}

/** When it was due; of a session that was asked for, when it was recorded. */
function timeOf([due, , moment]: PackedRow): number {
  return due ?? moment ?? 0;
}
