import { BoundedMap } from '../../contract/bounded-map.ts';
import type { SessionErrorCode } from '../../contract/session-errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { fetchGuarded } from './guarded-fetch.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { within } from '../within.ts';
import { parseRobots, type RobotsRules } from './robots-rules.ts';

/** The name by which a robots.txt may address this product. */
export const productToken = 'agent-auto-trigger';

/** Why a page is not visited. A robots.txt that cannot be had tells what is wrong with the site, not what it wants. */
export interface Objection {
  code: Extract<SessionErrorCode, 'ROBOTS_DISALLOWED' | 'PAGE_HTTP_ERROR' | 'PAGE_TIMEOUT'>;
  detail: string;
}

/** Says what robots.txt of a site has against a page. */
export interface Robots {
  /** Undefined where the page may be visited. */
  objection(address: string, signal: AbortSignal): Promise<Objection | undefined>;
}

type Known = RobotsRules | Objection;

/** What is known of one site. */
interface Entry {
  known: Promise<Known>;
  /** What was known before, where no session is to wait for the new answer. */
  before: Promise<Known> | undefined;
  /** From then on it is asked for again. */
  until: number;
  /** From then on a session waits for the answer. */
  waitsFrom: number;
}

const timeoutMs = 5_000;
// RFC 9309: at least 500 KiB are to be read, at least five redirects followed, and nothing kept beyond 24 hours
const maxBytes = 512_000;
const redirectsMax = 5;
const keptMs = 3_600_000;
const keptUnreadableMs = 60_000;
/** Within the hour a session gives a robots.txt that could not be had before so long to be there again. */
const secondChanceMs = 300;
const originsMax = 1_000;

/**
 * After RFC 9309: a robots.txt that is missing (any 4xx) forbids nothing; where the server fails to give it (5xx, no
 * answer in time) no page is visited. Where no connection comes about, the page itself will say so.
 *
 * A site's robots.txt holds a session up once an hour at most, for 5 s, or half of what a page may take.
 */
export function createRobots({
  guard,
  userAgent,
  pageTimeoutMs,
}: {
  guard: NetworkGuard;
  userAgent: string;
  pageTimeoutMs: number;
}): Robots {
  const entries = new BoundedMap<string, Entry>(originsMax);
  const patienceMs = Math.min(timeoutMs, pageTimeoutMs / 2);

  async function objection(address: string, signal: AbortSignal): Promise<Objection | undefined> {
    const { origin, pathname, search } = new URL(address);
    const known = await unlessAborted(rulesOf(origin), signal);
    if ('code' in known) return known;
    if (known.allows(pathname + search)) return undefined;
    const detail = `${origin}/robots.txt disallows ${pathname} for ${productToken}`;
    return { code: 'ROBOTS_DISALLOWED', detail };
  }

  async function rulesOf(origin: string): Promise<Known> {
    const kept = entries.get(origin);
    const { known, before } = kept !== undefined && kept.until > Date.now() ? kept : ask(origin, kept);
    if (before === undefined) return known;
    return within(secondChanceMs, known, () => before);
  }

  function ask(origin: string, kept: Entry | undefined): Entry {
    const now = Date.now();
    const isWaited = kept === undefined || kept.waitsFrom <= now;
    const entry: Entry = {
      known: read(origin),
      before: isWaited ? undefined : kept.known,
      until: now + keptMs,
      waitsFrom: isWaited ? now + keptMs : kept.waitsFrom,
    };
    entries.set(origin, entry);
    void askAgainSoon(entry);
    return entry;
  }

  async function askAgainSoon(entry: Entry): Promise<void> {
    if ('code' in (await entry.known)) entry.until = Date.now() + keptUnreadableMs;
  }

  async function read(origin: string): Promise<Known> {
    const headers = { 'user-agent': userAgent, accept: 'text/plain, */*;q=0.1' };
    const options = { guard, headers, timeoutMs: patienceMs, maxBytes, redirectsMax };
    try {
      const { status, text } = await fetchGuarded(`${origin}/robots.txt`, options);
      if (status < 500) return parseRobots(status < 300 ? text : '', productToken);
      return { code: 'PAGE_HTTP_ERROR', detail: `${origin}/robots.txt answered with HTTP ${status}` };
    } catch (error) {
      if (!(error instanceof Error && error.name === 'TimeoutError')) return parseRobots('', productToken);
      return { code: 'PAGE_TIMEOUT', detail: `${origin}/robots.txt did not come within ${patienceMs / 1_000} s` };
    }
  }

  return { objection };
}
