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
  [
    'within a query it does not count whether what is reserved is escaped',
    forAll('Disallow: /a?to=https://b.example', 'Disallow: /c?to=https%3A%2F%2Fb.example'),
    ['/a?to=http://b.example', '/a?to%3Dhttps://b.example'],
    ['/a?to=https%3A%2F%2Fb.example', '/a?to=https://b.example', '/c?to=https://b.example/d'],
  ],
  ['a rule without a query reaches into one', forAll('Disallow: /*private/'), ['/a?private'], ['/a?b=private/']],
  ['an escaped star is a star', forAll('Disallow: /a%2Ab'), ['/axb'], ['/a*b', '/a%2ab']],
  ['an escaped dollar is a dollar', forAll('Disallow: /a%24'), ['/a'], ['/a$', '/a$b', '/a%24b']],
  ['what no address has as it is, is escaped', forAll('Disallow: /{a}|b'), ['/a'], ['/%7Ba%7D%7Cb', '/{a}|b']],
  ['Allow decides over a rule that is repeated', forAll('Allow: /a', 'Disallow: /a', 'Disallow: /a'), ['/a'], []],
  ['a star names everybody only when it stands alone', 'User-agent: *bot\nDisallow: /', ['/'], []],
  ['empty lines do not part a group', `User-agent: ${product}\n\nDisallow: /a\n\nDisallow: /b`, ['/c'], ['/a', '/b']],
  [
    'other lines among the rules do not end a group',
    forAll('Disallow: /a', 'Sitemap: https://a.example/s', 'Host: a.example', 'Disallow: /b'),
    ['/c'],
    ['/a', '/b'],
  ],
  [
    'a name behind rules begins another group',
    `User-agent: ${product}\nDisallow: /a\nUser-agent: one\nDisallow: /b`,
    ['/b'],
    ['/a'],
  ],
];

describe('of a robots.txt,', () => {
  for (const [what, text, allowed, disallowed] of cases)
    test(what, () => {
      const { verdictOn } = parseRobots(text, product);

      for (const path of allowed) assert.equal(verdictOn(path), 'allowed', path);
      for (const path of disallowed) assert.equal(verdictOn(path), 'disallowed', path);
    });
});

/** Of 500 KiB, as much as is read of any. */
const sizeMax = 512_000;
const filled = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const rules = (size: number, rule: (index: number) => string) => {
  const lines = ['User-agent: *'];
  for (let length = 0; length < size; length += lines.at(-1)?.length ?? 0) lines.push(rule(lines.length));
  return lines.join('\n');
};

/** What a file of that size holds so much of that reading or comparing it could take for ever. */
const floods: [what: string, text: (size: number) => string][] = [
  ['stars', (size) => forAll(`Disallow: /${filled('*', size)}`)],
  ['stars with something between', (size) => forAll(`Disallow: /${filled('*a', size)}b$`)],
  ['stars and what almost fits', (size) => forAll(`Disallow: /*${filled('a', size / 2)}b*${filled('a', size / 2)}b`)],
  ['dollars', (size) => forAll(`Disallow: /${filled('$', size)}`)],
  ['spaces before a colon', (size) => `${filled(' ', size)}:`],
  ['spaces in a rule', (size) => forAll(`Disallow: /a${filled(' ', size)}b`)],
  ['spaces in a line of nothing', (size) => filled(' ', size)],
  ['lines of nothing', (size) => filled('\r', size)],
  ['lines of one letter', (size) => filled('a:\n', size)],
  ['escapes', (size) => forAll(`Disallow: /${filled('%41%', size)}`)],
  ['names', (size) => filled(`User-agent: ${product}\n`, size / 2) + filled('Disallow: /*a\n', size / 2)],
  ['rules', (size) => rules(size, (index) => `Disallow: /a${index}`)],
  ['rules with a star', (size) => rules(size, (index) => `Disallow: /*a${index}b`)],
  ['long rules with a star', (size) => rules(size, (index) => `Disallow: /*${'a'.repeat(1_000)}${index}b`)],
];

describe('a robots.txt that is full of', () => {
  for (const [what, text] of floods)
    test(`${what} takes time in proportion to its length`, () => {
      const [part, all] = [text(sizeMax / 4), text(sizeMax)];
      let [quarter, whole] = [Infinity, Infinity];
      // the fastest of as many tries as it takes, as whatever else runs here only adds to them
      for (let tries = 0; tries < 15 && !isInProportion(quarter, whole); tries += 1) {
        quarter = Math.min(quarter, timeOf(part));
        whole = Math.min(whole, timeOf(all));
      }
      assert.ok(isInProportion(quarter, whole), `${quarter} ms, and ${whole} ms for four times as much`);
    });

  /** Four times as much takes sixteen times as long where it is not; below a few ms it is all noise. */
  function isInProportion(quarter: number, whole: number): boolean {
    return whole < 9 * Math.max(quarter, 5);
  }

  /** How long it takes to read a file and to compare a long path with it, in milliseconds. */
  function timeOf(text: string): number {
    const begin = performance.now();
    parseRobots(text, product).verdictOn(`/${'a'.repeat(text.length / 4)}`);
    return performance.now() - begin;
  }

  test('rules that take too long to compare with a path is undecided about it, and not about others', () => {
    const { verdictOn } = parseRobots(
      rules(sizeMax, (index) => `Disallow: /*a${index}b`),
      product,
    );

    assert.equal(verdictOn(`/${'a'.repeat(100_000)}`), 'undecided');
    assert.equal(verdictOn('/news?page=2'), 'allowed');
    assert.equal(verdictOn('/a100b'), 'disallowed');
  });
});
