import { elementsOf, firstHeading, hasClass, isElement, type PageElement, shortTextOf, textOf } from '../page-model.ts';
import { cutText } from '../../contract/json.ts';
import { candidate, type Candidate } from './candidate.ts';
import { saysNothing, titledElement } from './card-title.ts';
import { dayUnderMark } from './cards.ts';
import type { DateContext } from '../dates/dates.ts';
import { notAnEntry, saysAdvert, saysMore, saysPinned } from './link-words.ts';
import { isDateElement, shownDate } from '../dates/nearby-date.ts';
import type { Link } from '../outline.ts';
import type { PageIndex } from '../page-index.ts';

/** Elements that say of themselves that they are an entry: `h-entry`, `hentry`, `article`; in the page's order. */
export function markedEntries(
  body: PageElement,
  links: Link[],
  { index, dates }: { index: PageIndex; dates: DateContext },
): Candidate[] {
  const inside = linksInside(links, index);
  const found: Candidate[] = [];
  for (const element of elementsOf(body)) {
    if (!isEntry(element) || index.spot(element).isAside || holdsEntries(element, inside.get(element) ?? [], index))
      continue;
    const entry = entryOf(element, inside.get(element) ?? [], links, index, dates);
    if (entry !== undefined) found.push(entry);
  }
  return found;
}

const isEntry = (element: PageElement) => element.tag === 'article' || hasClass(element, 'h-entry', 'hentry');

/** The links of each entry, in the page's order. */
function linksInside(links: Link[], index: PageIndex): Map<PageElement, Link[]> {
  const inside = new Map<PageElement, Link[]>();
  for (const link of links)
    for (const around of index.ancestors(link.element)) {
      if (!isEntry(around)) continue;
      const known = inside.get(around);
      if (known === undefined) inside.set(around, [link]);
      else known.push(link);
    }
  return inside;
}

/** An archive may be an article of articles; a post's comments have no headings that are links. */
function holdsEntries(element: PageElement, inside: Link[], index: PageIndex): boolean {
  const entries = inside
    .filter((link) => link.heading !== undefined)
    .map(({ element: linked }) => [...index.ancestors(linked)].find((around) => around === element || isEntry(around)));
  const inner = new Set(entries.filter((entry) => entry !== element));
  return inner.size > 1 || (inner.size === 1 && !entries.includes(element));
}

function entryOf(
  element: PageElement,
  inside: Link[],
  links: Link[],
  index: PageIndex,
  dates: DateContext,
): Candidate | undefined {
  // the whole card may be one link
  const frame = frameLink(element, index);
  const around = frame === undefined ? undefined : links.find((link) => link.element === frame);
  const marked = inside.find(
    (link) => hasClass(link.element, 'u-url') || link.element.attributes['rel']?.split(' ').includes('bookmark'),
  );
  const first = firstHeading(element);
  const titled =
    inside.find((each) => each.heading !== undefined && !saysMore(each.text)) ??
    inside.find((each) => each.heading !== undefined);
  const sure = titled ?? marked ?? around;
  const link = sure ?? onlyLink(inside);
  if (link === undefined) return undefined;
  const title = sure === undefined && !saysNothing(link) ? link.element : (first ?? titledElement(element));
  const name = elementWithClass(element, 'p-name', 'entry-title') ?? link.heading ?? title;
  const classes = element.attributes['class'] ?? '';
  const labels = element.children
    .filter(isElement)
    .slice(0, 6)
    .map((child) => shortTextOf(child, 40))
    .filter((text) => text !== undefined);
  if (saysAdvert({ classes, rels: link.element.attributes['rel'] ?? '', texts: labels })) return undefined;
  const mark = index.markAbove(element);
  const date = shownDate([element], dates, { title: name, year: mark?.year }) ?? dayUnderMark({ item: element }, mark);
  const found = candidate('microformats', {
    title: name === undefined ? noteTitle(element, link) : textOf(name),
    address: (marked ?? link).url,
    base: link.url,
    publishedAt: date?.date ?? null,
  });
  return found && { ...found, isReckoned: date?.isReckoned ?? false, isPinned: saysPinned({ classes, texts: labels }) };
}

/** The link of an entry all of whose links lead to one page, lists by subject aside; the wordiest of them. */
function onlyLink(inside: Link[]): Link | undefined {
  const links = inside.filter(({ url }) => !notAnEntry.test(new URL(url).pathname) && !url.endsWith('#'));
  const isOne = new Set(links.map(({ key }) => key)).size === 1;
  return isOne ? links.toSorted((one, other) => other.text.length - one.text.length)[0] : undefined;
}

const noteMaxCharacters = 80;

/** A note without a title is called by how it begins, where its link says no more than when. */
function noteTitle(element: PageElement, link: Link): string {
  const isTimeAlone = [...elementsOf(link.element)].some(isDateElement) || saysMore(link.text) || link.text === '';
  return isTimeAlone ? cutText(textOf(element, isDateElement), noteMaxCharacters) : link.text;
}

const frameLevels = 4;

function frameLink(element: PageElement, index: PageIndex): PageElement | undefined {
  let levels = 0;
  for (const around of index.ancestors(element)) {
    if (around.tag === 'a') return around;
    levels += 1;
    if (levels > frameLevels) return undefined;
  }
  return undefined;
}

function elementWithClass(element: PageElement, ...names: string[]): PageElement | undefined {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const found = hasClass(child, ...names) ? child : elementWithClass(child, ...names);
    if (found !== undefined) return found;
  }
  return undefined;
}
