import { BoundedMap } from '../../contract/bounded-map.ts';
import type { SessionErrorCode } from '../../contract/session-errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { within } from '../within.ts';
import { fetchRobots, type Unreachable } from './fetch-robots.ts';
import { parseRobots, type RobotsRules } from './robots-rules.ts';

/** The name by which a robots.txt may address this product. */
export const productToken = 'agent-auto-trigger';

/** Why a page is not visited. A robots.txt that cannot be had tells what is wrong with the site, not what it wants. */
export interface Objection {
  code: Extract<SessionErrorCode, 'ROBOTS_DISALLOWED'> | Unreachable['code'];
  detail: string;
}

/** Says what robots.txt of a site has against a page. */
export interface Robots {
  /** Undefined where the page may be visited. */
  objection(address: string, signal: AbortSignal): Promise<Objection | undefined>;
}

/** The robots.txt that a site had. */
interface Copy {
  rules: RobotsRules;
  size: number;
  hadAt: number;
}

/** What is known of one site. */
interface Entry {
  /** The last one that was had. */
  copy: Copy | undefined;
  /** Why it could not be had, when that happened last. */
  trouble: Unreachable;
  /** Times in a row that it could not be had. */
  failures: number;
  /** While it is asked for. */
  asking: { answered: Promise<void>; isWaitedFor: boolean } | undefined;
  /** From then on it is asked for again. */
  askFrom: number;
  /** From then on a session waits for the answer, if something is known already. */
  waitFrom: number;
}

const timeoutMs = 5_000;
const keptMs = 3_600_000;
/** So long a copy is good where no newer one can be had. */
const copyMaxMs = 24 * 3_600_000;
/** Between two tries to have one that could not be had: doubled each time, up to as long as one is kept. */
const firstPauseMs = 60_000;
/** Within the hour a session gives a robots.txt that could not be had before so long to be there again. */
const secondChanceMs = 300;
const originsMax = 1_000;
/** Of all that are kept, in characters; what is made of them takes up to 15 times as much memory. */
const sizesMax = 5_000_000;

/**
 * After RFC 9309: a robots.txt that is missing (any 4xx) forbids nothing. Where it cannot be reached (5xx, no answer in
 * time, no connection) what it said within the last 24 hours holds; where nothing is known, no page is visited, however
 * long that lasts.
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
    const known = await unlessAborted(knownOf(origin), signal);
    if ('code' in known) {
      const detail = `${known.detail}; a robots.txt that cannot be had counts as a no (RFC 9309)`;
      return { code: known.code, detail };
    }
    const verdict = known.verdictOn(pathname + search);
    if (verdict === 'allowed') return undefined;
    const detail =
      verdict === 'disallowed'
        ? `${origin}/robots.txt disallows ${pathname} for ${productToken}`
        : `${origin}/robots.txt has too many rules to compare them all with an address of ${address.length} characters, which counts as a no`;
    return { code: 'ROBOTS_DISALLOWED', detail };
  }

  async function knownOf(origin: string): Promise<RobotsRules | Unreachable> {
    const entry = entries.get(origin) ?? { ...nothingKnown };
    if (entry.asking === undefined && entry.askFrom <= Date.now()) ask(origin, entry);
    const { asking } = entry;
    if (asking?.isWaitedFor === true) await asking.answered;
    else if (asking !== undefined) await within(secondChanceMs, asking.answered, () => undefined);
    return standing(entry);
  }

  function ask(origin: string, entry: Entry): void {
    const now = Date.now();
    const isWaitedFor = entry.waitFrom <= now;
    if (isWaitedFor) entry.waitFrom = now + keptMs;
    entry.asking = { answered: answer(origin, entry), isWaitedFor };
    entries.set(origin, entry);
  }

  async function answer(origin: string, entry: Entry): Promise<void> {
    const found = await fetchRobots(origin, { guard, userAgent, timeoutMs: patienceMs });
    const now = Date.now();
    entry.asking = undefined;
    if (typeof found === 'string') {
      entry.copy = { rules: parseRobots(found, productToken), size: found.length, hadAt: now };
      entry.failures = 0;
      entry.askFrom = now + keptMs;
    } else {
      entry.trouble = found;
      entry.failures += 1;
      entry.askFrom = now + Math.min(keptMs, firstPauseMs * 2 ** (entry.failures - 1));
    }
    forgetSurplus();
  }

  /** The oldest first; they are had again when they are needed. */
  function forgetSurplus(): void {
    let size = 0;
    for (const [origin, { copy }] of Array.from(entries).toReversed()) {
      size += copy?.size ?? 0;
      if (size > sizesMax) entries.delete(origin);
    }
  }

  return { objection };
}

const nothingKnown: Entry = {
  copy: undefined,
  trouble: { code: 'PAGE_UNREACHABLE', detail: 'robots.txt was not asked for yet' },
  failures: 0,
  asking: undefined,
  askFrom: 0,
  waitFrom: 0,
};

/** What holds now, of what was had and what could not be had. */
function standing({ copy, trouble }: Entry): RobotsRules | Unreachable {
  return copy !== undefined && Date.now() - copy.hadAt < copyMaxMs ? copy.rules : trouble;
}
