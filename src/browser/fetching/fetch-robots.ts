import type { SessionErrorCode } from '../../contract/session-errors.ts';
import { AutoTriggerError, messageOf } from '../../contract/errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { chromiumNameOf, connectionWords } from '../connection-failures.ts';
import { fetchGuarded, RedirectedTooOften } from './guarded-fetch.ts';

// RFC 9309: at least 500 KiB are to be read, and at least five redirects followed
const maxBytes = 512_000;
const redirectsMax = 5;

/** Why a robots.txt cannot be had: what is wrong with the site, or with the way there. */
export interface Unreachable {
  code: Extract<SessionErrorCode, 'PAGE_HTTP_ERROR' | 'PAGE_TIMEOUT' | 'PAGE_UNREACHABLE' | 'NETWORK_REFUSED'>;
  detail: string;
}

interface FetchRobots {
  guard: NetworkGuard;
  userAgent: string;
  timeoutMs: number;
}

/**
 * The robots.txt of an origin, after RFC 9309, 2.3.1: empty where it is unavailable (any 4xx, or led on from address to
 * address), which forbids nothing; and otherwise why it cannot be reached, which is not for a visitor to make light of.
 */
export async function fetchRobots(
  origin: string,
  { guard, userAgent, timeoutMs }: FetchRobots,
): Promise<string | Unreachable> {
  const address = `${origin}/robots.txt`;
  const headers = { 'user-agent': userAgent, accept: 'text/plain, */*;q=0.1' };
  try {
    const { status, text } = await fetchGuarded(address, { guard, headers, timeoutMs, maxBytes, redirectsMax });
    if (status < 500) return status < 300 ? text : '';
    return { code: 'PAGE_HTTP_ERROR', detail: `${address} answered with HTTP ${status}` };
  } catch (error) {
    if (error instanceof RedirectedTooOften) return '';
    if (error instanceof Error && error.name === 'TimeoutError')
      return { code: 'PAGE_TIMEOUT', detail: `${address} did not come within ${timeoutMs / 1_000} s` };
    const cause = causeOf(error);
    if (AutoTriggerError.is(cause))
      return { code: 'NETWORK_REFUSED', detail: `${address} is refused: ${cause.message}` };
    const reason = reasonOf(cause);
    return { code: 'PAGE_UNREACHABLE', detail: `${address} cannot be reached: ${reason}` };
  }
}

/** What undici's `fetch failed` stands for; of several addresses that were tried, the last one got all the time it wanted. */
function causeOf(error: unknown): unknown {
  const cause = error instanceof TypeError && error.cause !== undefined ? error.cause : error;
  return cause instanceof AggregateError ? (cause.errors.at(-1) ?? cause) : cause;
}

function reasonOf(cause: unknown): string {
  const { name, code } = cause as NodeJS.ErrnoException;
  if (code !== undefined) return connectionWords(chromiumNameOf(code));
  // undici's has no code where not even a first line of HTTP came
  return name === 'HTTPParserError' ? connectionWords('ERR_INVALID_HTTP_RESPONSE') : messageOf(cause);
}
