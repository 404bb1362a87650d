import type { NetworkGuard } from '../network/guard.ts';
import { fetchGuarded } from './guarded-fetch.ts';
import { unlessAborted } from './outcome.ts';
import { parseRobots, type RobotsRules } from './robots-rules.ts';

/** The name by which a robots.txt may address this product. */
export const productToken = 'agent-auto-trigger';

/** Says what robots.txt of a site has against a page; each is fetched at most once an hour. */
export interface Robots {
  /** Why a page may not be visited; undefined where it may. */
  objection(address: string, signal: AbortSignal): Promise<string | undefined>;
}

type Known = RobotsRules | { unreadable: string };

const timeoutMs = 5_000;
// RFC 9309: at least 500 KiB are to be read, at least five redirects followed, and nothing kept beyond 24 hours
const maxBytes = 512_000;
const redirectsMax = 5;
const keptMs = 3_600_000;
const keptUnreadableMs = 60_000;
const originsMax = 1_000;

/**
 * After RFC 9309: a robots.txt that is missing (any 4xx) forbids nothing, one that the server fails to give (5xx, no
 * answer in 5 s) forbids everything. Where no connection comes about, the page itself will say so.
 */
export function createRobots({ guard, userAgent }: { guard: NetworkGuard; userAgent: string }): Robots {
  const known = new Map<string, { rules: Promise<Known>; until: number }>();

  async function objection(address: string, signal: AbortSignal): Promise<string | undefined> {
    const { origin, pathname, search } = new URL(address);
    const rules = await unlessAborted(rulesOf(origin), signal);
    if ('unreadable' in rules) return `${origin}/robots.txt ${rules.unreadable}`;
    return rules.allows(pathname + search)
      ? undefined
      : `${origin}/robots.txt disallows ${pathname} for ${productToken}`;
  }

  async function rulesOf(origin: string): Promise<Known> {
    const now = Date.now();
    const kept = known.get(origin);
    if (kept !== undefined && kept.until > now) return kept.rules;
    const entry = { rules: read(origin), until: now + keptMs };
    known.delete(origin);
    known.set(origin, entry);
    for (const oldest of known.keys()) if (known.size > originsMax) known.delete(oldest);
    const rules = await entry.rules;
    if ('unreadable' in rules) entry.until = now + keptUnreadableMs;
    return rules;
  }

  async function read(origin: string): Promise<Known> {
    const headers = { 'user-agent': userAgent, accept: 'text/plain, */*;q=0.1' };
    const options = { guard, headers, timeoutMs, maxBytes, redirectsMax };
    try {
      const { status, text } = await fetchGuarded(`${origin}/robots.txt`, options);
      if (status >= 500) return { unreadable: `could not be read (HTTP ${status})` };
      return parseRobots(status < 300 ? text : '', productToken);
    } catch (error) {
      const isTooSlow = error instanceof Error && error.name === 'TimeoutError';
      return isTooSlow ? { unreadable: `did not come within ${timeoutMs / 1_000} s` } : parseRobots('', productToken);
    }
  }

  return { objection };
}
