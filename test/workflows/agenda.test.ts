import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { limits } from '../../src/contract/limits.ts';
import { reschedule } from '../../src/contract/reschedule.ts';
import type { LedgerRow } from '../../src/contract/status.ts';
import { newState } from '../../src/workflows/carried-state.ts';
import { Trigger } from '../../src/workflows/trigger.ts';

const start = Date.parse('2027-01-01T00:00:00Z');
const minute = 60_000;
const iso = (instant: number) => new Date(instant).toISOString();

interface Plan {
  interval: number;
  fires: number;
  jitter?: number;
  on_overlap?: 'skip' | 'buffer_one';
  catch_up?: 'latest' | 'none';
}

/** A trigger whose story is told by hand, at instants that the test chooses. */
class Life {
  readonly trigger: Trigger;
  now = start;
  readonly starts: { due_ms: number | null; at_ms: number }[] = [];

  constructor({ interval, fires, ...more }: Plan) {
    const end_at = iso(start + fires * interval * minute);
    const request = {
      goal: 'Look',
      email: 'ann@example.com',
      withAutoTrigger: { interval, end_at, start_at: iso(start), ...more },
    };
    this.trigger = new Trigger({ tracking_id: 'trg', run_id: 'r'.repeat(36) }, request, newState(start));
  }

  /** What the workflow does when it wakes: begins what is due, and again after each session. */
  wake(sessionMs = 0, granted = true): void {
    const { trigger } = this;
    const due = trigger.agenda.dueStart(this.now);
    if (due === undefined) return;
    const sessionNumber = trigger.carried.sessions.started + 1;
    trigger.agenda.take(due, sessionNumber);
    if (granted) {
      this.starts.push({ due_ms: due.due_ms, at_ms: this.now });
      trigger.ledger.recordRun(due.due_ms, this.now, { number: sessionNumber, mark: 'x' });
      trigger.trackRecord.begin();
      this.now += sessionMs;
    } else trigger.ledger.recordUnused(due.due_ms, this.now, 'skipped_quota', 'the day is full');
    trigger.agenda.release(this.now);
    this.wake(0, granted);
  }

  /** Sleeps until the next start, as often as there is one within the time. */
  pass(milliseconds: number, sessionMs = 0): void {
    const until = this.now + milliseconds;
    this.wake(sessionMs);
    for (;;) {
      const next = this.trigger.agenda.isPaused ? undefined : this.trigger.agenda.nextStart(this.now);
      if (next === undefined || next.at_ms > until) break;
      this.now = Math.max(this.now, next.at_ms);
      this.wake(sessionMs);
    }
    this.now = Math.max(this.now, until);
  }

  rows(): LedgerRow[] {
    return this.trigger.ledger.rows('x');
  }

  records(): [number | null, string][] {
    return this.rows().map(({ due, record }) => [due === null ? null : (Date.parse(due) - start) / minute, record]);
  }
}

describe('a fire that is due while a session runs', () => {
  test('is skipped with on_overlap skip', () => {
    const life = new Life({ interval: 10, fires: 4 });

    life.pass(40 * minute, 15 * minute);

    assert.deepEqual(life.records(), [
      [0, 'ran'],
      [10, 'skipped_overlap'],
      [20, 'ran'],
      [30, 'skipped_overlap'],
    ]);
  });

  test('runs right after it with buffer_one; of several the first, and the others are skipped', () => {
    const life = new Life({ interval: 10, fires: 8, on_overlap: 'buffer_one' });

    life.wake(35 * minute);

    assert.deepEqual(life.records(), [
      [0, 'ran'],
      [10, 'ran'],
      [20, 'skipped_overlap'],
      [30, 'skipped_overlap'],
    ]);
    assert.deepEqual(life.starts.at(-1), { due_ms: start + 10 * minute, at_ms: start + 35 * minute });
    assert.equal(life.trigger.agenda.nextStart(life.now)?.at_ms, start + 40 * minute);
  });

  test('does not begin after end_at, buffered or not', () => {
    const life = new Life({ interval: 10, fires: 3, on_overlap: 'buffer_one' });

    life.wake(31 * minute);

    assert.equal(life.starts.length, 1);
    assert.deepEqual(life.records().slice(1), [
      [10, 'skipped_overlap'],
      [20, 'skipped_overlap'],
    ]);
    assert.match(life.rows()[1]?.reason ?? '', /before end_at/);
  });
});

describe('a server that is down for a day, or whose clock jumps', () => {
  for (const [catch_up, expected] of [
    ['latest', ['ran', 24]],
    ['none', ['missed_outage', 25]],
  ] as const)
    test(`leaves one missed row for each fire; with catch_up ${catch_up} the next session is that of hour ${expected[1]}`, () => {
      const life = new Life({ interval: 60, fires: 48, catch_up });
      life.pass(30 * minute);
      life.now += 24 * 60 * minute;

      life.pass(60 * minute);

      const records = life.records();
      assert.deepEqual(
        records.slice(1, 24).map(([, record]) => record),
        Array.from({ length: 23 }, () => 'missed_outage'),
      );
      assert.deepEqual(records[24], [24 * 60, expected[0]]);
      assert.equal((life.starts[1]?.due_ms ?? 0) - start, expected[1] * 60 * minute);
    });

  test('runs nothing twice when the clock goes back', () => {
    const life = new Life({ interval: 10, fires: 6 });
    life.pass(25 * minute);
    life.now -= 20 * minute;

    life.pass(40 * minute);

    assert.deepEqual(
      life.records(),
      [0, 10, 20, 30, 40].map((due) => [due, 'ran']),
    );
  });
});

describe('a pause', () => {
  test('swallows its fires, and leaves the grid as it is', () => {
    const life = new Life({ interval: 10, fires: 6 });
    life.pass(5 * minute);
    life.trigger.pause(life.now, 'a holiday', 'ann');
    life.pass(30 * minute);
    life.trigger.resume(life.now);

    life.pass(10 * minute);

    assert.deepEqual(life.records(), [
      [0, 'ran'],
      [10, 'skipped_paused'],
      [20, 'skipped_paused'],
      [30, 'skipped_paused'],
      [40, 'ran'],
    ]);
  });

  test('takes what was due and had not begun', () => {
    const life = new Life({ interval: 10, fires: 6 });
    life.now = start + 25 * minute;

    life.trigger.pause(life.now, null, null);

    assert.deepEqual(life.records(), [
      [0, 'missed_outage'],
      [10, 'missed_outage'],
      [20, 'skipped_paused'],
    ]);
  });

  test('over the end leaves a row for every fire', () => {
    const life = new Life({ interval: 10, fires: 3 });
    life.trigger.pause(life.now, null, null);
    life.pass(60 * minute);
    life.wake();

    assert.deepEqual(
      life.records().map(([, record]) => record),
      ['skipped_paused', 'skipped_paused', 'skipped_paused'],
    );
    assert.equal(life.trigger.agenda.nextStart(life.now), undefined);
  });
});

describe('an extra session', () => {
  test('has a row without a due time, and shifts nothing', () => {
    const life = new Life({ interval: 10, fires: 2 });
    life.pass(4 * minute);
    life.trigger.agenda.ask(life.now);

    life.pass(10 * minute);

    assert.deepEqual(life.records(), [
      [0, 'ran'],
      [null, 'ran'],
      [10, 'ran'],
    ]);
    assert.deepEqual(life.rows()[1]?.lateness_ms, null);
    assert.equal(life.rows()[1]?.started_at, iso(start + 4 * minute));
  });

  test('is taken for a limited number of them', () => {
    const { agenda } = new Life({ interval: 10, fires: 2 }).trigger;

    const taken = Array.from({ length: limits.runNowQueueMax + 1 }, () => agenda.ask(start));

    assert.equal(taken.filter(Boolean).length, limits.runNowQueueMax);
  });
});

describe('whatever happens', () => {
  const plans = fc.record({
    interval: fc.constantFrom(1, 7, 30),
    fires: fc.integer({ min: 1, max: 80 }),
    jitterShare: fc.constantFrom(0, 0.5, 0.99),
    on_overlap: fc.constantFrom('skip' as const, 'buffer_one' as const),
    catch_up: fc.constantFrom('latest' as const, 'none' as const),
  });
  const intervals = fc.double({ min: 0, max: 6, noNaN: true });
  const doings = fc.array(
    fc.oneof(
      fc.record({ what: fc.constant('pass' as const), intervals, session: intervals }),
      fc.record({ what: fc.constant('outage' as const), intervals, session: intervals }),
      fc.record({ what: fc.constantFrom('pause', 'resume', 'run_now', 'full_day') }),
    ),
    { minLength: 1, maxLength: 40 },
  );

  test('each due time has exactly one row, in order, and no session begins off its time', () => {
    fc.assert(
      fc.property(plans, doings, ({ jitterShare, ...plan }, script) => {
        const length = plan.interval * minute;
        const life = new Life({ ...plan, jitter: Math.floor(plan.interval * 60 * jitterShare) });
        let asked = 0;
        for (const doing of script) {
          const { trigger } = life;
          if (doing.what === 'pass')
            life.pass(Math.floor(doing.intervals * length), Math.floor(doing.session * length));
          else if (doing.what === 'outage') {
            life.now += Math.floor(doing.intervals * length);
            life.wake(Math.floor(doing.session * length));
          } else if (doing.what === 'pause' && !trigger.agenda.isPaused) trigger.pause(life.now, null, null);
          else if (doing.what === 'resume' && trigger.agenda.isPaused) trigger.resume(life.now);
          else if (doing.what === 'run_now' && trigger.agenda.nextStart(life.now) !== undefined)
            asked += Number(trigger.agenda.ask(life.now));
          else if (doing.what === 'full_day') life.wake(0, false);
        }
        life.now = Math.max(life.now, start + (plan.fires + 1) * length);
        life.wake();

        const rows = life.rows();
        const dues = rows.flatMap(({ due }) => (due === null ? [] : [(Date.parse(due) - start) / length]));
        assert.deepEqual(
          dues,
          Array.from({ length: plan.fires }, (_, index) => index),
        );
        assert.equal(rows.length - dues.length, asked);
        const counted = Object.values(life.trigger.carried.ledger.counts).reduce((sum, count) => sum + count, 0);
        assert.equal(counted, rows.length);
        for (const { due_ms, at_ms } of life.starts) {
          assert.ok(at_ms < start + plan.fires * length, 'none begins at or after the end');
          assert.ok(due_ms === null || due_ms <= at_ms, 'none begins before it is due');
        }
      }),
      { numRuns: 400 },
    );
  });

  test('a change of the rhythm leaves one row for each due time of the old grid, and then those of the new one', () => {
    fc.assert(
      fc.property(
        plans,
        intervals,
        fc.constantFrom(1, 3, 20),
        fc.constantFrom('idle', 'outage', 'paused', 'running'),
        ({ jitterShare, ...plan }, when, interval, situation) => {
          const length = plan.interval * minute;
          const life = new Life({ ...plan, jitter: Math.floor(Math.min(plan.interval, interval) * 60 * jitterShare) });
          const { trigger } = life;
          if (situation === 'paused') trigger.pause(life.now, null, null);
          if (situation === 'idle') life.pass(Math.floor(when * length));
          else life.now += Math.floor(when * length);
          const end = start + plan.fires * length;
          if (life.now >= end) return;
          const changed = reschedule(trigger, { interval }, { acceptedAtMs: start, now: life.now });
          const at = life.now;
          if (situation === 'running') trigger.agenda.take({ due_ms: null, at_ms: at }, 1);
          trigger.follow(changed, { by: null, reason: null }, at);
          if (situation === 'running') trigger.agenda.release(at);
          if (situation === 'paused') trigger.resume(at);
          life.now = end + 60 * minute;
          life.wake();

          const dues = life.rows().flatMap(({ due }) => (due === null ? [] : [Date.parse(due)]));
          const grid = (step: number, of: (due: number) => boolean) =>
            Array.from({ length: Math.ceil((end - start) / step) }, (_, index) => start + index * step).filter(of);
          const wanted = [...grid(length, (due) => due <= at), ...grid(interval * minute, (due) => due > at)];
          assert.deepEqual(dues, wanted.slice(-limits.ledgerRows));
        },
      ),
      { numRuns: 300 },
    );
  });
});
