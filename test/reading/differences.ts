import { compareLists, type ListChanges } from '../../src/agent/comparing/changes.ts';
import { asRemembered, rememberedList, rememberList } from '../../src/agent/comparing/list-memory.ts';
import { foldSpace } from '../../src/contract/fold-space.ts';
import type { EntriesResult, Entry, MemoryItem } from '../../src/contract/results.ts';
import { answerWithListing, listingOn, type PageLook, textOn } from '../../src/reading/page-look.ts';
import { textOf } from '../../src/reading/page-model.ts';
import {
  expectedAt,
  type ExpectedEntry,
  type ExpectedList,
  type ExpectedLook,
  lookFiles,
  recordedLook,
  type SavedPage,
} from './saved-pages.ts';

/** What is read otherwise than a page's `expected.json` has it, look by look, in words. */
export function differencesIn(page: SavedPage): string[] {
  let memory: MemoryItem[] = [];
  return page.looks.flatMap((name) => {
    const look = recordedLook(page, name);
    const read = readingOf(look);
    const expected = expectedAt(page, name);
    const compared = comparedWith(memory, read, page);
    if (compared !== undefined) ({ memory } = compared);
    const differences = [
      ...lookDifferences(read, name.endsWith('again') ? {} : expected, page.expected.url),
      ...(compared === undefined
        ? []
        : changeDifferences(compared, name === 'later' ? (expected.list?.added ?? []) : [])),
    ];
    return differences.map((difference) => `${lookFiles(name).html}: ${difference}`);
  });
}

/** What is read out of a look. */
interface Reading {
  look: PageLook;
  listing: EntriesResult;
  answer: ReturnType<typeof answerWithListing>;
}

function readingOf(look: PageLook): Reading {
  const listing = listingOn(look);
  return { look, listing, answer: answerWithListing(look, listing) };
}

function lookDifferences(read: Reading, { list, text, price, obstacle }: Partial<ExpectedLook>, url: string): string[] {
  const { answer, look, listing } = read;
  const end = answer.status === 'failed' ? answer.code : `${listing.entries.length} entries`;
  return [
    ...(list === undefined ? [] : listDifferences(read, list, url)),
    ...(text === undefined ? [] : textDifferences(look, text)),
    ...(price === undefined ? [] : differing('the price', textOn(look).price, price)),
    ...(obstacle === undefined ? [] : differing('the end', end, obstacle.code)),
  ];
}

function listDifferences({ answer, listing, look }: Reading, list: ExpectedList, url: string): string[] {
  if (answer.status === 'failed') return [`nothing is listed: ${answer.message}`];
  const text = textOf(look.page.body);
  const expected = list.entries ?? (list.newest === undefined ? [] : [list.newest]);
  const entries = list.entries === undefined ? listing.entries.slice(0, 1) : listing.entries;
  return [
    ...entryDifferences(
      entries.map((entry) => describe(entry, url)),
      expected.map((entry) => describe(entry, url)),
    ),
    ...(list.count === undefined ? [] : differing('the number of entries', listing.entries.length, list.count)),
    ...(list.ordered_by === undefined ? [] : differing('the order', listing.ordered_by, list.ordered_by)),
    ...missing('the ways of recognition', listing.found_by, list.found_by ?? []),
    ...(list.quotable_titles === undefined
      ? []
      : differing('what can be quoted', listing.quotable_titles, list.quotable_titles)),
    ...listing.quotable_titles
      .filter((title) => !text.includes(title))
      .map((title) => `“${title}” is said to stand in the page, and does not`),
  ];
}

/** What a session finds new in a list that it has looked at before, and what it remembers then; undefined without a list. */
function comparedWith(memory: MemoryItem[], { answer }: Reading, page: SavedPage) {
  if (answer.status === 'failed' || answer.result.tool !== 'entries') return undefined;
  const address = page.expected.url;
  const before = rememberedList(memory, address);
  const list = asRemembered(answer.result, before);
  const { key, value } = rememberList(memory, { address, list, shareOfMemory: 1 });
  return { changes: compareLists(list, before), memory: [{ key, value, updated_at: page.expected.seen_at }] };
}

function changeDifferences({ changes }: { changes: ListChanges }, added: string[]): string[] {
  const titles = (entries: Entry[]) => entries.map(({ title }) => title);
  return [
    ...differing('what is new', titles(changes.added), added),
    ...differing('what is gone', titles(changes.removed), []),
    ...differing('what has changed', titles(changes.changed), []),
    ...(changes.isDoubtful ? ['so much is gone that nothing is concluded'] : []),
  ];
}

function entryDifferences(found: string[], expected: string[]): string[] {
  const longest = Math.max(found.length, expected.length);
  return Array.from({ length: longest }, (_, position) => position).flatMap((position) => {
    const [one, other] = [found[position], expected[position]];
    if (one === other) return [];
    return [`entry ${position + 1} is ${one ?? 'missing'}, and should be ${other ?? 'none'}`];
  });
}

function describe({ title, url, published_at: date }: ExpectedEntry | Entry, base: string): string {
  const { origin } = new URL(base);
  const address = new URL(url, base).href;
  return `“${title}” of ${date ?? 'no date'} at ${address.startsWith(`${origin}/`) ? address.slice(origin.length) : address}`;
}

function textDifferences(look: PageLook, expected: NonNullable<ExpectedLook['text']>): string[] {
  const { title, published_at, text } = textOn(look);
  const said = foldSpace(text);
  let from = 0;
  const unsaid = expected.says.filter((passage) => {
    const at = said.indexOf(passage, from);
    if (at !== -1) from = at + passage.length;
    return at === -1;
  });
  return [
    ...differing('the title', title, expected.title),
    ...differing('the date', published_at, expected.published_at),
    ...unsaid.map((passage) => `the text lacks “${passage}”, or has it elsewhere`),
    ...expected.leaves_out.filter((passage) => said.includes(passage)).map((passage) => `the text has “${passage}”`),
  ];
}

function missing(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const lacking = expected.filter((each) => !found.includes(each));
  return lacking.length === 0 ? [] : [`${what} are ${found.join(', ')}, without ${lacking.join(', ')}`];
}

function differing(what: string, found: unknown, expected: unknown): string[] {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  return one === other ? [] : [`${what} is ${one}, and should be ${other}`];
}
