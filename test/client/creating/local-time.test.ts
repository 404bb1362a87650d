import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { localTime } from '../../../src/client/creating/local-time.ts';

describe('an instant by the clocks of a time zone', () => {
  for (const [instant, timeZone, local] of [
    ['2027-01-29T00:00:00.000Z', 'UTC', '2027-01-29T00:00:00.000+00:00'],
    ['2027-01-29T23:30:15.250Z', 'Europe/Berlin', '2027-01-30T00:30:15.250+01:00'],
    ['2027-07-01T00:00:00.000Z', 'America/St_Johns', '2027-06-30T21:30:00.000-02:30'],
    ['2027-01-29T10:00:00.000Z', 'Pacific/Kiritimati', '2027-01-30T00:00:00.000+14:00'],
    ['2027-01-29T12:15:00.000Z', 'Asia/Kathmandu', '2027-01-29T18:00:00.000+05:45'],
  ] as const)
    test(`${instant} is ${local} in ${timeZone}`, () => {
      assert.equal(localTime(Date.parse(instant), timeZone), local);
      assert.equal(Date.parse(local), Date.parse(instant));
    });
});
