import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonBytes } from '../../src/contract/json.ts';
import { limits } from '../../src/contract/limits.ts';
import { emptyLedger, Ledger } from '../../src/workflows/ledger.ts';

const due = (index: number) => Date.parse('2027-01-01T00:00:00Z') + index * 60_000;

describe('the ledger', () => {
  test('a session that ran has its lateness, its id and, once it ended, its outcome', () => {
    const ledger = new Ledger(emptyLedger());

    ledger.recordRun(due(0), due(0) + 250, { number: 1, mark: 'aaaa' });
    ledger.recordOutcome(1, 'no_change');

    assert.deepEqual(ledger.rows('none'), [
      {
        due: '2027-01-01T00:00:00.000Z',
        record: 'ran',
        reason: null,
        started_at: '2027-01-01T00:00:00.250Z',
        lateness_ms: 250,
        session_id: 'ses_aaaa_1',
        session_number: 1,
        outcome: 'no_change',
      },
    ]);
  });

  test('names each session by the run that it began in, and those of version 0.1.0 by the first', () => {
    const old = [due(0), 0, 250, 1, null, null] as const;
    const ledger = new Ledger({ ...emptyLedger(), rows: [[...old]] });

    ledger.recordRun(due(1), due(1), { number: 2, mark: 'bbbb' });

    assert.deepEqual(
      ledger.rows('aaaa').map(({ session_id }) => session_id),
      ['ses_aaaa_1', 'ses_bbbb_2'],
    );
  });

  test('a year of missed minutes is counted whole, and kept as the last 500 rows', () => {
    const ledger = new Ledger(emptyLedger());

    ledger.recordSkipped({ from: 0, to: 525_599 }, due, 'missed_outage', 'no worker');

    const rows = ledger.rows('none');
    assert.equal(ledger.state.counts.missed_outage, 525_600);
    assert.equal(rows.length, limits.ledgerRows);
    assert.equal(rows.at(-1)?.due, new Date(due(525_599)).toISOString());
  });

  test('a full ledger of sessions takes less than 30 kB', () => {
    const ledger = new Ledger(emptyLedger());

    for (let number = 1; number <= 5_000; number++) {
      ledger.recordRun(due(number), due(number) + 12_345, { number, mark: '0123456789ab' });
      ledger.recordOutcome(number, 'answered');
    }

    assert.ok(jsonBytes(ledger.state) < 30_000, `${jsonBytes(ledger.state)} bytes`);
  });
});
