import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRobots } from '../../../src/browser/fetching/robots-rules.ts';

const product = 'agent-auto-trigger';
const forAll = (...rules: string[]) => ['User-agent: *', ...rules].join('\n');

type Case = [what: string, text: string, allowed: string[], disallowed: string[]];

/** RFC 9309, with the examples of its section 5. */
const cases: Case[] = [
  ['an empty file forbids nothing', '', ['/', '/a?b=c'], []],
  ['a page of HTML in its place forbids nothing', '<!doctype html>\n<p>Not: here</p>', ['/'], []],
  ['Disallow: / forbids all but robots.txt itself', forAll('Disallow: /'), ['/robots.txt'], ['/', '/a']],
  ['an empty Disallow forbids nothing', forAll('Disallow:'), ['/'], []],
  ['a rule is the beginning of a path', forAll('Disallow: /fish'), ['/', '/Fish', '/a/fish'], ['/fish', '/fishes/a']],
  ['letter case counts in paths', forAll('Disallow: /A'), ['/a'], ['/A']],
  ['letter case does not count in names', 'USER-AGENT: Agent-Auto-Trigger\ndisALLOW: /a', ['/b'], ['/a']],
  ['a rule can name a query', forAll('Disallow: /*?print=1'), ['/a', '/a?print=2'], ['/a?print=1', '/?print=1&b']],
  [
    'the longest rule decides, in whatever order they stand',
    forAll('Allow: /a/public', 'Disallow: /a', 'Disallow: /a/public/not'),
    ['/', '/a/public', '/a/public/x'],
    ['/a', '/a/b', '/a/public/not'],
  ],
  ['of two that are alike Allow decides', forAll('Disallow: /a', 'Allow: /a'), ['/a'], []],
  ['* stands for anything', forAll('Disallow: /*.gif'), ['/a.png'], ['/a.gif', '/x/y.gif?z', '/.gif']],
  ['$ stands for the end', forAll('Disallow: /*.gif$'), ['/a.gif?b', '/a.gifs'], ['/a.gif', '/b.gif.gif']],
  ['$ within a rule is itself', forAll('Disallow: /a$b'), ['/a'], ['/a$b', '/a$bc']],
  ['* before $ reaches over repetitions', forAll('Disallow: /a*bc$'), ['/abcb'], ['/abc', '/abcbc']],
  ['stars at the end add nothing', forAll('Disallow: /a***'), ['/b'], ['/a', '/ab']],
  ['/$ is the first page alone', forAll('Disallow: /$'), ['/a'], ['/']],
  ['comments do not count', forAll('Disallow: /a # and all in it', '# Disallow: /b'), ['/b'], ['/a', '/a/c']],
  ['space around a line does not count', forAll('  Disallow  :   /a  \t'), ['/b'], ['/a']],
  ['lines end in any way', 'User-agent: *\rDisallow: /a\r\nDisallow: /b', ['/c'], ['/a', '/b']],
  ['a byte order mark does not count', `\u{FEFF}${forAll('Disallow: /a')}`, ['/b'], ['/a']],
  [
    'other lines are passed over',
    forAll('Crawl-delay: 10', 'Sitemap: https://a.example/s', 'Disallow: /a'),
    ['/b'],
    ['/a'],
  ],
  ['rules before the first group belong to nobody', `Disallow: /\n${forAll('Disallow: /a')}`, ['/b'], ['/a']],
  [
    'its own group takes the place of the general one',
    `${forAll('Disallow: /')}\n\nUser-agent: ${product}\nDisallow: /a`,
    ['/', '/b'],
    ['/a'],
  ],
  ['its own empty group forbids nothing', `${forAll('Disallow: /')}\nUser-agent: ${product}`, ['/'], []],
  ['a group of another product does not count', 'User-agent: examplebot\nDisallow: /', ['/'], []],
  ['a name that only begins alike is another one', `User-agent: ${product}-news\nDisallow: /`, ['/'], []],
  ['a version behind the name does not count', `User-agent: ${product}/1.0\nDisallow: /a`, ['/b'], ['/a']],
  [
    'a group can name several',
    `User-agent: one\nUser-agent: ${product}\nUser-agent: two\nDisallow: /a`,
    ['/b'],
    ['/a'],
  ],
  [
    'lines between names and rules do not part a group',
    `User-agent: ${product}\nSitemap: https://a.example/s\nUser-agent: one\nDisallow: /a`,
    ['/b'],
    ['/a'],
  ],
  [
    'groups of one name are one group',
    `User-agent: ${product}\nDisallow: /a\nUser-agent: one\nDisallow: /c\nUser-agent: ${product}\nDisallow: /b`,
    ['/c'],
    ['/a', '/b'],
  ],
  [
    'escapes and characters are one',
    forAll('Disallow: /%7Ejoe', 'Disallow: /ü'),
    ['/'],
    ['/~joe', '/%7ejoe', '/%C3%BC', '/%c3%bc/x'],
  ],
  ['an escaped slash is no slash', forAll('Disallow: /a%2fb'), ['/a/b'], ['/a%2Fb', '/a%2fb']],
];

describe('of a robots.txt,', () => {
  for (const [what, text, allowed, disallowed] of cases)
    test(what, () => {
      const { allows } = parseRobots(text, product);

      for (const path of allowed) assert.ok(allows(path), `${path} is allowed`);
      for (const path of disallowed) assert.ok(!allows(path), `${path} is disallowed`);
    });

  test('a rule that could be matched for ever is matched at once', () => {
    const { allows } = parseRobots(forAll(`Disallow: /${'*a'.repeat(10_000)}b$`), product);
    const begin = performance.now();

    assert.ok(allows(`/${'a'.repeat(100_000)}`));
    assert.ok(performance.now() - begin < 1_000);
  });
});
