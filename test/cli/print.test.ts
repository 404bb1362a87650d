import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { timeUntil, cell, fromNow } from '../../src/cli/print.ts';
import { spentFields } from '../../src/cli/spent-fields.ts';
import { addSpending, nothingSpent } from '../../src/contract/spending.ts';

describe('texts of pages and people', () => {
  test('lose their control characters and escape sequences', () => {
    assert.equal(cell('a\u001B[31mred\u001B[0m\u0007\u009B2Jb\u202Ec'), 'aredbc');
  });

  test('become one line', () => {
    assert.equal(cell('one\r\ntwo\tthree'), 'one two three');
  });

  test('that are missing show as a dash', () => {
    assert.deepEqual([cell(null), cell(undefined), cell('')], ['–', '–', '–']);
  });
});

describe('times relative to now', () => {
  const now = Date.parse('2027-01-01T12:00:00Z');
  for (const [instant, words] of [
    ['2027-01-01T12:12:00Z', 'in 12 min'],
    ['2027-01-01T09:00:00Z', '3 h ago'],
    ['2027-01-01T11:59:31Z', '29 s ago'],
    ['2027-01-05T12:00:00Z', 'in 4 d'],
    ['2027-01-01T12:00:00.400Z', 'now'],
  ] as const)
    test(`${instant} is ${words}`, () => {
      assert.equal(fromNow(instant, now), words);
    });
});

test('the time until an instant is in hours and minutes, and in seconds where it is near', () => {
  const now = Date.parse('2027-01-29T18:47:40Z');
  const until = (instant: string) => timeUntil(instant, now);

  assert.equal(until('2027-01-30T00:00:00Z'), '5 h 12 min');
  assert.equal(until('2027-01-29T19:00:00Z'), '12 min');
  assert.equal(until('2027-01-29T18:48:10Z'), '30 s');
  assert.equal(until('2027-01-29T18:00:00Z'), '0 s');
});

describe('what was spent, for people,', () => {
  test('is one line, and none where nothing was', () => {
    const until = '2027-01-29T00:00:00Z';
    const spent = addSpending(
      nothingSpent,
      { cost_usd: 0.042, input_tokens: 1_200, output_tokens: 34 },
      { day_ends_at: until, month_ends_at: until },
    );

    const one = '$0.042 (1,234 tokens)';
    assert.deepEqual(spentFields(spent), [['spent', `today ${one}; this month ${one}; ever ${one}`]]);
    assert.deepEqual(spentFields(nothingSpent), []);
  });
});
