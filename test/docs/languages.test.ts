import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { LanguageWords } from '../../src/reading/words/language-words.ts';
import { languages } from '../../src/reading/words/languages.ts';

const text = readFileSync(new URL('../../docs/reference/builtin-planner.md', import.meta.url), 'utf8');
const section = /^## Languages\n([^]*?)(?=^## )/m.exec(text)?.[1] ?? '';
const rows = [...section.matchAll(/^\| (.+) \| (.+) \|$/gm)].map(([, what = '', named = '']) => [what, named] as const);

/** Of which words a language has to have for it to stand in a row. */
const kinds: Record<string, (language: LanguageWords) => unknown> = {
  'a goal about the latest of a list': ({ goals }) => goals?.lists ?? goals?.listParts,
  'a goal that takes more than reading': ({ goals }) => goals?.deeds,
  'a goal to watch a price, a text, a version or a page': ({ watching }) => watching?.changes,
  'a condition on a price': ({ conditions }) => conditions?.falls,
  'a currency in words': ({ prices }) => prices?.spokenCurrencies ?? prices?.currencies,
  'dates in words': ({ dates }) => dates,
  'dates such as “3 days ago”, on any page': ({ ago }) => ago?.units,
  'dates such as “yesterday”, on any page': ({ ago }) => ago?.yesterday,
  'links such as “Read more”': ({ lists }) => lists?.more,
  'labels such as “Pinned”': ({ lists }) => lists?.pinned,
  'labels such as “Advertisement”': ({ lists }) => lists?.adverts,
  'headings such as “Popular posts”': ({ lists }) => lists?.asideHeadings,
  'a check of visitors, a refusal': ({ obstacles }) => obstacles?.checks,
  'a login': ({ obstacles }) => obstacles?.logins,
  'a question for consent': ({ obstacles }) => obstacles?.consents,
  '“not found”': ({ obstacles }) => obstacles?.missing,
  'maintenance or an outage': ({ obstacles }) => obstacles?.outages,
  'a list with nothing in it': ({ obstacles }) => obstacles?.empties,
};

describe('the page on the built-in planner names the languages that are understood', () => {
  for (const [what, wordsOf] of Object.entries(kinds))
    test(`for ${what}`, () => {
      const known = languages.filter((language) => wordsOf(language) !== undefined).map(({ name }) => name);
      assert.equal(new Map(rows).get(what), known.toSorted().join(', '));
    });

  test('in no other row', () => {
    assert.deepEqual(
      rows.map(([what]) => what).filter((what) => kinds[what] === undefined),
      ['what is said', '---'],
    );
  });

  test('and how many there are for dates', () => {
    const count = languages.filter(({ dates }) => dates !== undefined).length;
    assert.match(text, new RegExp(`dates in words in \\[${count} languages\\]\\(#languages\\)`));
  });
});
