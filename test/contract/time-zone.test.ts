import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { isTimeZone, startOfNextDay, startOfNextMonth, timeZoneName } from '../../src/contract/time-zone.ts';

const hourMs = 3_600_000;
const next = (timeZone: string, at: string) => {
  const start = startOfNextDay(timeZone, Date.parse(at));
  return start === null ? null : new Date(start).toISOString();
};

const days: { title: string; zone: string; at: string; next: string; hours: number }[] = [
  {
    title: 'an ordinary day',
    zone: 'Asia/Kolkata',
    at: '2027-01-28T18:30:00Z',
    next: '2027-01-29T18:30:00',
    hours: 24,
  },
  {
    title: 'the day on which clocks go forward',
    zone: 'Europe/Berlin',
    at: '2027-03-27T23:00:00Z',
    next: '2027-03-28T22:00:00',
    hours: 23,
  },
  {
    title: 'the day on which they go back',
    zone: 'Europe/Berlin',
    at: '2027-10-30T22:00:00Z',
    next: '2027-10-31T23:00:00',
    hours: 25,
  },
  {
    title: 'a change of half an hour',
    zone: 'Australia/Lord_Howe',
    at: '2027-04-03T13:00:00Z',
    next: '2027-04-04T13:30:00',
    hours: 24.5,
  },
  {
    title: 'a day without a midnight',
    zone: 'Africa/Cairo',
    at: '2024-04-24T22:00:00Z',
    next: '2024-04-25T22:00:00',
    hours: 24,
  },
  {
    title: 'the day after it, which is short',
    zone: 'Africa/Cairo',
    at: '2024-04-25T22:00:00Z',
    next: '2024-04-26T21:00:00',
    hours: 23,
  },
  {
    title: 'a day with two midnights',
    zone: 'America/Havana',
    at: '2026-11-01T04:00:00Z',
    next: '2026-11-02T05:00:00',
    hours: 25,
  },
  {
    title: 'a date that was skipped',
    zone: 'Pacific/Apia',
    at: '2011-12-29T10:00:00Z',
    next: '2011-12-30T10:00:00',
    hours: 24,
  },
];

describe('when the next day begins in a time zone', () => {
  for (const { title, zone, at, next: expected, hours } of days)
    test(`${title} (${zone}) has ${hours} hours`, () => {
      assert.equal(next(zone, at), `${expected}.000Z`);
      assert.equal((startOfNextDay(zone, Date.parse(at)) ?? 0) - Date.parse(at), hours * hourMs);
    });

  test('is the same from the first second of a day to its last millisecond', () => {
    for (const at of ['2027-10-30T22:00:00.000Z', '2027-10-31T12:34:56.789Z', '2027-10-31T22:59:59.999Z'])
      assert.equal(next('Europe/Berlin', at), '2027-10-31T23:00:00.000Z');
  });

  test('is null where the zone is not known', () => {
    assert.equal(startOfNextDay('Mars/Olympus_Mons', 0), null);
  });

  test('in every zone of the runtime is a moment whose second before has another date, within 26 hours', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const instants = fc.integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2040-01-01T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (timeZone, at) => {
        const start = startOfNextDay(timeZone, at) ?? 0;
        const dateAt = (instant: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(instant);
        assert.equal(dateAt(start - 1), dateAt(at));
        assert.ok(dateAt(start) > dateAt(at));
        assert.ok(start > at && start - at <= 26 * hourMs);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the name of a time zone', () => {
  test('is one of the IANA database, in any letter case, or UTC', () => {
    for (const name of ['Europe/Berlin', 'asia/kolkata', 'Europe/Kyiv', 'US/Eastern', 'UTC', 'Etc/GMT+5'])
      assert.ok(isTimeZone(name), name);
    for (const name of ['', '+05:30', 'Z', 'Berlin', 'Europe/Berlin ', 'Mars/Olympus_Mons'])
      assert.ok(!isTimeZone(name), name);
  });

  test('has the letter case of the database, and never becomes another name', () => {
    assert.equal(timeZoneName('europe/berlin'), 'Europe/Berlin');
    assert.equal(timeZoneName('Asia/Kolkata'), 'Asia/Kolkata');
    assert.equal(timeZoneName('US/Eastern'), 'US/Eastern');
  });
});

describe('the next month', () => {
  for (const [zone, at, next] of [
    ['UTC', '2027-01-31T23:59:59Z', '2027-02-01T00:00:00'],
    ['Europe/Berlin', '2027-10-01T00:00:00Z', '2027-10-31T23:00:00'],
    ['Asia/Kolkata', '2027-12-31T18:30:00Z', '2028-01-31T18:30:00'],
    ['America/New_York', '2028-02-29T12:00:00Z', '2028-03-01T05:00:00'],
  ] as const)
    test(`after ${at} in ${zone} begins at ${next}Z`, () => {
      assert.equal(new Date(startOfNextMonth(zone, Date.parse(at)) ?? 0).toISOString(), `${next}.000Z`);
    });

  test('of a zone that is not known is not known', () => assert.equal(startOfNextMonth('Moon/Base', 0), null));
});
