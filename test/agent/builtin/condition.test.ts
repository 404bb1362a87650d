import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conditionIn, hasMoved, holds } from '../../../src/agent/builtin/condition.ts';

describe('a limit for a price', () => {
  const cases: [goal: string, kept: string[], notKept: string[]][] = [
    ['below 100 EUR', ['99.99', '0.00'], ['100.00', '1000.00']],
    ['at most 100 EUR', ['100.00', '99.00'], ['100.01']],
    ['above 100 EUR', ['100.01'], ['100.00', '9.00']],
    ['at least 100 EUR', ['100.00', '250.00'], ['99.99']],
  ];
  for (const [goal, kept, notKept] of cases)
    test(`${goal} is kept by ${kept.join(' and ')}, not by ${notKept.join(' or ')}`, () => {
      const limit = conditionIn(`when the price is ${goal}`);

      assert.ok(typeof limit === 'object' && limit.kind === 'threshold', JSON.stringify(limit));
      assert.ok(kept.every((amount) => holds(limit, amount)));
      assert.ok(!notKept.some((amount) => holds(limit, amount)));
    });
});

describe('a move of a price from 100', () => {
  const cases: [goal: string, far: string[], notFar: string[]][] = [
    ['drops', ['99.99'], ['100.00', '120.00']],
    ['rises', ['100.01'], ['100.00', '80.00']],
    ['drops by 10 %', ['90.00', '50.00'], ['90.01', '120.00']],
    ['drops by more than 10 %', ['89.99'], ['90.00', '120.00']],
    ['rises by at least 20 EUR', ['120.00'], ['119.99', '70.00']],
    ['changes by more than 5 EUR', ['94.99', '105.01'], ['95.00', '105.00']],
  ];
  for (const [goal, far, notFar] of cases)
    test(`${goal}: to ${far.join(' or ')}, not to ${notFar.join(' or ')}`, () => {
      const move = conditionIn(`when the price ${goal}`);

      assert.ok(typeof move === 'object' && move.kind === 'move', JSON.stringify(move));
      assert.ok(far.every((amount) => hasMoved(move, '100.00', amount)));
      assert.ok(!notFar.some((amount) => hasMoved(move, '100.00', amount)));
    });

  test('is reckoned as people do: from 19.90 to 17.91 is ten percent', () => {
    const move = conditionIn('when the price drops by 10 %');

    assert.ok(typeof move === 'object' && move.kind === 'move' && hasMoved(move, '19.90', '17.91'));
  });
});
