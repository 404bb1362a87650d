import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRetryAfter } from '../../src/network/retry-after.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const dayMs = 86_400_000;

describe('retry-after', () => {
  const headers: [header: string | undefined, waitMs: number | undefined][] = [
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['86401', dayMs],
    ['9'.repeat(400), dayMs],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['Sun, 29 Nov 2026 12:00:00 GMT', dayMs],
    ['Tuesday, 24-Nov-26 12:00:30 GMT', 30_000],
    ['Wednesday, 24-Nov-99 12:00:30 GMT', 0],
    ['Tue Nov 24 12:00:30 2026', 30_000],
    ['Tue Dec  1 00:00:00 2026', dayMs],
    ['Tue Nov 24 12:00:30 2026 GMT', undefined],
    ['Tue, 24 Foo 2026 12:00:30 GMT', undefined],
    ['Tue, 99 Nov 2026 12:00:00 GMT', undefined],
    ['2026-11-24T12:00:30Z', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [header, waitMs] of headers) {
    const shown = header === undefined ? 'no header' : `"${header.slice(0, 40)}"`;
    test(`${shown} ${waitMs === undefined ? 'is ignored' : `asks for ${waitMs} ms`}`, () => {
      assert.equal(parseRetryAfter(header, now), waitMs);
    });
  }
});
