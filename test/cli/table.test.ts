import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { describe, test } from 'node:test';
import stringWidth from 'string-width';
import { fieldLines } from '../../src/cli/fields.ts';
import { type Column, tableLines } from '../../src/cli/table.ts';
import { cutToWidth, wrap } from '../../src/cli/text-width.ts';

const columns: Column[] = [
  { heading: 'ID' },
  { heading: 'STATE' },
  { heading: 'STARTED', dispensable: 2 },
  { heading: 'ACCOUNT', narrowest: 10, dispensable: 1 },
  { heading: 'GOAL', narrowest: 20 },
];
const goal = 'Go through https://example.com/blog and let me know the latest update on the blog';
const rows = [
  ['trg_01m88bs4880vcsmkjrd9px021e', 'scheduled', '3 h ago', 'somebody.with.a.long.name@example.com', goal],
  [
    'trg_01m88bs48mn4fydy1g4ann7wdt',
    'waiting_for_human',
    '2 d ago',
    'kenji@example.jp',
    'ブログを読んで、最新の記事を教えて',
  ],
];
const table = (width: number) => tableLines(columns, rows, width).map((line) => stripVTControlCharacters(line));

describe('a table on a terminal', () => {
  for (const width of [80, 100, 120, 200])
    test(`fits ${width} columns, and cuts no id`, () => {
      const lines = table(width);

      for (const line of lines) assert.ok(stringWidth(line) <= width, `${stringWidth(line)}: ${line}`);
      for (const [index, [id = '']] of rows.entries()) assert.ok(lines[index + 1]?.startsWith(id));
    });

  test('with room for all shows all', () => {
    assert.ok(table(200).some((line) => line.includes('STARTED') && line.includes('ACCOUNT')));
    assert.ok(table(200).some((line) => line.endsWith(goal)));
  });

  test('leaves out what can be done without before the goal is too short to be known', () => {
    const [headings = '', row = ''] = table(80);

    assert.doesNotMatch(headings, /STARTED|ACCOUNT/);
    assert.match(row, /Go through .*…$/);
  });

  test('in a pipe is cut nowhere', () => {
    assert.ok(table(Infinity).some((line) => line.endsWith(goal)));
  });
});

describe('texts of all scripts', () => {
  for (const [text, width] of [
    ['abc', 3],
    ['ブログ', 6],
    ['한국어', 6],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['…–’', 3],
    ['ﾊﾟ', 2],
    ['நிலை', 4],
  ] as const)
    test(`${text} is ${width} columns wide`, () => {
      assert.equal(stringWidth(text), width);
    });

  test('are cut between characters, to no more than the columns', () => {
    assert.equal(cutToWidth('ブログを読んで', 6), 'ブロ…');
    assert.equal(cutToWidth('abcdef', 4), 'abc…');
    assert.equal(cutToWidth('abc', 3), 'abc');
  });

  test('are broken between words', () => {
    assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
    assert.deepEqual(wrap('https://example.com/very/long', 7), ['https://example.com/very/long']);
  });
});

describe('fields', () => {
  test('are broken to the width, but what is to be copied is not', () => {
    const command = 'auto-trigger answer trg_01m88bs4880vcsmkjrd9px021e --approve';
    const lines = fieldLines(
      [
        ['goal', goal],
        ['nothing', undefined],
        ['asks', ['May it?', { whole: command }]],
      ],
      50,
    ).map((line) => stripVTControlCharacters(line));

    assert.deepEqual(lines, [
      'goal  Go through https://example.com/blog and let',
      '      me know the latest update on the blog',
      'asks  May it?',
      `      ${command}`,
    ]);
  });
});
