import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { figuresAt } from '../../src/contract/account.ts';
import { jsonBytes } from '../../src/contract/json.ts';
import { limits } from '../../src/contract/limits.ts';
import { startOfNextDay } from '../../src/contract/time-zone.ts';
import { type CarriedAccount, newAccount, Quota, takeOverAccount } from '../../src/workflows/quota.ts';

/** A quota with a clock of its own, which learns when its days end as the workflow does. */
function account(timeZone: string, limit: number, at: string) {
  const quota = new Quota(newAccount('ann@example.com'));
  let now = Date.parse(at);
  let sessions = 0;
  const dayEnd = (zone: string) => startOfNextDay(zone, now) ?? 0;
  const untilDayIsOn = () => {
    if (quota.isDayOver(now)) quota.beginDay(now, dayEnd(quota.state.time_zone));
  };
  quota.change({ time_zone: timeZone, max_session_per_day: limit }, now, dayEnd(timeZone));
  return {
    quota,
    at(instant: string | number) {
      now = typeof instant === 'number' ? instant : Date.parse(instant);
    },
    now: () => now,
    /** Asks for so many new sessions, and gives how many may start. */
    start(count: number) {
      untilDayIsOn();
      const ids = Array.from({ length: count }, () => `ses_${++sessions}`);
      return quota.reserve(ids, now).filter(Boolean).length;
    },
    reserve(...ids: string[]) {
      untilDayIsOn();
      return quota.reserve(ids, now);
    },
    set: (settings: { time_zone?: string; max_session_per_day?: number }) =>
      quota.change(settings, now, dayEnd(settings.time_zone ?? quota.state.time_zone)),
    /** As a client reads them, from what was written last, at its own time. */
    figures() {
      const { email: _, time_zone: __, ...figures } = figuresAt(quota.record(now), now, dayEnd(quota.state.time_zone));
      return figures;
    },
  };
}

describe("an account's quota", () => {
  test('grants as many sessions as the limit says, each session once', () => {
    const ann = account('UTC', 3, '2027-01-29T10:00:00Z');

    assert.deepEqual(ann.reserve('a', 'b', 'a'), [true, true, true]);
    assert.deepEqual(ann.reserve('b', 'c', 'd', 'c'), [true, true, false, true]);
    assert.deepEqual(ann.figures(), {
      max_session_per_day: 3,
      today_sessions: 3,
      sessions_left: 0,
      resets_at: '2027-01-30T00:00:00.000Z',
    });
  });

  test("begins anew with each day of the account's time zone, of 23 and 25 hours too", () => {
    const ann = account('Europe/Berlin', 2, '2027-03-27T22:59:59Z');

    assert.equal(ann.start(3), 2);
    ann.at('2027-03-27T23:00:00Z');
    assert.equal(ann.start(3), 2);
    assert.equal(ann.figures().resets_at, '2027-03-28T22:00:00.000Z', '23 hours later');
    ann.at('2027-03-28T21:59:59.999Z');
    assert.equal(ann.start(1), 0);
    ann.at('2027-03-28T22:00:00Z');
    assert.equal(ann.start(3), 2);

    ann.at('2027-10-30T22:00:00Z');
    assert.equal(ann.start(3), 2);
    ann.at('2027-10-31T22:30:00Z');
    assert.equal(ann.start(1), 0, 'the 25th hour belongs to the day');
    ann.at('2027-10-31T23:00:00Z');
    assert.equal(ann.start(3), 2);
  });

  test('of a day that is over counts nothing, before anything is counted again', () => {
    const ann = account('UTC', 5, '2027-01-29T23:00:00Z');
    ann.start(4);

    ann.at('2027-02-03T08:00:00Z');
    assert.deepEqual(ann.figures(), {
      max_session_per_day: 5,
      today_sessions: 0,
      sessions_left: 5,
      resets_at: '2027-02-04T00:00:00.000Z',
    });
  });

  test('a request that comes late, or a clock that is set back, does not turn the day back', () => {
    const ann = account('UTC', 2, '2027-01-29T10:00:00Z');
    ann.start(2);
    ann.at('2027-01-30T00:00:01Z');
    ann.start(1);

    ann.at('2027-01-29T23:59:59Z');
    assert.equal(ann.start(5), 1);
    assert.equal(ann.figures().resets_at, '2027-01-31T00:00:00.000Z');
  });

  test('a session that is asked for again on the next day, since its start was delayed, counts on that day', () => {
    const ann = account('UTC', 1, '2027-01-29T23:59:59Z');
    assert.deepEqual(ann.reserve('a'), [true]);

    ann.at('2027-01-30T00:00:01Z');
    assert.deepEqual(ann.reserve('a', 'b'), [true, false]);
  });

  test('a limit that is changed holds at once, below what is used and above it', () => {
    const ann = account('UTC', 10, '2027-01-29T10:00:00Z');
    ann.start(6);

    ann.set({ max_session_per_day: 4 });
    assert.deepEqual([ann.figures().today_sessions, ann.figures().sessions_left, ann.start(1)], [6, 0, 0]);
    ann.set({ max_session_per_day: 8 });
    assert.deepEqual([ann.figures().sessions_left, ann.start(5)], [2, 2]);
  });

  test('with a limit of 0 nothing starts', () => {
    assert.equal(account('UTC', 0, '2027-01-29T10:00:00Z').start(5), 0);
  });
});

describe('a time zone that is changed in the middle of a day', () => {
  test('to the west: the day lasts until it is over there, with what it has used', () => {
    const ann = account('UTC', 3, '2027-01-29T10:00:00Z');
    ann.start(3);

    ann.set({ time_zone: 'America/New_York' });
    assert.deepEqual([ann.start(1), ann.figures().resets_at], [0, '2027-01-30T05:00:00.000Z']);
    ann.at('2027-01-30T00:00:00Z');
    assert.equal(ann.start(1), 0);
    ann.at('2027-01-30T05:00:00Z');
    assert.equal(ann.start(5), 3);
    assert.equal(ann.figures().resets_at, '2027-01-31T05:00:00.000Z');
  });

  test('to the east: a new day begins there, and what the old one has used counts until that is over too', () => {
    const ann = account('UTC', 3, '2027-01-29T10:00:00Z');
    ann.start(2);

    ann.set({ time_zone: 'Asia/Kolkata' });
    ann.at('2027-01-29T18:30:00Z');
    assert.deepEqual([ann.figures().today_sessions, ann.start(5)], [2, 1]);
    assert.equal(ann.figures().resets_at, '2027-01-30T00:00:00.000Z', 'when the first of them count no more');
    ann.at('2027-01-30T00:00:00Z');
    assert.deepEqual([ann.figures().today_sessions, ann.start(5)], [1, 2], 'what the new day used goes on to count');
    assert.equal(ann.figures().resets_at, '2027-01-30T18:30:00.000Z');
  });

  test('and changed back: is as if nothing had been', () => {
    const ann = account('UTC', 3, '2027-01-29T10:00:00Z');
    ann.start(2);
    const before = ann.figures();

    ann.set({ time_zone: 'Pacific/Auckland' });
    ann.set({ time_zone: 'UTC' });
    assert.deepEqual(ann.figures(), before);
  });

  test('before anything was counted: holds at once', () => {
    const ann = account('UTC', 3, '2027-01-29T10:00:00Z');

    ann.set({ time_zone: 'Asia/Kolkata' });
    assert.equal(ann.start(3), 3);
    ann.at('2027-01-29T18:30:00Z');
    assert.equal(ann.start(5), 3);
  });

  test('gives nothing back, whatever the zones and however often, until the day is over that was counted', () => {
    const zones = [
      'UTC',
      'Asia/Kolkata',
      'America/New_York',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      'Europe/Berlin',
    ];
    const step = fc.record({
      minutes: fc.integer({ min: 0, max: 300 }),
      zone: fc.constantFrom(...zones),
      count: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const limit = 5;
        const ann = account('UTC', limit, '2027-03-27T10:00:00Z');
        for (const { minutes, zone, count } of steps) {
          ann.at(ann.now() + minutes * 60_000);
          ann.start(count);
          const { today_sessions } = ann.figures();
          assert.ok(today_sessions <= limit);
          const { session_ids = [], own_end_ms = 0 } = ann.quota.state.day ?? {};
          const ofThisDay = session_ids.length;
          ann.set({ time_zone: zone });
          assert.equal(ann.figures().today_sessions, today_sessions, 'none is lost');
          const changedAt = ann.now();
          if (ofThisDay > 0) ann.at(own_end_ms - 1);
          assert.ok(ann.figures().today_sessions >= ofThisDay, 'and none before its day is over where that began');
          ann.at(changedAt);
        }
      }),
    );
  });
});

describe("an account's carried state", () => {
  test('with the most sessions of the longest ids is less than 1 MiB, and with our own less than 512 KiB', () => {
    const size = (id: (number: number) => string) => {
      const ann = account('UTC', limits.sessionsPerDayMax, '2027-01-29T10:00:00Z');
      ann.reserve(...Array.from({ length: limits.sessionsPerDayMax + 10 }, (_, number) => id(number)));
      assert.equal(ann.figures().sessions_left, 0);
      return jsonBytes(ann.quota.state);
    };

    assert.ok(size((number) => String(number).padStart(limits.requestIdMaxCharacters, '0')) < 1_048_576);
    assert.ok(size((number) => `ses_0123456789ab_${1_000_000 + number}`) < 524_288);
  });

  test('of version 1 goes on: the same count, of the same day', () => {
    const carried: CarriedAccount = {
      version: 1,
      email: 'Ann@example.com',
      max_session_per_day: 10,
      time_zone: 'UTC',
      day: { date: '2027-01-29', resets_at: '2027-01-30T00:00:00.000Z' },
      session_ids: ['a', 'b'],
    };
    const quota = new Quota(takeOverAccount('ann@example.com', structuredClone(carried)));
    const now = Date.parse('2027-01-29T10:00:00Z');

    assert.equal(quota.isDayOver(now), false);
    assert.deepEqual(quota.reserve(['b', 'c'], now), [true, true]);
    assert.deepEqual(quota.figures(now), {
      email: 'ann@example.com',
      max_session_per_day: 10,
      today_sessions: 3,
      sessions_left: 7,
      time_zone: 'UTC',
      resets_at: '2027-01-30T00:00:00.000Z',
    });
    assert.equal(quota.state.version, 2);
  });

  test('of version 1 that had counted nothing, and of this version, are taken over', () => {
    const empty: CarriedAccount = {
      version: 1,
      email: 'ann@example.com',
      max_session_per_day: 1_440,
      time_zone: 'UTC',
      day: null,
      session_ids: [],
    };

    assert.deepEqual(takeOverAccount('ann@example.com', empty), newAccount('ann@example.com'));
    const state = newAccount('ann@example.com');
    assert.equal(takeOverAccount('ann@example.com', state), state);
  });

  test('of a version that is not known holds the workflow until a worker comes that knows it', () => {
    const later = { ...newAccount('ann@example.com'), version: 3 } as unknown as CarriedAccount;

    assert.throws(() => takeOverAccount('ann@example.com', later), /does not know version 3/);
  });
});

describe('what an account spent', () => {
  test('has what a session used once, however often it is told', () => {
    const quota = new Quota(newAccount('ann@example.com'));
    const periods = { day_ends_at: '2027-01-29T00:00:00Z', month_ends_at: '2027-02-01T00:00:00Z' };
    const used = { input_tokens: 5, output_tokens: 1, cost_usd: 0.01 };

    assert.equal(quota.record(0).spent, undefined);
    for (const session of ['ses_1', 'ses_2', 'ses_1']) quota.spend(session, used, periods);

    assert.deepEqual(quota.record(0).spent?.ever, { cost_usd: '0.02', input_tokens: 10, output_tokens: 2 });
  });
});
