const longestMs = 24 * 3_600_000;
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The three forms of an HTTP date (RFC 9110 §5.6.7): the one to send, that of RFC 850, and that of C's asctime. */
const httpDates = [
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];

/**
 * How long a `retry-after` header asks to wait, in milliseconds, from 0 to 24 hours.
 * Undefined where it is neither a number of seconds nor an HTTP date. `nowMs` is in milliseconds since the epoch.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : parseHttpDate(text, nowMs) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), longestMs);
}

/** In milliseconds since the epoch; NaN where it is none. */
function parseHttpDate(text: string, nowMs: number): number {
  const parts = httpDates.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return Number.NaN;
  const { day = '', month = '', year = '', time = '' } = parts;
  const date = [fullYear(year, nowMs), twoDigits(monthNames.indexOf(month) + 1), twoDigits(day.trim())].join('-');
  return Date.parse(`${date}T${time}Z`);
}

/** A year of two digits that seems more than 50 years ahead is the last one that ended so. */
function fullYear(year: string, nowMs: number): string {
  if (year.length === 4) return year;
  const thisYear = new Date(nowMs).getUTCFullYear();
  const inThisCentury = thisYear - (thisYear % 100) + Number(year);
  return String(inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury);
}

function twoDigits(number: string | number): string {
  return String(number).padStart(2, '0');
}
