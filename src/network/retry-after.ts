const longestMs = 24 * 3_600_000;
// RFC 9110: the one form of an HTTP date that is still to be sent
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long a `retry-after` header asks to wait, in milliseconds, from 0 to 24 hours.
 * Undefined where it is neither a number of seconds nor an HTTP date. `nowMs` is in milliseconds since the epoch.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : httpDate.test(text)
      ? Date.parse(text) - nowMs
      : Number.NaN;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), longestMs);
}
