import {
  elementsOf,
  hasClass,
  headingLevel,
  isElement,
  type PageElement,
  type PageNode,
  shortTextOf,
  textOf,
} from '../page-model.ts';
import { candidate, type Candidate } from './candidate.ts';
import { withoutDate } from './card-title.ts';
import { type Card, cardsOf, datesOf } from './cards.ts';
import { type DateContext, findDateInLine } from '../dates/dates.ts';
import { sectionKey } from './entry-key.ts';
import type { PageIndex } from '../page-index.ts';
import { anyOf } from '../words/patterns.ts';

interface Heading {
  element: PageElement;
  level: number;
}

const version = new RegExp(
  [
    '^\\W{0,20}v?\\d+(?:\\.\\d+)+',
    `^\\W{0,20}(?:\\p{L}[\\p{L}-]{0,40}\\s){0,2}(?:${anyOf(({ lists }) => lists?.releases)}|v)\\s?v?\\d`,
    '^\\W{0,20}\\p{L}[\\w.-]{0,80}\\sv?\\d+\\.\\d+',
  ].join('|'),
  'iu',
);
const unreleased = new RegExp(`^\\W{0,20}${anyOf(({ lists }) => lists?.unreleased)}\\b`, 'iu');

/**
 * Entries which are sections of the page itself, as in a changelog: headings of one level that carry a date or a
 * version. Their addresses point into the page where the heading has an anchor.
 */
export function entriesOfHeadings(
  body: PageElement,
  { index, dates, pageUrl }: { index: PageIndex; dates: DateContext; pageUrl: string },
): Candidate[] {
  const levels = [...Map.groupBy(headingsOf(body, index), (heading) => heading.level).values()].map((headings) =>
    sectionsOf(headings, index, dates, pageUrl),
  );
  // what every section has, such as “What's changed”, names none of them
  const naming = levels.filter((sections) => new Set(sections.map(({ title }) => title)).size * 2 >= sections.length);
  const best = naming.toSorted((one, other) => other.length - one.length)[0] ?? [];
  // a single section is a list where it has all that makes one
  const isList = best.length > 1 || best.some((entry) => entry.publishedAt !== null && version.test(entry.title));
  return isList ? best : [];
}

function sectionsOf(headings: Heading[], index: PageIndex, dates: DateContext, pageUrl: string): Candidate[] {
  const cards = cardsOf(
    headings.map(({ element }) => ({ member: element, title: element })),
    index,
  ).map(startingLines);
  const shown = datesOf(cards, index, dates, () => undefined);
  return cards.flatMap((card, position) => {
    const whole = textOf(card.member)
      .replace(/(?<![#¶§🔗])[#¶§🔗]+$/u, '')
      .replace(/^[#¶§]+\s*/, '')
      .trim();
    const inTitle = findDateInLine(whole, dates, index.markAbove(card.member)?.year);
    const isShort = inTitle !== undefined && whole.length - inTitle.found.length <= 80;
    const date = isShort ? inTitle : (shown[position] ?? null);
    if (whole === '' || unreleased.test(whole) || (date === null && !version.test(whole))) return [];
    const anchor = anchorOf(card);
    const url = new URL(pageUrl);
    url.hash = anchor ?? '';
    // without an anchor, the title is what it is known by
    const key = anchor === undefined ? `${sectionKey(url.href)}#${slug(whole, dates)}` : sectionKey(url.href);
    const found = candidate('headings', {
      title: whole,
      address: url.href,
      base: pageUrl,
      publishedAt: date?.date ?? null,
    });
    return found === undefined ? [] : [{ ...found, key, isReckoned: date?.isReckoned ?? false }];
  });
}

const listTags = new Set(['ul', 'ol', 'dl', 'table', 'pre', 'blockquote']);
const linesMax = 2;
const lineMaxCharacters = 150;

/** What stands right under a heading, and not the list that it heads, may date it; so may what is around both. */
function startingLines(card: Card): Card {
  const isLine = (node: PageNode) =>
    !isElement(node) || (!listTags.has(node.tag) && shortTextOf(node, lineMaxCharacters) !== undefined);
  const filled = card.after.filter((node) => isElement(node) || node.trim() !== '');
  const opening = card.item === card.member ? card.item : openingOf(card);
  return { ...card, opening, after: filled.slice(0, linesMax).filter(isLine) };
}

/** Of a section with its heading in it, what is not its text: lists and paragraphs tell of other dates. */
function openingOf(card: Card): PageElement {
  const isText = (element: PageElement) =>
    listTags.has(element.tag) || (element.tag === 'p' && shortTextOf(element, lineMaxCharacters) === undefined);
  const prune = (element: PageElement): PageElement => ({
    ...element,
    children: element.children.flatMap((child): PageNode[] =>
      !isElement(child) || child === card.member ? [child] : isText(child) ? [] : [prune(child)],
    ),
  });
  return prune(card.item);
}

function headingsOf(body: PageElement, index: PageIndex): Heading[] {
  const headings: Heading[] = [];
  for (const element of elementsOf(body)) {
    const level = levelOf(element);
    if (level !== undefined && !index.spot(element).isAside) headings.push({ element, level });
  }
  return headings;
}

/** Beside real headings what serves as one: a term, the line that opens a fold, a paragraph in bold. */
function levelOf(element: PageElement): number | undefined {
  const real = headingLevel(element);
  if (real !== undefined) return hasClass(element, 'sr-only', 'visually-hidden') ? undefined : real;
  if (!/^(?:dt|summary|p|div)$/.test(element.tag) || element.children.length > 20 || leadsOn(element)) return undefined;
  if (element.tag === 'dt') return 7;
  if (element.tag === 'summary') return 8;
  const only = element.children.length === 1 ? element.children[0] : undefined;
  const isBold = only !== undefined && isElement(only) && /^(?:b|strong)$/.test(only.tag);
  return isBold ? 9 : undefined;
}

/** What leads to a page of its own is no heading of a section. */
function leadsOn(element: PageElement): boolean {
  return [...elementsOf(element)].some((each) => {
    const href = each.tag === 'a' ? each.attributes['href'] : undefined;
    return href !== undefined && !href.includes('#');
  });
}

/** Its own id, that of an anchor in it, where its own link points to, or the id of the section which it opens. */
function anchorOf({ member, item }: Card): string | undefined {
  const own = member.attributes['id'];
  if (own !== undefined) return own;
  for (const element of elementsOf(member)) {
    const id = element === member ? undefined : element.attributes['id'];
    if (id !== undefined) return id;
    const href = element.attributes['href'];
    const hash = href !== undefined && URL.canParse(href) ? new URL(href).hash.slice(1) : '';
    if (hash !== '') return decodeURIComponent(hash);
  }
  for (const element of elementsOf(item)) {
    if (element === member) return undefined;
    const id = element.attributes['id'];
    if (id !== undefined && element.tag !== 'body' && element.tag !== 'main') return id;
  }
  return undefined;
}

/** The title without its date, since that is at times filled in later. */
function slug(title: string, dates: DateContext): string {
  return withoutDate(title, dates)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 100);
}
