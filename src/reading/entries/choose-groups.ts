import { headingLevel, textOf } from '../page-model.ts';
import type { Candidate } from './candidate.ts';
import { spanOf } from './cards.ts';
import type { LinkGroup } from './link-groups.ts';
import type { PageIndex } from '../page-index.ts';

/** Below this a group is some links, and no list of entries: two of four words, say. */
const minimumScore = 2;
const fewestUndated = 3;

/** The groups of a page that list its entries. */
export interface ChosenGroups {
  /** The one that looks most like the list of the page; undefined where none does. */
  primary: LinkGroup | undefined;
  /** What belongs to the same list in another dress, such as the big card at its top. */
  others: LinkGroup[];
}

/**
 * Groups that hold entries which are known already, and dated ones: the best, and of the others those that stand as
 * prominently and are no part of its cards. Where nothing is known and nothing dated, the one that looks most like a
 * list: a page has many groups of links, and one subject.
 */
export function chooseGroups(
  found: LinkGroup[],
  { index, hasKnown, seenAt, pageUrl }: { index: PageIndex; hasKnown: boolean; seenAt: number; pageUrl: string },
): ChosenGroups {
  const groups = withoutEvents(found, seenAt);
  const sorted = groups.toSorted((one, other) => other.score - one.score);
  const chosen: LinkGroup[] = [];
  for (const group of sorted) {
    if (group.dated <= 0.5 && group.known < 0.5) continue;
    const [primary] = chosen;
    const isApart = chosen.every((better) => !standsIn(group, better, index) && !holds(group, better, index));
    const isOfList = primary === undefined || (isAsProminent(group, primary, index) && !leadsElsewhere(group, primary));
    if (isApart && isOfList) chosen.push(group);
  }
  const [primary, ...others] = chosen;
  if (primary !== undefined && !hasKnown) others.push(...articlesAbove(primary, sorted, index));
  if (primary !== undefined || hasKnown) return { primary, others };
  const best = sorted.find((group) => !areIconsElsewhere(group, pageUrl));
  const isList = best !== undefined && best.score >= minimumScore && best.candidates.length >= fewestUndated;
  return isList ? { primary: best, others: leadsOf(best, sorted, index) } : { primary: undefined, others: [] };
}

/** Pictures without words that lead to other sites, such as to somebody's accounts there. */
function areIconsElsewhere({ candidates, cards }: LinkGroup, pageUrl: string): boolean {
  return isMostlyAway(candidates, new URL(pageUrl)) && cards.every(({ member }) => textOf(member) === '');
}

function isMostlyAway(candidates: Candidate[], { hostname }: URL): boolean {
  const away = candidates.filter(({ url }) => new URL(url).hostname !== hostname);
  return away.length * 2 > candidates.length;
}

/** To other sites than the list does, as to its author's account. */
function leadsElsewhere(group: LinkGroup, { candidates: [first] }: LinkGroup): boolean {
  return first !== undefined && isMostlyAway(group.candidates, new URL(first.url));
}

/** Dates to come are those of events: beside other dated lists they are not what is new. */
function withoutEvents(groups: LinkGroup[], seenAt: number): LinkGroup[] {
  const tomorrow = new Date(seenAt + 2 * 86_400_000).toISOString();
  const isToCome = (group: LinkGroup) => {
    const toCome = group.candidates.filter(({ publishedAt }) => publishedAt !== null && publishedAt > tomorrow);
    return toCome.length * 2 > group.candidates.length;
  };
  const past = groups.filter((group) => !isToCome(group));
  return past.some((group) => group.dated > 0.5 || group.known > 0.5) ? past : groups;
}

/** The newest post in full above a dated list of the others: an article of its own that shows no date. */
function articlesAbove(best: LinkGroup, groups: LinkGroup[], index: PageIndex): LinkGroup[] {
  const folders = new Set(best.candidates.map(folderOf));
  return groups.filter(
    (group) =>
      group.dated === 0 &&
      group.headed === 1 &&
      group.cards.every(({ item }) => item.tag === 'article') &&
      group.candidates.length === 1 &&
      group.candidates.every((entry) => folders.has(folderOf(entry))) &&
      startOf(group, index) < startOf(best, index),
  );
}

/** The card above an undated list that is headed like it, larger, and leads to a neighbour of its entries. */
function leadsOf(best: LinkGroup, groups: LinkGroup[], index: PageIndex): LinkGroup[] {
  if (best.headed <= 0.5) return [];
  const folders = new Set(best.candidates.map(folderOf));
  return groups.filter(
    (group) =>
      group !== best &&
      group.headed === 1 &&
      group.level <= best.level &&
      group.candidates.length <= 2 &&
      group.candidates.every((entry) => folders.has(folderOf(entry))) &&
      !standsIn(group, best, index) &&
      startOf(group, index) < startOf(best, index),
  );
}

const folderOf = ({ url }: Candidate) => new URL('.', url).href;
const startOf = (group: LinkGroup, index: PageIndex) =>
  Math.min(...group.cards.map((card) => index.spot(card.item).first));

/** Links to authors, comments and sources in the cards of a better group are no entries. */
function standsIn(group: LinkGroup, better: LinkGroup, index: PageIndex): boolean {
  const spans = better.cards.map((card) => spanOf(card, index)).toSorted((one, other) => one.first - other.first);
  const inside = group.cards.filter((card) => {
    const at = index.spot(card.member).first;
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.first ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    const span = spans[low - 1];
    return span !== undefined && at <= span.last;
  });
  return inside.length * 2 >= group.cards.length;
}

/** Links to months or categories hold the entries of a better group in their cards, several each. */
function holds(group: LinkGroup, better: LinkGroup, index: PageIndex): boolean {
  const starts = better.cards.map((card) => index.spot(card.member).first).toSorted((one, other) => one - other);
  let held = 0;
  for (const card of group.cards) {
    const { first, last } = index.spot(card.item);
    held += starts.filter((start) => start >= first && start <= last).length;
    if (held > group.cards.length) return true;
  }
  return false;
}

/** Headed as highly as the list itself, or in the same frame as it. */
function isAsProminent(group: LinkGroup, primary: LinkGroup, index: PageIndex): boolean {
  if (group.headed > 0.5 && (primary.headed <= 0.5 || group.level <= primary.level)) return true;
  const [own, first] = [group.cards[0], primary.cards[0]];
  if (own === undefined || first === undefined || primary.headed > 0.5) return false;
  const frame = index.spot(first.item).parent;
  const around = frame && index.spot(frame).parent;
  return [frame, around].some(
    (each) => each !== undefined && each.tag !== 'body' && each.tag !== 'main' && index.contains(each, own.member),
  );
}

/**
 * Whether links rather than the sections that they stand in are the page's entries: links in the sections of a
 * changelog are not, unless they are its headings or far more dates.
 */
export function outweighs({ primary, others }: ChosenGroups, sections: Candidate[], pageUrl: string): boolean {
  if (primary === undefined) return false;
  const titles = new Set(sections.map((section) => section.title));
  const groups = [primary, ...others].filter(
    (group) => (group.dated > 0.5 || group.known > 0.5) && !comparesVersions(group, titles, pageUrl),
  );
  const count = groups.reduce((sum, group) => sum + group.candidates.length, 0);
  if (groups.some((group) => group.headed > 0.5)) return true;
  return count > sections.length || (count > 0 && count === sections.length && groups.every(fillsItsCards));
}

/** Headings of a changelog may link to what changed in the code, mostly elsewhere. */
function comparesVersions(group: LinkGroup, sectionTitles: Set<string>, pageUrl: string): boolean {
  const { hostname } = new URL(pageUrl);
  const away = group.candidates.filter(({ url }) => new URL(url).hostname !== hostname || url.includes('/compare/'));
  const areVersions = group.candidates.some(({ title }) => sectionTitles.has(title) || isVersion(title));
  return away.length * 2 > group.candidates.length && areVersions;
}

const isVersion = (title: string) => /^\W*v?\d+(?:\.\d+)+/.test(title);

/** Where a link is most of what its card says, the card is about it. */
function fillsItsCards(group: LinkGroup): boolean {
  const lengths = group.cards.map(({ item, member }) => [textOf(member).length, textOf(item).length] as const);
  const [links, cards] = lengths.reduce(([one, other], [link, card]) => [one + link, other + card], [0, 0]);
  return links * 2 > cards || group.cards.some(({ member }) => headingLevel(member) !== undefined);
}
