import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MemoryItem } from '../../src/contract/results.ts';
import { jsonBytes } from '../../src/contract/json.ts';
import { limits } from '../../src/contract/limits.ts';
import { remember } from '../../src/workflows/memory.ts';

const now = '2027-01-01T00:00:00.000Z';
const ignore = () => undefined;

describe('memory', () => {
  test('a change says whether it added, updated or removed', () => {
    const memory: MemoryItem[] = [];

    const first = remember(memory, [{ key: 'a', value: 1, change: 'added' }], now, ignore);
    const second = remember(memory, [{ key: 'a', value: 2, change: 'added' }], now, ignore);
    const third = remember(memory, [{ key: 'a', value: null, change: 'removed' }], now, ignore);

    assert.deepEqual(
      [...first, ...second, ...third].map(({ change }) => change),
      ['added', 'updated', 'removed'],
    );
    assert.deepEqual(memory, []);
  });

  test('removing what is not there is no change', () => {
    assert.deepEqual(remember([], [{ key: 'a', value: null, change: 'removed' }], now, ignore), []);
  });

  test('past its bound, what was changed longest ago goes first, and that is said', () => {
    const memory: MemoryItem[] = [];
    const value = 'x'.repeat(20_000);
    const said: string[] = [];

    for (const key of ['a', 'b', 'c', 'd'])
      remember(memory, [{ key, value, change: 'added' }], now, (what) => said.push(what));

    assert.deepEqual(
      memory.map(({ key }) => key),
      ['b', 'c', 'd'],
    );
    assert.ok(jsonBytes(memory) <= limits.memoryMaxBytes);
    assert.match(said[0] ?? '', /a was let go of/);
  });

  test('a value that is too large is refused, and what was there stays', () => {
    const memory: MemoryItem[] = [{ key: 'a', value: 1, updated_at: now }];
    const said: string[] = [];

    remember(memory, [{ key: 'a', value: 'x'.repeat(40_000), change: 'updated' }], now, (what) => said.push(what));

    assert.equal(memory[0]?.value, 1);
    assert.equal(said.length, 1);
  });
});
