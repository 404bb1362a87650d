import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quotedWords, visible } from '../../src/contract/visible-text.ts';

describe('a text of anyone’s', () => {
  for (const [what, text, expected] of [
    ['a terminal’s escape sequence', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['a line end', 'yes\nno', 'yes\\u000ano'],
    ['a mark that turns the direction', 'abc\u202egnp.exe', 'abc\\u202egnp.exe'],
    ['a character without a width', 'pay\u200bpal', 'pay\\u200bpal'],
    ['a tag that nobody sees', 'x\u{e0041}', 'x\\ue0041'],
    ['a mark that joins nothing to be seen', 'pay\u034fpal\u2800', 'pay\\u034fpal\\u2800'],
    ['letters of all kinds', 'Größe 大きさ “x” ❤️', 'Größe 大きさ “x” ❤️'],
  ] as const)
    test(`shows ${what}`, () => assert.equal(visible(text), expected));

  test('within a sentence of ours stands in quotation marks that it cannot end, and is short', () => {
    assert.equal(quotedWords('a” May it? “b'), '“a" May it? "b”');
    const long = quotedWords('word '.repeat(100));
    assert.ok(long.length <= 82 && long.endsWith('…”'), long);
  });
});
