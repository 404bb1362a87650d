import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { piecesOf } from '../../../src/reading/words/words.ts';

describe('a word of a language', () => {
  const cases: [word: string, same: string[], other: string[]][] = [
    ['no.', ['no.', 'NO.'], ['not']],
    ['posts?', ['post', 'posts'], ['postings']],
    ['find(ing)?', ['find', 'finding'], ['finds']],
    ['(read|see) more', ['read more', 'see more'], ['more', 'read  more']],
    ['cansad[oa]', ['cansado', 'cansada'], ['cansad', 'cansados']],
    ['erschein*', ['erschein', 'erscheint', 'erscheinen'], ['erschein 3']],
    ['raggiung+', ['raggiunge'], ['raggiung']],
    ['the +', ['the blog'], ['the', 'the ', 'the blog post']],
    ['beliebt…', ['beliebt', 'beliebte Beiträge'], ['die beliebten']],
    ['no…3posts', ['no posts', 'no – posts'], ['no further posts']],
    ["l'article", ["l'article", 'l’article'], ['larticle']],
    ["what'?s new", ['what’s new', 'whats new'], ['what is new']],
    ['related\\b…', ['related', 'related posts'], ['relatedness']],
    ['(?<!not )below', ['below'], []],
    ['\\[(new|hot)\\]', ['[new]', '[hot]'], ['new']],
    ['[^.]{0,}!', ['!', 'so!'], ['a.b!']],
  ];
  for (const [word, same, other] of cases)
    test(`${word} is ${same.join(', ')}${other.length === 0 ? '' : `, and not ${other.join(', ')}`}`, () => {
      const pattern = new RegExp(`^(?:${piecesOf(word).join('|')})$`, 'iu');

      for (const text of same) assert.match(text, pattern);
      for (const text of other) assert.doesNotMatch(text, pattern);
    });

  test('is set apart from the next one by a bar between spaces, or by the end of a line', () => {
    assert.deepEqual(piecesOf('one | (two|three) four\n  five '), ['one', '(?:two|three) four', 'five']);
  });

  test('ends where it says that no letter follows', () => {
    const pattern = new RegExp(piecesOf('francs?_').join('|'), 'iu');

    assert.match('3 francs', pattern);
    assert.doesNotMatch('Francisco', pattern);
  });

  test('is none where a language has none of its kind', () => {
    assert.deepEqual(piecesOf(undefined), []);
  });
});
