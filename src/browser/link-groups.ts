import { hasClass, isElement, type PageElement, type PageNode, textOf } from './page-model.ts';
import { candidate, type Candidate } from './candidate.ts';
import { dateInAddress, findDate } from './dates.ts';
import { dateAmong, dateIn, isDateElement } from './nearby-date.ts';
import { firstHeading, type Link } from './outline.ts';

/** Links that stand in the same place of a repeated pattern: perhaps the list of entries. */
export interface LinkGroup {
  candidates: Candidate[];
  /** Shares of the group, 0 to 1. */
  dated: number;
  headed: number;
  /** How much it looks like a list of entries; comparable within a page. */
  score: number;
}

/** Lists by subject, author or page, and what is no page at all. */
const notAnEntry =
  /\/(?:tags?|categor(?:y|ies)|topics?|authors?|users?|page|login|signin|signup|register|about|contact|privacy|terms|search|feed|rss)(?:\/[^/]*)?\/?$|\.(?:xml|rss|atom|zip|pdf|png|jpe?g|gif|svg|webp|mp[34])$/i;
const moreWords =
  /^(?:read|continue|see|view|learn|show)\b.{0,20}$|^(?:more|comments?|permalink|link|share|older|newer|next|previous|\d+ comments?)\W*$/i;

/** The repeated groups of links in a page that could be entries, each in the page's order. */
export function linkGroupsOf(links: Link[], pageKey: string): LinkGroup[] {
  const groups = new Map<string, Link[]>();
  for (const link of principalLinks(links, pageKey)) {
    const shape = shapeOf(link);
    groups.set(shape, [...(groups.get(shape) ?? []), link]);
  }
  return [...groups.values()].map(groupOf).filter((group) => group.candidates.length > 1 || isCertain(group));
}

/** A single link counts where it has both a heading and a date: the one big card at the top of a blog. */
const isCertain = (group: LinkGroup) => group.dated === 1 && group.headed === 1;

/** One link an address: the one with the heading, or else the longest text. */
function principalLinks(links: Link[], pageKey: string): Link[] {
  const byKey = new Map<string, Link>();
  for (const link of links) {
    if (link.isAside || link.key === pageKey || notAnEntry.test(new URL(link.url).pathname)) continue;
    const known = byKey.get(link.key);
    if (known === undefined || weight(link) > weight(known)) byKey.set(link.key, link);
  }
  return [...byKey.values()];
}

function weight(link: Link): number {
  if (link.heading !== undefined) return 1_000 + link.heading.length;
  return saysNothing(link) ? 0 : link.text.length;
}

const saysNothing = (link: Link) => link.text === '' || moreWords.test(link.text);

/** The way down to a link by tags alone: neighbours in a list have the same, whatever their classes. */
function shapeOf(link: Link): string {
  const inHeading = link.heading === undefined ? '' : '#';
  return `${inHeading}${link.ancestors.map((ancestor) => ancestor.tag).join('<')}`;
}

function groupOf(links: Link[]): LinkGroup {
  const members = new Set(links.map((link) => link.element));
  const counts = countBelow(links);
  const places = links.map((link) => itemOf(link, counts));
  const dateStandsBefore = places[0] !== undefined && dateAmong(nodesBefore(places[0], members).slice(-3)) !== null;
  const candidates = links.flatMap((link, index) => {
    const place = places[index];
    if (place === undefined) return [];
    const beside = dateStandsBefore ? nodesBefore(place, members) : nodesAfter(place, members);
    const publishedAt = dateIn(place.item) ?? dateAmong(beside) ?? dateInAddress(link.url);
    const found = candidate('links', {
      title: titleOf(link, place.item),
      address: link.url,
      base: link.url,
      publishedAt,
    });
    return found === undefined || found.title === '' ? [] : [found];
  });
  const share = (count: number) => count / Math.max(1, candidates.length);
  const dated = share(candidates.filter((each) => each.publishedAt !== null).length);
  const headed = share(links.filter((link) => link.heading !== undefined || saysNothing(link)).length);
  const averageLength = share(candidates.reduce((sum, each) => sum + Math.min(each.title.length, 80), 0));
  const wordy = Math.min(1, averageLength / 30);
  return {
    candidates,
    dated,
    headed,
    score: Math.min(candidates.length, 10) * (0.2 + 3 * dated + 1.5 * headed + wordy),
  };
}

/** An item of a list: the largest element around a link that holds no other link of its group. */
interface Place {
  item: PageElement;
  siblings: PageNode[];
}

function itemOf(link: Link, counts: Map<PageElement, number>): Place {
  const path = [link.element, ...link.ancestors];
  // alone in its group, a link would claim the whole page: its card is close by
  const highest = counts.get(path.at(-1) ?? link.element) === 1 ? Math.min(4, path.length - 2) : path.length - 2;
  let index = 0;
  while (index < highest && counts.get(path[index + 1] ?? link.element) === 1) index += 1;
  return { item: path[index] ?? link.element, siblings: path[index + 1]?.children ?? [] };
}

/** How many links of the group stand below each element. */
function countBelow(links: Link[]): Map<PageElement, number> {
  const counts = new Map<PageElement, number>();
  for (const link of links)
    for (const element of [link.element, ...link.ancestors]) counts.set(element, (counts.get(element) ?? 0) + 1);
  return counts;
}

function nodesAfter(place: Place, members: Set<PageElement>): PageNode[] {
  const after = place.siblings.slice(place.siblings.indexOf(place.item) + 1);
  const end = after.findIndex((node) => holdsMember(node, members));
  return end === -1 ? after : after.slice(0, end);
}

function nodesBefore(place: Place, members: Set<PageElement>): PageNode[] {
  const before = place.siblings.slice(0, place.siblings.indexOf(place.item));
  return before.slice(before.findLastIndex((node) => holdsMember(node, members)) + 1);
}

function holdsMember(node: PageNode, members: Set<PageElement>): boolean {
  return isElement(node) && (members.has(node) || node.children.some((child) => holdsMember(child, members)));
}

/** What a link calls its entry: its heading, the nearest in its card, or its text without the date that may stand in it. */
function titleOf(link: Link, item: PageElement): string {
  if (link.heading !== undefined) return link.heading;
  if (saysNothing(link)) {
    const within = link.ancestors.slice(0, link.ancestors.indexOf(item) + 1);
    const heading = within.map((ancestor) => firstHeading(ancestor)).find((found) => found !== undefined);
    return heading === undefined ? '' : textOf(heading);
  }
  const named = titledChild(link.element);
  const text = named ?? textOf(link.element, isDateElement);
  const date = findDate(text);
  const bare = date === undefined ? text : text.replace(date.found, ' ').replaceAll(/^[\s·|–—:,-]+|[\s·|–—:,-]+$/g, '');
  return bare.replaceAll(/\s+/g, ' ').trim() || text;
}

/** Cards name the title in a class: `card-title`, `post-title`, `title`. */
function titledChild(element: PageElement): string | undefined {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const isTitle =
      /(?:^|[\s_-])(?:title|headline)(?:$|\s)/i.test(child.attributes['class'] ?? '') || hasClass(child, 'p-name');
    const found = isTitle ? textOf(child) : titledChild(child);
    if (found !== undefined && found !== '') return found;
  }
  return undefined;
}
