import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BoundedMap } from '../../src/contract/bounded-map.ts';

describe('a bounded map', () => {
  test('lets the entry go that was set longest ago', () => {
    const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).set('c', 3);

    assert.deepEqual([...map], Object.entries({ b: 2, c: 3 }));
  });

  test('keeps an entry longer that is set again', () => {
    const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).set('a', 3).set('c', 4);

    assert.deepEqual([...map], Object.entries({ a: 3, c: 4 }));
  });
});
