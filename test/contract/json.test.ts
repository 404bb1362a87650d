import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cutText, leadingText } from '../../src/contract/json.ts';

describe('a text that is cut', () => {
  test('ends between characters as people see them, never in half of one', () => {
    const family = '👨‍👩‍👧';
    for (const [whole, max, kept] of [
      [`ab${family}c`, 5, 'ab'],
      [`ab${family}c`, 2 + family.length, `ab${family}`],
      ['cafe\u0301s', 4, 'caf'],
      ['🇩🇪🇫🇷', 6, '🇩🇪'],
      ['नमस्ते', 4, 'नम'],
      ['a😀', 2, 'a'],
      ['abc', 0, ''],
      ['abc', 3, 'abc'],
    ] as const)
      assert.equal(leadingText(whole, max), kept, `${whole} to ${max}`);
  });

  test('says by … that it was cut, and has at most so many characters', () => {
    assert.equal(cutText('abcdef', 4), 'abc…');
    assert.equal(cutText('ab😀cd', 4), 'ab…');
    assert.equal(cutText('abcd', 4), 'abcd');
  });

  test('of nothing but marks is cut all the same', () => {
    const marks = `a${'\u0301'.repeat(1_000)}`;

    assert.equal(leadingText(marks, 500).length, 500);
  });
});
