import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mapBounded } from '../../../src/client/server/map-bounded.ts';

describe('a list that is mapped a few at a time', () => {
  test('keeps its order and its bound', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([3, 1, 2, 5, 4], 2, async (item) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < item; turn++) await Promise.resolve();
      running -= 1;
      return item * 10;
    });

    assert.deepEqual(results, [30, 10, 20, 50, 40]);
    assert.equal(most, 2);
  });

  test('begins none after a failure, and fails when those that were begun are over', async () => {
    const begun: number[] = [];
    const over: number[] = [];
    const mapping = mapBounded([1, 2, 3, 4], 2, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error('planted');
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      over.push(item);
    });

    await assert.rejects(mapping, /planted/);
    assert.deepEqual([begun, over], [[1, 2], [2]]);
  });
});
