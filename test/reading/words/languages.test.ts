import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { languages } from '../../../src/reading/words/languages.ts';
import { piecesOf } from '../../../src/reading/words/words.ts';

const folder = fileURLToPath(new URL('../../../src/reading/words', import.meta.url));

test('every language that has a file is known', () => {
  const files = globSync('??.ts', { cwd: folder }).map((file) => basename(file, '.ts'));
  assert.deepEqual(languages.map(({ code }) => code).toSorted(), files.toSorted());
});

test('a currency’s word may mean the same in all languages', () => {
  const codesOf = new Map<string, string>();
  for (const { code, prices } of languages)
    for (const [codes, words] of Object.entries({ ...prices?.currencies, ...prices?.spokenCurrencies }))
      for (const piece of piecesOf(words)) {
        assert.equal(codes, codesOf.get(piece) ?? codes, `${code}: ${piece}`);
        codesOf.set(piece, codes);
      }
});

for (const language of languages)
  describe(`the words of ${language.name}`, () => {
    const { code, name, ...sections } = language;
    const kinds = kindsIn(sections);

    test('are patterns, none of which matches nothing', () => {
      for (const [kind, words] of kinds)
        for (const piece of piecesOf(words))
          assert.doesNotMatch('', new RegExp(`^(?:${piece})$`, 'iu'), `${code}: ${kind} of ${name}: ${piece}`);
    });

    test('stand once within a kind', () => {
      for (const [kind, words] of kinds) {
        const pieces = piecesOf(words);
        const patterns = pieces.map((piece) => new RegExp(`^(?:${piece})$`, 'iu'));
        const twice = pieces.filter(
          (piece, position) =>
            pieces.indexOf(piece) !== position ||
            patterns.some((pattern, other) => other !== position && pattern.test(piece)),
        );
        assert.deepEqual(twice, [], `${code}: ${kind}`);
      }
    });
  });

/** The words of each kind, by the names that lead to it: `ago.units.day`. */
function kindsIn(value: object, path = ''): [kind: string, words: string][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]): [string, string][] => {
    if (typeof inner === 'string') return [[`${path}${key}`, inner]];
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? kindsIn(inner, `${path}${key}.`) : [];
  });
}
