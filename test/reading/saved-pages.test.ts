import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { differencesIn } from './differences.ts';
import { readExpected, savedPages } from './saved-pages.ts';

describe('a saved page is read as a careful reader reads it', () => {
  for (const page of savedPages())
    test(`${page.name}: ${page.expected.about}`, { expectFailure: page.expected.read_wrongly }, () => {
      const differences = differencesIn(page);

      assert.ok(differences.length === 0, differences.join('\n'));
    });
});

describe('an expected.json that is not as it should be', () => {
  const right = {
    about: 'A page for this test.',
    kind: 'tests',
    url: 'https://allotment.example/',
    seen_at: '2026-11-23T12:00:00Z',
    page: { list: { newest: { title: 'One', url: '/one', published_at: null }, count: 1 } },
  };
  const wrong: [what: string, value: object, message: RegExp][] = [
    ['a field that there is none of', { ...right, sean_at: '' }, /one\/expected\.json: .*"sean_at"/],
    ['a typo in a list', { ...right, page: { list: { ...right.page.list, cuont: 2 } } }, /page\.list: .*"cuont"/],
    ['a date of no calendar', { ...right, seen_at: 'yesterday' }, /expected\.json: seen_at: Invalid/],
    [
      'a way of recognition that is none',
      { ...right, page: { list: { ...right.page.list, found_by: ['eyes'] } } },
      /page\.list\.found_by\.0/,
    ],
    [
      'a list without entries',
      { ...right, page: { list: { count: 1 } } },
      /page\.list: has neither entries nor newest/,
    ],
    ['a look of which nothing is expected', { ...right, page: {} }, /page: expects nothing/],
    ['an address of a real site', { ...right, url: 'https://example.com/' }, /expected\.json: url: Invalid/],
    ['a sentence that nobody has written yet', { ...right, about: 'To be said: what it is.' }, /about: is still to be/],
  ];
  for (const [what, value, message] of wrong)
    test(`is told by file and field where it has ${what}`, () => {
      assert.throws(() => readExpected(JSON.stringify(value), 'one/expected.json'), message);
    });

  test('is taken where nothing is wrong with it', () => {
    assert.deepEqual(readExpected(JSON.stringify(right), 'one/expected.json'), right);
  });

  test('is told by its file where it is no JSON', () => {
    assert.throws(() => readExpected('{', 'one/expected.json'), /pages\/one\/expected\.json: .*JSON/);
  });
});
