import {
  elementsOf,
  firstHeading,
  headingLevel,
  isElement,
  isInline,
  type PageElement,
  textOf,
} from '../page-model.ts';
import { candidate, type Candidate } from './candidate.ts';
import { saysNothing, titleElement, titleOf } from './card-title.ts';
import { type Card, cardsOf, datesOf } from './cards.ts';
import type { DateContext } from '../dates/dates.ts';
import { notAnEntry, saysAdvert, saysPinned } from './link-words.ts';
import { isDateElement } from '../dates/nearby-date.ts';
import type { Link } from '../outline.ts';
import type { PageIndex } from '../page-index.ts';

/** Links that stand in the same place of a repeated pattern: perhaps the list of entries. */
export interface LinkGroup {
  candidates: Candidate[];
  cards: Card[];
  /** Shares of the group, 0 to 1. */
  dated: number;
  headed: number;
  /** The share that other sources name as entries. */
  known: number;
  /** Of its headings; 7 where it has none. */
  level: number;
  /** How much it looks like a list of entries; comparable within a page. */
  score: number;
}

export interface GroupContext {
  index: PageIndex;
  dates: DateContext;
  pageUrl: string;
  pageKey: string;
  /** Keys that feeds and marks in the page name. */
  known: Set<string>;
}

/** More groups than this are no list but a page full of links. */
const groupsMax = 300;

/** The repeated groups of links in a page that could be entries, each in the page's order. */
export function linkGroupsOf(links: Link[], context: GroupContext): LinkGroup[] {
  const principal = principalLinks(links, context);
  const byShape = Map.groupBy(principal, (link) => shapeOf(link, context.index));
  return [...byShape.values()]
    .toSorted((one, other) => other.length - one.length)
    .slice(0, groupsMax)
    .map((members) => groupOf(members, context))
    .map((group) => withoutEvents(group, context))
    .filter(
      (group) => group.candidates.length > 1 || isCertain(group) || (principal.length === 1 && group.dated === 1),
    );
}

/**
 * Where a link stands, by tags, since classes differ between neighbours; but those of a small frame right around it,
 * which say what it is for.
 */
function shapeOf(link: Link, index: PageIndex): string {
  const { element, heading } = link;
  const { shape, parent } = index.spot(element);
  const purpose = parent !== undefined && isInline(parent) ? (parent.attributes['class'] ?? '') : '';
  return `${heading === undefined ? '' : '#'}${saysNothing(link) ? '~' : ''}${purpose.replaceAll(/\d+/g, '')} ${shape}`;
}

/**
 * A single link counts where it has both a heading and a date, or is a card with the date in it: the one big card at
 * the top of a blog, the first post of a new one. So does the heading of an article.
 */
function isCertain({ candidates, cards: [card], dated, headed }: LinkGroup): boolean {
  if (candidates.length !== 1 || card === undefined) return false;
  const isCard = [...elementsOf(card.member)].some((element) => element !== card.member && isDateElement(element));
  const isCalledTitle = /(?:^|[\s_-])title(?:$|\s)/i.test(card.member.attributes['class'] ?? '');
  return dated === 1 ? headed === 1 || isCard || isCalledTitle : headed === 1 && card.item.tag === 'article';
}

/** One link an address: the one with the heading, or else the longest text; of equals that which has most like it. */
function principalLinks(links: Link[], { pageUrl, pageKey, index }: GroupContext): Link[] {
  const all = links.filter((link) => !link.isAside && !isNoEntry(link, pageUrl, pageKey));
  const counts = new Map(
    [...Map.groupBy(all, (link) => shapeOf(link, index))].map(([shape, { length }]) => [shape, length]),
  );
  const likes = (link: Link) => counts.get(shapeOf(link, index)) ?? 0;
  const byKey = new Map<string, Link>();
  for (const link of all) {
    const known = byKey.get(link.key);
    const difference = known === undefined ? 1 : weight(link) - weight(known);
    if (known === undefined || difference > 0 || (difference === 0 && likes(link) > likes(known)))
      byKey.set(link.key, link);
  }
  return [...byKey.values()];
}

/** The page itself, what it is a part of, other lists, and further pages of this one. */
function isNoEntry({ url, key, text, heading }: Link, pageUrl: string, pageKey: string): boolean {
  if (key === pageKey || key.startsWith(`${pageKey}#`) || pageKey.startsWith(`${key}/`)) return true;
  const { pathname, searchParams } = new URL(url);
  if (notAnEntry.test(pathname) || /^\/(?:[^/]+\/)?(?:19|20)\d\d(?:\/\d{1,2})?\/?$/.test(pathname)) return true;
  const isFurther = ['page', 'paged', 'pg', 'offset', 'start'].some((name) =>
    /^\d+$/.test(searchParams.get(name) ?? ''),
  );
  return isFurther && heading === undefined && text.length < 25 && new URL(pageUrl).pathname === pathname;
}

function weight(link: Link): number {
  if (link.heading !== undefined) return 1_000 + Math.min(link.text.length, 500);
  return saysNothing(link) ? 0 : Math.min(link.text.length, 500);
}

function groupOf(links: Link[], context: GroupContext): LinkGroup {
  const { index, dates, known } = context;
  const members = links.map((link) => ({ member: link.element, title: titleElement(link) }));
  const urls = new Map(links.map((link) => [link.element, link.url]));
  const cards = cardsOf(members, index);
  const shown = datesOf(cards, index, dates, (card) => urls.get(card.member));
  const found = links.flatMap((link, position) => {
    const card = cards[position];
    if (card === undefined) return [];
    const classes = classesOf(card);
    const texts = labelsOf(card.item);
    if (saysAdvert({ classes, rels: link.element.attributes['rel'] ?? '', texts })) return [];
    const date = shown[position] ?? null;
    const entry = candidate('links', {
      title: titleOf(link, card.item, dates),
      address: link.url,
      base: link.url,
      publishedAt: date?.date ?? null,
    });
    if (entry === undefined || entry.title === '' || entry.title.length < 2) return [];
    return [
      {
        link,
        card,
        entry: {
          ...entry,
          key: link.key,
          isReckoned: date?.isReckoned ?? false,
          isPinned: saysPinned({ classes, texts }),
        },
      },
    ];
  });
  const share = (count: number) => count / Math.max(1, found.length);
  const dated = share(found.filter(({ entry }) => entry.publishedAt !== null).length);
  const headed = share(
    found.filter(({ link, card }) => link.heading !== undefined || saysNothing(link) || isHeadedAlike(link, card))
      .length,
  );
  const knownShare = share(found.filter(({ entry }) => known.has(entry.key)).length);
  const averageLength = share(found.reduce((sum, { entry }) => sum + Math.min(entry.title.length, 80), 0));
  const wordy = Math.min(1, averageLength / 30);
  // “hide” below each of them names none
  const distinct = share(new Set(found.map(({ entry }) => entry.title)).size);
  const [first] = found;
  return {
    candidates: found.map(({ entry }) => entry),
    cards: found.map(({ card }) => card),
    dated,
    headed,
    known: knownShare,
    level: (first?.link.heading && headingLevel(first.link.heading)) ?? 7,
    score: Math.min(found.length, 10) * distinct * (0.2 + 3 * Math.max(dated, knownShare) + 2 * headed + 1.5 * wordy),
  };
}

/** A card whose heading says the same as its link, which lies over it. */
function isHeadedAlike({ text }: Link, { item, member }: Card): boolean {
  const heading = item === member ? undefined : firstHeading(item);
  return heading !== undefined && textOf(heading) === text;
}

/** Dates to come in a frame of their own are those of events that are written like the news beside them. */
function withoutEvents(group: LinkGroup, { index, dates }: GroupContext): LinkGroup {
  const tomorrow = new Date(dates.seenAt + 2 * 86_400_000).toISOString();
  const isToCome = ({ publishedAt }: Candidate) => publishedAt !== null && publishedAt > tomorrow;
  const frameOf = (position: number) => group.cards[position] && index.spot(group.cards[position].item).parent;
  const pastFrames = new Set(
    group.candidates.map((entry, position) => (isToCome(entry) ? undefined : frameOf(position))),
  );
  pastFrames.delete(undefined);
  const stays = group.candidates.map((entry, position) => !isToCome(entry) || pastFrames.has(frameOf(position)));
  if (pastFrames.size === 0 || stays.every(Boolean)) return group;
  return {
    ...group,
    candidates: group.candidates.filter((_, position) => stays[position]),
    cards: group.cards.filter((_, position) => stays[position]),
  };
}

/** What a card is called: the names of its frame and of the frames in it. */
function classesOf({ item, member }: Card): string {
  const inside = item.children.filter(isElement).map((child) => child.attributes['class'] ?? '');
  return [item.attributes['class'] ?? '', member.attributes['class'] ?? '', ...inside.slice(0, 6)].join(' ');
}

const labelsMax = 12;

/** The short texts with which a card begins, and those of its pictures and hints. */
function labelsOf(item: PageElement): string[] {
  const labels: string[] = [];
  let left = 80;
  for (const element of elementsOf(item)) {
    left -= 1;
    if (left < 0 || labels.length >= labelsMax) break;
    const { title, alt, 'aria-label': label } = element.attributes;
    for (const text of [title, alt, label]) if (text !== undefined && text.length <= 40) labels.push(text);
    for (const child of element.children)
      if (!isElement(child) && child.trim() !== '' && child.length <= 200) labels.push(child.trim());
  }
  return labels;
}
