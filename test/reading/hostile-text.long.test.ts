import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressesIn, replaceAddresses } from '../../src/agent/addresses.ts';
import { understandGoal } from '../../src/agent/builtin/goal.ts';
import { newestVersionIn } from '../../src/agent/builtin/versions.ts';
import { lookAtWatched } from '../../src/agent/builtin/watched.ts';
import { quoteFromArticle } from '../../src/agent/comparing/wording.ts';
import { seenPages } from '../../src/agent/llm/seen-pages.ts';
import { decodeText } from '../../src/browser/fetching/decode-text.ts';
import { createSecrets } from '../../src/browser/secrets/secrets.ts';
import { foldSpace } from '../../src/contract/fold-space.ts';
import { invalid } from '../../src/contract/parse.ts';
import type { LookResult } from '../../src/contract/results.ts';
import {
  dateInAddress,
  findDate,
  findDateInLine,
  normaliseDate,
  numericOrderIn,
} from '../../src/reading/dates/dates.ts';
import { withoutDate } from '../../src/reading/entries/card-title.ts';
import { entryKey } from '../../src/reading/entries/entry-key.ts';
import { entriesOfFeed, titleOfFeed } from '../../src/reading/entries/feed.ts';
import { entriesOfJsonLd } from '../../src/reading/entries/json-ld.ts';
import { saysMore, saysPinned } from '../../src/reading/entries/link-words.ts';
import { answerWithListing, answerWithText, listingOn, textOn } from '../../src/reading/page-look.ts';
import type { PageElement, PageModel } from '../../src/reading/page-model.ts';
import { amountOf, currenciesIn } from '../../src/reading/text/money.ts';
import { linesWith } from '../../src/reading/text/page-lines.ts';

/** What a text is made of, and with what it ends, so that no pattern ends there. */
const shapes: { [shape: string]: [repeated: string, tail: string] } = {
  spaces: [' ', 'x'],
  'white space': ['\t\u00a0\u2003', 'x'],
  digits: ['7', 'x'],
  dots: ['.', 'x'],
  'a chain of colons': ['a:', '\u0000'],
  'addresses one within another': ['a://', '\u0000'],
  quotes: ['"', 'x'],
  'quotes that open': ['“a ', 'x'],
  'escaped quotes': ['\\"', 'x'],
  'opened tags': ['<a ', 'x'],
  'opened brackets': ['([', 'x'],
  'closed brackets': [')]', '.'],
  clocks: ['12:34:56:', 'x'],
  prices: ['1,234.56 ', 'x'],
  'numbers in groups': ['1.234.', 'x'],
  currencies: ['рубл', '1x'],
  'letters with accents': ['é', '1'],
  'letters with marks': ['e\u0301', '\u0000'],
  'small letters': ['a', '\u0000'],
  'words of one kind': ['neuest', '1'],
  'mixed signs': ['!?;:,.-–—…·|#*', 'a'],
  'ends of lines': ['\r\n', 'x'],
  'signs and ends of lines': ['.\n,\r\n-', 'a'],
  hyphens: ['a-', '\u0000'],
  pins: ['📌', 'a'],
  backslashes: ['\\', 'x'],
  'encoded backslashes': ['%5c', 'x'],
  ampersands: ['&amp;', 'x'],
  months: ['3 november ', 'x'],
  'times ago': ['vor 3 ', 'x'],
};

const address = 'https://blog.example/posts/one';
const element = (tag: string, children: PageElement['children'], attributes: PageElement['attributes'] = {}) => ({
  tag,
  attributes,
  children,
});
const page = (body: PageElement[], rest: Partial<PageModel> = {}): PageModel => ({
  url: 'https://blog.example/',
  title: 'A blog',
  language: 'de',
  contentType: 'text/html',
  alternates: [],
  jsonLd: [],
  metas: {},
  asksForPassword: false,
  showsCaptcha: false,
  body: element('body', body),
  ...rest,
});
const link = (text: string, number: number) =>
  element('a', [text], { href: `https://blog.example/posts/${number}`, class: 'title' });
const look = (model: PageModel) => ({ page: model, feeds: [], seenAt: Date.UTC(2026, 10, 30) });

/** A list and a text that have the same everywhere. */
const pageOf = (text: string) =>
  page(
    [
      element('h1', [text]),
      element('ul', [
        element('li', [element('h2', [link(text, 1)]), element('time', [text]), element('span', [text])]),
        element('li', [link('The second one of them', 2), element('p', [text], { class: 'price' })]),
      ]),
      element('article', [element('h2', ['A section']), element('p', [text])]),
      element('p', [element('b', [text])]),
    ],
    { metas: { date: text, 'og:price:amount': `1${text}` } },
  );
const listOfModel = (model: PageModel) => answerWithListing(look(model), listingOn(look(model)));
const listOf = (text: string) => listOfModel(pageOf(text));
const textOf = (text: string) => {
  const model = pageOf(text);
  return answerWithText(look(model), textOn(look(model)));
};
const rss = (text: string) =>
  `<rss version="2.0"><channel><title>${text}</title><item><title><![CDATA[${text}]]></title><link>${address}</link><pubDate>${text}</pubDate></item></channel></rss>`;
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\u0000', '');
const jsonLd = (text: string) =>
  JSON.stringify({ '@type': 'NewsArticle', headline: text, url: address, datePublished: text });
const article = (text: string) => ({ tool: 'read' as const, url: address, title: 'A', published_at: null, text });
const treeOf = (text: string): LookResult => ({
  tool: 'snapshot',
  url: address,
  title: text,
  tree: `- link "${text}" [ref=e1]: ${text}`,
  is_cut: false,
  effects: {},
});
const secrets = createSecrets(
  ['hunter2', 'correct horse', 'C:\\share\\', '\\\\"\\\\'].map((value) => ({ name: 'A', value, sites: [] })),
);
const context = { language: 'de', seenAt: Date.UTC(2026, 10, 30), numericOrder: 'day_first' } as const;

/** All that reads text from outside. */
const readers: { [reader: string]: (text: string) => unknown } = {
  'a list': listOf,
  'a page': textOf,
  'words in a page': (text) => linesWith(page([element('p', [text])]), 'what is not there'),
  'a date': findDate,
  'a date in a line': (text) => findDateInLine(text, context),
  'a date for machines': normaliseDate,
  'a date in an address': (text) => dateInAddress(`https://a.example/${encodeURIComponent(text)}`),
  'the order of dates': (text) => numericOrderIn(text, 'de'),
  'a title': (text) => withoutDate(text, context),
  'an amount': (text) => amountOf(`1${text}`),
  'a currency': currenciesIn,
  'a feed': (text) => entriesOfFeed(rss(escaped(text)), address),
  'what is no feed': titleOfFeed,
  'a JSON Feed': (text) =>
    entriesOfFeed(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'A',
        items: [{ id: address, title: text }],
      }),
      address,
    ),
  'JSON-LD': (text) => entriesOfJsonLd([jsonLd(text)], address),
  'what a link says': (text) => [saysMore(text), saysPinned({ classes: text, texts: [text] })],
  'the key of an entry': (text) =>
    entryKey(`https://a.example/${encodeURI(text.toWellFormed())}?a=1#/${encodeURI(text)}`),
  'secrets in a text': secrets.scrub,
  'a text of bytes': (text) => decodeText(Buffer.from(text), `text/xml; charset=${text}`),
  'a declaration': (text) => decodeText(Buffer.from(`<?xml ${text}`), null),
  'white space': foldSpace,
  addresses: addressesIn,
  'places of addresses': (text) => replaceAddresses(`https://a.example/${text}`, ' '),
  // a goal has 10,000 characters at most
  'a goal': (text) => understandGoal(`Tell me when ${text.slice(-text.length / 10)} changes on https://a.example`),
  'a version': newestVersionIn,
  'a watched page': (text) => lookAtWatched({ kind: 'page' }, article(text), { quotes: [], pages: 1 }),
  'a quote': (text) => quoteFromArticle(article(text)),
  'a tree': (text) =>
    seenPages([
      {
        observations: [
          {
            kind: 'action',
            action_id: 'a',
            tool: 'snapshot',
            outcome: { status: 'done', result: treeOf(text) },
          },
        ],
      } as never,
    ]),
  'a bad field': (text) => invalid({ field: text }, [], [{ field: 'field', message: text }]),
};

/** The shorter one ends a test soon where the longer one would take minutes. */
const lengths = [20_000, 200_000];
/** What is read as fast as this grows as it likes. */
const floorMs = 100;
/** Twice the text takes twice the time; the rest is noise. */
const growthMax = 3;
const rounds = 4;

/** The least processor time of some rounds, in milliseconds, whatever else runs on the machine. */
function timeOf(read: (text: string) => unknown, text: string, most: number): number {
  const times = Array.from({ length: most }, () => {
    const before = process.threadCpuUsage();
    read(text);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

/** How many times as long a text of a shape takes as half of it. */
function growthOf(read: (text: string) => unknown, [repeated, tail]: [string, string], length: number): number {
  const textOfLength = (characters: number) => repeated.repeat(characters / repeated.length) + tail;
  const [half, whole] = [textOfLength(length / 2), textOfLength(length)];
  const once = timeOf(read, whole, 1);
  if (once <= floorMs) return 1;
  const growth = once / timeOf(read, half, 1);
  if (growth <= growthMax) return growth;
  // the first time, the engine makes its own of the patterns
  const again = timeOf(read, whole, rounds);
  return again <= floorMs ? 1 : again / timeOf(read, half, rounds);
}

describe('a text of any kind is read in a time that grows no faster than the text', () => {
  for (const [reader, read] of Object.entries(readers))
    test(reader, () => {
      for (const [shape, parts] of Object.entries(shapes))
        for (const length of lengths) {
          const growth = growthOf(read, parts, length);
          assert.ok(
            growth <= growthMax,
            `${shape}: ${length} characters take ${growth.toFixed(1)} times as long as half`,
          );
        }
    });
});

const words = 'words of a text '.repeat(20_000);
const within = (tag: string, times: number, children: PageElement['children']): PageElement['children'] =>
  times === 0 ? children : [element(tag, ['words ', ...within(tag, times - 1, children)])];

describe('a text is read in much the same time however deep it stands', () => {
  for (const tag of ['div', 'form', 'article', 'main', 'p'])
    test(`in ${tag}`, () => {
      const read = (depth: number) => () => {
        const model = page(within(tag, depth, [words, link('One of them', 1)]) as PageElement[], {
          asksForPassword: true,
        });
        return [listOfModel(model), answerWithText(look(model), textOn(look(model)))];
      };
      const deep = timeOf(read(140), '', rounds);
      const flat = timeOf(read(1), '', rounds);

      assert.ok(
        deep <= floorMs || deep <= flat * growthMax,
        `${Math.round(deep)} ms, and ${Math.round(flat)} ms when flat`,
      );
    });
});

describe('links are read in a time that grows no faster than their number', () => {
  for (const tag of ['h1', 'article', 'ul', 'p'])
    test(`in one ${tag}`, () => {
      const read = (count: number) => () => {
        const links = Array.from({ length: count }, (_, number) => link(`The title of ${number}`, number));
        return listOfModel(page([element(tag, links)]));
      };
      const growth = timeOf(read(8_000), '', 2) / timeOf(read(4_000), '', 2);

      assert.ok(growth <= growthMax, `twice the links take ${growth.toFixed(1)} times as long`);
    });
});
