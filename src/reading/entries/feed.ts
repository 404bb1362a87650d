import { parseFeed } from 'feedsmith';
import { candidate, plainText, type Candidate } from './candidate.ts';
import { normaliseDate } from '../dates/dates.ts';

type Feed = ReturnType<typeof parseFeed>;

/** The entries of a feed (RSS, Atom, RDF, JSON Feed) in its own order; undefined where the text is no feed. */
export function entriesOfFeed(text: string, address: string): Candidate[] | undefined {
  let feed: Feed;
  try {
    feed = parseFeed(text);
  } catch {
    return undefined;
  }
  return rawEntries(feed, address).flatMap(({ title, link, date, base }) => {
    const found = candidate('feed', {
      title: plainText(title ?? ''),
      address: link,
      base,
      publishedAt: typeof date === 'string' ? normaliseDate(date) : null,
    });
    return found === undefined ? [] : [found];
  });
}

/** The title that a feed gives itself; empty where it has none. */
export function titleOfFeed(text: string): string {
  try {
    const { format, feed } = parseFeed(text);
    return plainText((format === 'atom' ? feed.title?.value : feed.title) ?? '');
  } catch {
    return '';
  }
}

interface RawEntry {
  title: string | undefined;
  link: string | undefined;
  date: unknown;
  base: string;
}

function rawEntries(parsed: Feed, address: string): RawEntry[] {
  const base = 'xml' in parsed.feed ? absolute(parsed.feed.xml?.base, address) : address;
  switch (parsed.format) {
    case 'atom':
      return (parsed.feed.entries ?? []).map((entry) => ({
        title: entry.title?.value,
        link: (entry.links?.find((link) => (link.rel ?? 'alternate') === 'alternate') ?? entry.links?.[0])?.href,
        date: entry.published ?? entry.updated,
        base: absolute(entry.xml?.base, base),
      }));
    case 'rss':
      return (parsed.feed.items ?? []).map((item) => ({
        title: item.title,
        link: item.link ?? (item.guid?.isPermaLink === false ? undefined : item.guid?.value),
        date: item.pubDate ?? item.dc?.dates?.[0],
        base: absolute(parsed.feed.link, base),
      }));
    case 'rdf':
      return (parsed.feed.items ?? []).map((item) => ({
        title: item.title,
        link: item.link,
        date: item.dc?.dates?.[0],
        base,
      }));
    default:
      return (parsed.feed.items ?? []).map((item) => ({
        title: item.title,
        link: item.url ?? item.external_url ?? item.id,
        date: item.date_published ?? item.date_modified,
        base,
      }));
  }
}

function absolute(address: string | undefined, base: string): string {
  return address !== undefined && URL.canParse(address, base) ? new URL(address, base).href : base;
}
