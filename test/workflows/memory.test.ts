import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonBytes } from '../../src/contract/json.ts';
import { limits } from '../../src/contract/limits.ts';
import { Memory } from '../../src/workflows/memory.ts';

const now = '2027-01-01T00:00:00.000Z';
const ignore = () => undefined;

describe('memory', () => {
  test('a change says whether it added, updated or removed', () => {
    const memory = new Memory([], ignore);

    const first = memory.change([{ key: 'a', value: 1, change: 'added' }], now);
    const second = memory.change([{ key: 'a', value: 2, change: 'added' }], now);
    const third = memory.change([{ key: 'a', value: null, change: 'removed' }], now);

    assert.deepEqual(
      [...first, ...second, ...third].map(({ change }) => change),
      ['added', 'updated', 'removed'],
    );
    assert.deepEqual(memory.items, []);
  });

  test('removing what is not there is no change', () => {
    assert.deepEqual(new Memory([], ignore).change([{ key: 'a', value: null, change: 'removed' }], now), []);
  });

  test('past its bound, what was changed longest ago goes first, and that is said', () => {
    const value = 'x'.repeat(20_000);
    const said: string[] = [];
    const memory = new Memory([], (kind, what) => said.push(`${kind}: ${what}`));

    for (const key of ['a', 'b', 'c', 'd']) memory.change([{ key, value, change: 'added' }], now);

    assert.deepEqual(
      memory.items.map(({ key }) => key),
      ['b', 'c', 'd'],
    );
    assert.ok(jsonBytes(memory.items) <= limits.memoryMaxBytes);
    assert.match(said[0] ?? '', /^memory: a was let go of/);
  });

  test('a value that is too large is refused, and what was there stays', () => {
    const said: string[] = [];
    const memory = new Memory([{ key: 'a', value: 1, updated_at: now }], (_, what) => said.push(what));

    memory.change([{ key: 'a', value: 'x'.repeat(40_000), change: 'updated' }], now);

    assert.equal(memory.items[0]?.value, 1);
    assert.equal(said.length, 1);
  });
});
