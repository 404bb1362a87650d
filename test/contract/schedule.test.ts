import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { SchedulePlan } from '../../src/contract/trigger.ts';
import { Schedule } from '../../src/contract/schedule.ts';

const minute = 60_000;
const start = Date.parse('2027-01-01T00:00:00Z');

function plan(changes: Partial<SchedulePlan> = {}): SchedulePlan {
  return {
    interval_ms: 30 * minute,
    start_at_ms: start,
    end_at_ms: start + 24 * 60 * minute,
    on_overlap: 'skip',
    catch_up: 'latest',
    jitter_ms: 0,
    max_sessions: null,
    ...changes,
  };
}

describe('the grid of fires', () => {
  test('30 minutes over 24 hours are 48 points, the last half an hour before the end', () => {
    const schedule = new Schedule(plan(), 'trg');

    const indexes = Array.from({ length: 60 }, (_, index) => index).filter(
      (index) => schedule.fire(index) !== undefined,
    );

    assert.equal(indexes.length, 48);
    assert.equal(schedule.fire(47)?.due_ms, start + 47 * 30 * minute);
  });

  test('a single session has one point', () => {
    const schedule = new Schedule(plan({ interval_ms: null, end_at_ms: null }), 'trg');

    assert.equal(schedule.fire(0)?.due_ms, start);
    assert.equal(schedule.fire(1), undefined);
  });

  test('a single session runs however late its worker comes', () => {
    const schedule = new Schedule(plan({ interval_ms: null, end_at_ms: null }), 'trg');

    assert.equal(schedule.decide(0, start + 365 * 24 * 60 * minute).run?.index, 0);
  });

  test('jitter moves a point by the same amount each time, and not to the end or past it', () => {
    const jittered = plan({ jitter_ms: 29 * minute, end_at_ms: start + 31 * minute });
    const at = (index: number) => new Schedule(jittered, 'trg').fire(index)?.at_ms ?? 0;

    assert.equal(at(0), at(0));
    assert.notEqual(at(0), start);
    assert.ok(at(1) < start + 31 * minute);
  });
});

describe('what a moment asks for', () => {
  const cases: {
    title: string;
    changes?: Partial<SchedulePlan>;
    index: number;
    at: number;
    run: number | null;
    missed: [number, number] | null;
  }[] = [
    { title: 'before the first point nothing', index: 0, at: -1, run: null, missed: null },
    { title: 'at a point its session', index: 0, at: 0, run: 0, missed: null },
    { title: 'a point that was dealt with does not come again', index: 1, at: 0, run: null, missed: null },
    { title: 'a point a minute ago still runs', index: 3, at: 91 * minute, run: 3, missed: null },
    {
      title: 'after an outage the newest missed point runs, the older ones are missed',
      index: 1,
      at: 135 * minute,
      run: 4,
      missed: [1, 3],
    },
    {
      title: 'with catch_up none an outage leaves only missed points',
      changes: { catch_up: 'none' },
      index: 1,
      at: 135 * minute,
      run: null,
      missed: [1, 4],
    },
    {
      title: 'with catch_up none a point within the grace runs all the same',
      changes: { catch_up: 'none' },
      index: 1,
      at: 120 * minute + 59_000,
      run: 4,
      missed: [1, 3],
    },
    { title: 'at the end nothing runs any more', index: 40, at: 24 * 60 * minute, run: null, missed: [40, 47] },
    { title: 'long after the end every point is missed', index: 0, at: 1e9 * minute, run: null, missed: [0, 47] },
    {
      title: 'the grace of a short interval is that interval',
      changes: { interval_ms: 1_000, catch_up: 'none' },
      index: 0,
      at: 2_500,
      run: 2,
      missed: [0, 1],
    },
  ];
  for (const { title, changes, index, at, run, missed } of cases)
    test(title, () => {
      const decision = new Schedule(plan(changes), 'trg').decide(index, start + at);

      assert.equal(decision.run?.index ?? null, run);
      assert.deepEqual(decision.missed && [decision.missed.from, decision.missed.to], missed);
    });
});

describe('whatever the outages', () => {
  const plans = fc.record({
    interval_ms: fc.integer({ min: 1_000, max: 86_400_000 }),
    length: fc.integer({ min: 1, max: 200 }),
    jitterShare: fc.constantFrom(0, 0.5, 0.99),
    catch_up: fc.constantFrom('latest' as const, 'none' as const),
  });
  const naps = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 60 });

  test('every point has exactly one record, runs lie on the grid before the end, and never go back in time', () => {
    fc.assert(
      fc.property(plans, naps, ({ interval_ms, length, jitterShare, catch_up }, wakes) => {
        const end_at_ms = start + length * interval_ms;
        const jitter_ms = Math.floor(interval_ms * jitterShare);
        const schedule = new Schedule(plan({ interval_ms, end_at_ms, jitter_ms, catch_up }), 'trg');
        const records: number[] = [];
        let next = 0;
        let lastRunAt = -Infinity;
        const wake = (now: number) => {
          const { missed, run } = schedule.decide(next, now);
          for (let index = missed?.from ?? 1; index <= (missed?.to ?? 0); index++) records.push(index);
          if (run !== null) {
            assert.ok(run.due_ms < end_at_ms && now < end_at_ms && run.at_ms <= now);
            assert.equal((run.due_ms - start) % interval_ms, 0);
            assert.ok(now >= lastRunAt);
            lastRunAt = now;
            records.push(run.index);
          }
          next = (run?.index ?? missed?.to ?? next - 1) + 1;
        };
        let now = start;
        for (const nap of wakes) {
          wake(now);
          now = Math.max(now, schedule.firstAfter(next, now)?.at_ms ?? now) + nap * interval_ms;
        }
        wake(end_at_ms + interval_ms);

        assert.deepEqual(
          records,
          Array.from({ length }, (_, index) => index),
        );
      }),
    );
  });

  test('a wait leads to the next point, never to one that has passed', () => {
    fc.assert(
      fc.property(
        plans,
        fc.double({ min: -2, max: 250, noNaN: true }),
        ({ interval_ms, length, jitterShare }, when) => {
          const jitter_ms = Math.floor(interval_ms * jitterShare);
          const schedule = new Schedule(plan({ interval_ms, end_at_ms: start + length * interval_ms, jitter_ms }), 'x');
          const now = start + Math.floor(when * interval_ms);

          const next = schedule.firstAfter(0, now);

          if (next === undefined) return;
          assert.ok(next.at_ms > now);
          assert.ok(next.index === 0 || (schedule.fire(next.index - 1)?.at_ms ?? 0) <= now);
        },
      ),
    );
  });
});
