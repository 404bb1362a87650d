import { limits } from '../contract/limits.ts';
import { type Entry, entrySources, type EntriesResult } from '../contract/agent.ts';
import { fold, type PageModel, textOf } from './page-model.ts';
import type { Candidate } from './candidate.ts';
import { entryKey } from './entry-key.ts';
import { entriesOfHeadings } from './headings.ts';
import { entriesOfJsonLd } from './json-ld.ts';
import { type LinkGroup, linkGroupsOf } from './link-groups.ts';
import { entriesOfMicroformats } from './microformats.ts';
import { newestFirst } from './order.ts';
import { linksOf } from './outline.ts';

const quotedTitles = 5;

/** The entries that a page lists, newest first; `feeds` holds those of each feed that the page links to. */
export function recogniseEntries(page: PageModel, feeds: Candidate[][]): Omit<EntriesResult, 'tool'> {
  const { ordered, orderedBy } = newestFirst(mergeByKey(...candidatesOf(page, feeds)));
  const entries: Entry[] = ordered
    .filter(({ title }) => title !== '')
    .slice(0, limits.entriesPerPage)
    .map(({ key, title, url, publishedAt }) => ({ key, title, url, published_at: publishedAt }));
  const text = textOf(page.body);
  const found = new Set(ordered.map((entry) => entry.source));
  return {
    url: page.url,
    title: page.title,
    entries,
    ordered_by: orderedBy,
    found_by: entrySources.filter((source) => found.has(source)),
    quotable_titles: entries
      .slice(0, quotedTitles)
      .map((entry) => fold(entry.title))
      .filter((title) => text.includes(title)),
  };
}

/** What the page shows, in its order, and what its feed has beside that. */
function candidatesOf(page: PageModel, feeds: Candidate[][]): [inPage: Candidate[], inFeed: Candidate[]] {
  const pageKey = entryKey(page.url);
  const links = linksOf(page.body);
  const linked = new Map(links.map((link) => [link.key, link]));

  const jsonLd = entriesOfJsonLd(page.jsonLd, page.url).flatMap((entry) => {
    const link = linked.get(entry.key);
    // JSON-LD may name what the page does not show, and the page itself
    if (entry.key === pageKey || (link === undefined && links.length > 0)) return [];
    return [entry.title === '' && link !== undefined ? { ...entry, title: link.heading ?? link.text } : entry];
  });
  const marked = entriesOfMicroformats(page.body, links).filter((entry) => entry.key !== pageKey);
  // one article without a date is a page about something, not a list
  const microformats = marked.length > 1 || marked.some((entry) => entry.publishedAt !== null) ? marked : [];
  const confirmedIn = (feed: Candidate[]) => feed.filter((entry) => linked.has(entry.key));
  const feed = feeds.toSorted((one, other) => confirmedIn(other).length - confirmedIn(one).length)[0] ?? [];
  const confirmed = confirmedIn(feed);
  const known = new Set([...jsonLd, ...microformats, ...confirmed].map((entry) => entry.key));
  const groups = chosenGroups(linkGroupsOf(links, pageKey), known);
  const shown = [...jsonLd, ...microformats, ...groups.flatMap((group) => group.candidates)];
  const inPage = inOrderOf([...linked.keys()], shown);

  const sections = known.size > 0 ? [] : entriesOfHeadings(page.body, page.url);
  if (sections.length > 0 && !outweighs(groups, sections)) return [sections, []];
  return [inPage, trustedFeed(feed, inPage)];
}

/** Links in the sections of a changelog are no list of entries, unless they are its headings or far more dates. */
function outweighs(groups: LinkGroup[], sections: Candidate[]): boolean {
  const dated = groups.filter((group) => group.dated > 0.5);
  const count = dated.reduce((sum, group) => sum + group.candidates.length, 0);
  return dated.some((group) => group.headed > 0.5) || count > sections.length;
}

/**
 * Groups that hold an entry which is known already, and dated ones. Where nothing is known and nothing dated, the
 * one that looks most like a list: a page has many groups of links, and one subject.
 */
function chosenGroups(groups: LinkGroup[], known: Set<string>): LinkGroup[] {
  const holdsKnown = (group: LinkGroup) => group.candidates.some((entry) => known.has(entry.key));
  const chosen = groups.filter((group) => group.dated > 0.5 || holdsKnown(group));
  if (chosen.length > 0 || known.size > 0) return chosen;
  const best = groups.toSorted((one, other) => other.score - one.score)[0];
  return best === undefined || best.score < minimumScore || best.candidates.length < fewestUndated ? [] : [best];
}

/** Below this a group is some links, and no list of entries: two of four words, say. */
const minimumScore = 2;
const fewestUndated = 3;

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

function inOrderOf(keys: string[], candidates: Candidate[]): Candidate[] {
  const position = new Map(keys.map((key, index) => [key, index]));
  const last = keys.length;
  return candidates.toSorted((one, other) => (position.get(one.key) ?? last) - (position.get(other.key) ?? last));
}

const rank = (entry: Candidate) => entrySources.indexOf(entry.source);

/** One entry a key, in the page's order, each field from the best source that has it; the feed's own at the end. */
function mergeByKey(inPage: Candidate[], inFeed: Candidate[]): Candidate[] {
  return [...Map.groupBy([...inPage, ...inFeed], (entry) => entry.key).values()].flatMap((same) => {
    const [best, ...others] = same.toSorted((one, other) => rank(one) - rank(other));
    if (best === undefined) return [];
    const dated = [best, ...others].filter((entry) => entry.publishedAt !== null);
    return [
      {
        ...best,
        title: best.title || (others.find((entry) => entry.title !== '')?.title ?? ''),
        publishedAt: (dated.find((entry) => entry.publishedAt?.includes('T')) ?? dated[0])?.publishedAt ?? null,
      },
    ];
  });
}
