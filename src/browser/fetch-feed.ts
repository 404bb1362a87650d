import { Agent, fetch } from 'undici';
import { AutoTriggerError } from '../contract/errors.ts';
import { siteOf } from '../network/sites.ts';
import type { Candidate } from './candidate.ts';
import { entryKey } from './entry-key.ts';
import { entriesOfFeed } from './feed.ts';
import type { Surroundings } from './outcome.ts';
import type { PageModel } from './page-model.ts';

const feedsMax = 3;
const redirectsMax = 3;
const timeoutMs = 5_000;
const maxBytes = 5_000_000;
const feedTypes = /^(?:application|text)\/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json)$/;

/** The entries of each feed that a page links to; a feed that cannot be read is left out, as the page itself is there. */
export async function fetchLinkedFeeds(page: PageModel, surroundings: Surroundings): Promise<Candidate[][]> {
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
        return entriesOfFeed(await fetchText(address, surroundings), address) ?? [];
      } catch {
        if (surroundings.signal.aborted) throw surroundings.signal.reason;
        return [];
      }
    }),
  );
  return feeds.filter((feed) => feed.length > 0);
}

/** Every hop is checked, and what is dialled is what was checked. */
async function fetchText(address: string, { guard, allowedSites, signal }: Surroundings): Promise<string> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let url = new URL(address);
  for (let hop = 0; hop <= redirectsMax; hop += 1) {
    const verdict = await guard.check(url.href);
    if (!verdict.permitted || !allowedSites.includes(siteOf(url.href)))
      throw new AutoTriggerError('InvalidRequest', `${url.href} may not be fetched`);
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const agent = new Agent({ connect: { lookup: guard.lookupFor(port) } });
    try {
      const response = await fetch(url, { dispatcher: agent, redirect: 'manual', signal: until, headers });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null)
        return response.ok && response.body !== null ? await textOf(response.body) : '';
      url = new URL(location, url);
    } finally {
      await agent.destroy();
    }
  }
  return '';
}

const headers = {
  accept: 'application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.1',
  'user-agent': 'agent-auto-trigger',
};

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new AutoTriggerError('InvalidRequest', `the feed is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
