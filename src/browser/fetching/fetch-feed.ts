import { siteOf } from '../../network/sites.ts';
import { entryKey } from '../../reading/entries/entry-key.ts';
import { fetchGuarded } from './guarded-fetch.ts';
import type { Surroundings } from '../outcome.ts';
import type { FeedText } from '../../reading/page-look.ts';
import type { PageModel } from '../../reading/page-model.ts';

const feedsMax = 3;
const redirectsMax = 3;
const timeoutMs = 5_000;
const maxBytes = 5_000_000;
const feedTypes = /^(?:application|text)\/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)$/;

/** The feeds that a page links to; one that does not answer is left out, as the page itself is there. */
export async function fetchLinkedFeeds(page: PageModel, surroundings: Surroundings): Promise<FeedText[]> {
  const own = page.alternates.filter(({ type, title, url }) => {
    const isAboutComments = /comments?/i.test(`${title} ${url}`);
    return (
      feedTypes.test(type) &&
      !isAboutComments &&
      /^https?:/.test(url) &&
      surroundings.allowedSites.includes(siteOf(url))
    );
  });
  const addresses = [...new Map(own.map(({ url }) => [entryKey(url), url])).values()].slice(0, feedsMax);
  const feeds = await Promise.all(
    addresses.map(async (address) => {
      try {
        return { address, text: await fetchText(address, surroundings) };
      } catch {
        if (surroundings.signal.aborted) throw surroundings.signal.reason;
        return { address, text: '' };
      }
    }),
  );
  return feeds.filter(({ text }) => text !== '');
}

/** Each hop is on a site where the page may be, and nothing that robots.txt keeps for people. */
async function fetchText(address: string, surroundings: Surroundings): Promise<string> {
  const { guard, allowedSites, robots, userAgent, signal } = surroundings;
  const { status, text } = await fetchGuarded(address, {
    guard,
    async problemWith(hop) {
      if (!allowedSites.includes(siteOf(hop))) return `${hop} is on another site`;
      return (await robots?.objection(hop, signal))?.detail;
    },
    headers: { accept, 'user-agent': userAgent },
    timeoutMs,
    maxBytes,
    redirectsMax,
    signal,
  });
  return status >= 200 && status < 300 ? text : '';
}

const accept = 'application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.1';
