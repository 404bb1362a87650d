import { limits } from '../../contract/limits.ts';
import { type Entry, entrySources, type EntriesResult } from '../../contract/results.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import type { AsideRule } from '../aside.ts';
import type { Candidate } from './candidate.ts';
import { chooseGroups, type ChosenGroups, outweighs } from './choose-groups.ts';
import { type DateContext, numericOrderIn } from '../dates/dates.ts';
import { entryKey } from './entry-key.ts';
import { entriesOfHeadings } from './headings.ts';
import { entriesOfJsonLd } from './json-ld.ts';
import { linkGroupsOf } from './link-groups.ts';
import { mergeByKey } from './merge.ts';
import { markedEntries } from './marked-entries.ts';
import { newestFirst } from './order.ts';
import { type Link, linksOf } from '../outline.ts';
import { PageIndex } from '../page-index.ts';
import { type PageModel, textOf } from '../page-model.ts';

const quotedTitles = 5;

/**
 * The entries that a page lists, newest first; `feeds` holds those of each feed that the page links to, `seenAt` is
 * when the page was looked at, in milliseconds since the epoch.
 */
export function recogniseEntries(page: PageModel, feeds: Candidate[][], seenAt: number): Omit<EntriesResult, 'tool'> {
  const text = textOf(page.body);
  const dates: DateContext = { language: page.language, seenAt, numericOrder: numericOrderIn(text, page.language) };
  const [inPage, inFeed] = candidatesOf(page, feeds, dates, 'by_names');
  const [all, extra] = inPage.length > 0 ? [inPage, inFeed] : candidatesOf(page, feeds, dates, 'by_tags');
  const { ordered, orderedBy } = newestFirst(mergeByKey(all, extra));
  const entries: Entry[] = ordered
    .filter(({ title }) => title !== '')
    .slice(0, limits.entriesPerPage)
    .map(({ key, title, url, publishedAt, isReckoned }) => ({
      key,
      title,
      url,
      published_at: publishedAt,
      ...(isReckoned === true && publishedAt !== null ? { date_is_reckoned: true as const } : {}),
    }));
  const found = new Set(ordered.map((entry) => entry.source));
  return {
    url: page.url,
    title: page.title,
    entries,
    ordered_by: orderedBy,
    found_by: entrySources.filter((source) => found.has(source)),
    quotable_titles: entries
      .slice(0, quotedTitles)
      .map((entry) => foldSpace(entry.title))
      .filter((title) => text.includes(title)),
  };
}

/** What the page shows, in its order, and what its feed has beside that. */
function candidatesOf(
  page: PageModel,
  feeds: Candidate[][],
  dates: DateContext,
  rule: AsideRule,
): [inPage: Candidate[], inFeed: Candidate[]] {
  const index = new PageIndex(page.body, dates, rule);
  const pageKey = entryKey(page.url);
  const links = linksOf(page.body, index);
  const linked = shownLinks(links);

  const jsonLd = entriesOfJsonLd(page.jsonLd, page.url).filter(
    // JSON-LD may name what the page does not show, and the page itself
    (entry) => entry.key !== pageKey && (linked.has(entry.key) || links.length === 0),
  );
  const allMarked = markedEntries(page.body, links, { index, dates }).filter((entry) => entry.key !== pageKey);
  // one article without a date is a page about something, unless it is all that the page leads to
  const isDated = allMarked.some((entry) => entry.publishedAt !== null);
  const isList = allMarked.length > 1 || isDated || isAllThatIsLinked(links, page.url, pageKey);
  const marked = isList ? allMarked : [];
  const confirmedIn = (feed: Candidate[]) => feed.filter((entry) => linked.has(entry.key));
  const feed = feeds.toSorted((one, other) => confirmedIn(other).length - confirmedIn(one).length)[0] ?? [];
  const known = new Set([...jsonLd, ...marked, ...confirmedIn(feed)].map((entry) => entry.key));
  const groups = linkGroupsOf(links, { index, dates, pageUrl: page.url, pageKey, known });
  const chosen = chooseGroups(groups, { index, hasKnown: known.size > 0, seenAt: dates.seenAt, pageUrl: page.url });

  const sections = known.size > 0 ? [] : entriesOfHeadings(page.body, { index, dates, pageUrl: page.url });
  if (sections.length > 0 && !outweighs(chosen, sections, page.url)) return [sections, []];
  const inPage = inOrderOf(placesOf(links, chosen, index), [...jsonLd, ...marked, ...listed(chosen)]);
  return [withoutStrays(inPage, chosen), trustedFeed(feed, inPage)];
}

/** Whether all links that do not stand beside a page's subject lead to one other page of its site. */
function isAllThatIsLinked(links: Link[], pageUrl: string, pageKey: string): boolean {
  const others = links.filter(({ isAside, key }) => !isAside && key !== pageKey);
  const { host } = new URL(pageUrl);
  return new Set(others.map(({ key }) => key)).size === 1 && others.every(({ url }) => new URL(url).host === host);
}

/** By key; links in a side bar count where the page has no others. */
function shownLinks(links: Link[]): Map<string, Link> {
  const inMain = links.filter((link) => !link.isAside);
  return new Map((inMain.length > 0 ? inMain : links).map((link) => [link.key, link]));
}

const listed = ({ primary, others }: ChosenGroups) => [primary, ...others].flatMap((group) => group?.candidates ?? []);

/** What stands outside of the list and is older than all of it: a pick from the archive, another one at each visit. */
function withoutStrays(entries: Candidate[], { primary }: ChosenGroups): Candidate[] {
  const days = (primary?.candidates ?? []).flatMap(({ publishedAt }) => publishedAt?.slice(0, 10) ?? []);
  if (primary === undefined || days.length * 2 <= primary.candidates.length || days.length < 2) return entries;
  const inList = new Set(primary.candidates.map(({ key }) => key));
  const oldest = days.toSorted()[0] ?? '';
  return entries.filter(
    ({ key, publishedAt }) => inList.has(key) || publishedAt === null || publishedAt.slice(0, 10) >= oldest,
  );
}

/**
 * What of a feed belongs to the page's list. Where nothing of it is in the page, the feed is about something else
 * (unless the page shows no entries at all). Where feed entries are missing between those that the page shows, the
 * page is a selection (a category) and the feed lends titles and dates alone.
 */
function trustedFeed(feed: Candidate[], inPage: Candidate[]): Candidate[] {
  const shown = new Set(inPage.map((entry) => entry.key));
  if (shown.size === 0) return feed;
  const positions = feed.flatMap((entry, index) => (shown.has(entry.key) ? [index] : []));
  const [first, last] = [positions[0], positions.at(-1)];
  if (first === undefined || last === undefined) return [];
  const isWindow = positions.length === last - first + 1 && positions.length > 1;
  return isWindow ? feed : feed.filter((entry) => shown.has(entry.key));
}

/** Where each entry stands: in the list, though a card above that repeats it may come first. */
function placesOf(links: Link[], { primary, others }: ChosenGroups, index: PageIndex): Map<string, number> {
  const places = new Map(links.toReversed().map(({ key, element }) => [key, index.spot(element).first]));
  for (const group of [...others, ...(primary === undefined ? [] : [primary])])
    for (const [position, { key }] of group.candidates.entries()) {
      const card = group.cards[position];
      if (card !== undefined) places.set(key, index.spot(card.member).first);
    }
  return places;
}

function inOrderOf(places: Map<string, number>, candidates: Candidate[]): Candidate[] {
  const place = ({ key }: Candidate) => places.get(key) ?? Number.MAX_SAFE_INTEGER;
  return candidates.toSorted((one, other) => place(one) - place(other));
}
