import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { forecast } from '../../../src/client/creating/forecast.ts';
import { localTime } from '../../../src/client/creating/local-time.ts';
import type { SchedulePlan } from '../../../src/contract/trigger.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2027-01-01T00:00:00Z');
const plenty = { max_session_per_day: 1_440, sessions_left: 1_440, time_zone: 'UTC' };

function plan(changes: Partial<SchedulePlan> = {}): SchedulePlan {
  return {
    interval_ms: 30 * minute,
    start_at_ms: start,
    end_at_ms: start + 24 * hour,
    on_overlap: 'skip',
    catch_up: 'latest',
    jitter_ms: 0,
    max_sessions: null,
    ...changes,
  };
}

const single = plan({ interval_ms: null, end_at_ms: null, max_sessions: 1 });
const dues = (fires: { due_ms: number }[]) => fires.map(({ due_ms }) => (due_ms - start) / minute);

describe('the forecast of a schedule', () => {
  test('has the first ten fires, the last one, and their number', () => {
    const { fires, last, sessions, dry } = forecast(plan(), plenty, start, 10);

    assert.deepEqual(dues(fires), [0, 30, 60, 90, 120, 150, 180, 210, 240, 270]);
    assert.equal(sessions, 48);
    assert.equal(last?.due_ms, start + 23.5 * hour);
    assert.equal(dry, undefined);
  });

  test('ends with max_sessions', () => {
    const { fires, last, sessions } = forecast(plan({ max_sessions: 3 }), plenty, start, 10);

    assert.deepEqual(dues(fires), [0, 30, 60]);
    assert.deepEqual([sessions, last?.index], [3, 2]);
  });

  test('of a single session has one', () => {
    const { fires, sessions, dry } = forecast(single, plenty, start, 10);

    assert.deepEqual([dues(fires), sessions, dry], [[0], 1, undefined]);
  });

  test('leaves out what has passed, where the start lies a little back', () => {
    const seconds = plan({ interval_ms: 1_000, end_at_ms: start + minute });

    const { fires, sessions } = forecast(seconds, plenty, start + 45_200, 10);

    assert.equal(fires[0]?.index, 45);
    assert.equal(sessions, 15);
  });

  test('takes no time for a second of a century', () => {
    const long = plan({ interval_ms: 1_000, end_at_ms: Date.parse('2127-01-01T00:00:00Z') });

    assert.equal(
      forecast(long, { ...plenty, max_session_per_day: 100_000, sessions_left: 90_000 }, start, 10).sessions,
      3_155_673_600,
    );
  });
});

describe('the quota runs dry', () => {
  const dryAt = (schedule: SchedulePlan, allowance: Partial<typeof plenty>, now = start) => {
    const { dry } = forecast(schedule, { ...plenty, ...allowance }, now, 10);
    return dry && new Date(dry.due_ms).toISOString();
  };
  const days = (count: number) => plan({ end_at_ms: start + count * 24 * hour });

  test('never, where a day takes just as many as there are', () => {
    assert.equal(dryAt(days(3), { max_session_per_day: 48, sessions_left: 48 }), undefined);
  });

  test('today, with what is left of it', () => {
    assert.equal(dryAt(days(1), { sessions_left: 5 }), '2027-01-01T02:30:00.000Z');
    assert.equal(dryAt(days(1), { sessions_left: 0 }), '2027-01-01T00:00:00.000Z');
  });

  test('tomorrow, where today is begun late', () => {
    const late = plan({ start_at_ms: start + 20 * hour, end_at_ms: start + 72 * hour });

    assert.equal(dryAt(late, { max_session_per_day: 47, sessions_left: 47 }), '2027-01-02T23:30:00.000Z');
  });

  test('of a start that lies ahead at the limit of that day, whatever is left today', () => {
    const ahead = plan({ start_at_ms: start + 24 * hour, end_at_ms: start + 48 * hour });

    assert.equal(dryAt(ahead, { sessions_left: 0 }), undefined);
    assert.equal(dryAt(ahead, { max_session_per_day: 40 }), '2027-01-02T20:00:00.000Z');
  });

  test("by the days of the account's time zone", () => {
    const auckland = { time_zone: 'Pacific/Auckland', max_session_per_day: 30, sessions_left: 30 };

    // 13 h ahead of UTC: 22 fires are left of its first day, then 30 of the next
    assert.equal(dryAt(days(2), auckland), '2027-01-02T02:00:00.000Z');
  });

  test('only on the day of 25 hours, where the limit is that of 24', () => {
    const autumn = Date.parse('2027-10-29T22:00:00Z');
    const hourly = plan({ interval_ms: hour, start_at_ms: autumn, end_at_ms: autumn + 5 * 24 * hour });
    const berlin = { time_zone: 'Europe/Berlin', max_session_per_day: 24, sessions_left: 24 };

    assert.equal(dryAt(hourly, berlin, autumn), '2027-10-31T22:00:00.000Z');
  });

  test('never, where max_sessions ends it before', () => {
    assert.equal(dryAt(plan({ max_sessions: 5 }), { sessions_left: 5 }), undefined);
  });

  test('of a single session, where nothing is left', () => {
    assert.equal(dryAt(single, { sessions_left: 0 }), '2027-01-01T00:00:00.000Z');
  });

  test('where one counts it fire by fire', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati', 'America/Havana'];
    const cases = fc.record({
      interval: fc.integer({ min: 20, max: 3_000 }),
      offset: fc.integer({ min: 0, max: 5_000 }),
      length: fc.integer({ min: 1, max: 14_400 }),
      begin: fc.constantFrom('2027-01-01T00:00:00Z', '2027-03-12T07:00:00Z', '2027-10-29T22:00:00Z'),
      time_zone: fc.constantFrom(...zones),
      max_session_per_day: fc.integer({ min: 0, max: 75 }),
      used: fc.integer({ min: 0, max: 80 }),
    });
    fc.assert(
      fc.property(cases, ({ interval, offset, length, begin, used, ...account }) => {
        const now = Date.parse(begin);
        const start_at_ms = now + offset * minute;
        const schedule = plan({
          interval_ms: interval * minute,
          start_at_ms,
          end_at_ms: start_at_ms + length * minute,
        });
        const sessions_left = Math.max(0, account.max_session_per_day - used);

        const found = forecast(schedule, { ...account, sessions_left }, now, 10).dry?.due_ms;

        const dateOf = (at: number) => localTime(at, account.time_zone).slice(0, 10);
        const left = new Map([[dateOf(now), sessions_left]]);
        let expected: number | undefined;
        for (
          let at = start_at_ms;
          at < start_at_ms + length * minute && expected === undefined;
          at += interval * minute
        ) {
          const rest = left.get(dateOf(at)) ?? account.max_session_per_day;
          if (rest === 0) expected = at;
          left.set(dateOf(at), rest - 1);
        }
        assert.equal(found, expected);
      }),
      { numRuns: 200 },
    );
  });
});
