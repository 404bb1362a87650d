import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addSpending, nothingSpent, spendingAt } from '../../src/contract/spending.ts';

const used = (cost_usd: number, tokens = 1) => ({ cost_usd, input_tokens: tokens, output_tokens: tokens });
const day = (date: number) => ({
  day_ends_at: `2027-01-${date}T23:00:00.000Z`,
  month_ends_at: '2027-01-31T23:00:00.000Z',
});
const february = { day_ends_at: '2027-02-01T23:00:00.000Z', month_ends_at: '2027-02-28T23:00:00.000Z' };

describe('what sessions used', () => {
  test('adds up exactly, with two decimals at least', () => {
    const costs = Array.from({ length: 1_000 }, () => 0.1);
    const { ever } = [...costs, 0.000_000_7].reduce((sum, cost) => addSpending(sum, used(cost), day(20)), nothingSpent);

    assert.equal(ever.cost_usd, '100.0000007');
    assert.deepEqual([ever.input_tokens, ever.output_tokens], [1_001, 1_001]);
    assert.equal(addSpending(nothingSpent, used(0.1 + 0.2), day(20)).ever.cost_usd, '0.30');
    assert.equal(addSpending(nothingSpent, used(20), day(20)).ever.cost_usd, '20.00');
    assert.equal(addSpending(nothingSpent, used(0), day(20)).ever.cost_usd, '0.00');
  });

  test('counts in its day and its month, each of which begins anew', () => {
    const first = addSpending(nothingSpent, used(1, 10), day(20));
    const second = addSpending(first, used(2, 20), day(20));
    const third = addSpending(second, used(4, 40), day(21));
    const fourth = addSpending(third, used(8, 80), february);

    const costs = [first, second, third, fourth].map(({ today, this_month, ever }) =>
      [today, this_month, ever].map(({ cost_usd }) => Number(cost_usd)),
    );
    assert.deepEqual(costs, [
      [1, 1, 1],
      [3, 3, 3],
      [4, 7, 7],
      [8, 8, 15],
    ]);
    assert.equal(third.today.input_tokens, 40);
  });

  test('told late, for a day that is over, counts for ever alone', () => {
    const spent = addSpending(addSpending(nothingSpent, used(1), february), used(2), day(31));

    assert.deepEqual([spent.today.cost_usd, spent.this_month.cost_usd, spent.ever.cost_usd], ['1.00', '1.00', '3.00']);
  });

  test('is nothing of a day or a month that is over', () => {
    const spent = addSpending(nothingSpent, used(1), day(20));
    const at = (instant: string) => spendingAt(spent, Date.parse(instant));

    assert.deepEqual(at('2027-01-20T22:59:59Z'), spent);
    const nextDay = at('2027-01-20T23:00:00Z');
    assert.deepEqual([nextDay.today.cost_usd, nextDay.today.until], ['0.00', null]);
    assert.equal(nextDay.this_month.cost_usd, '1.00');
    const nextMonth = at('2027-01-31T23:00:00Z');
    assert.deepEqual([nextMonth.this_month.cost_usd, nextMonth.ever.cost_usd], ['0.00', '1.00']);
  });
});
