const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const isoDate = /(?<![\d.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d])/;
const monthFirst = new RegExp(`\\b${monthName}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`, 'i');
const dayFirst = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?:\\s+of)?[\\s-]+${monthName},?[\\s-]+(\\d{4})\\b`, 'i');
/** Day before month, as all who write dates with dots do. */
const dotted = /(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?![\d.]\d)/;
const instantWithOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * The first date that stands in a text, as `YYYY-MM-DD`: ISO dates, and dates in English words.
 * Months and days alone, and numbers whose order is not certain (11/12/2026), are no dates.
 */
export function findDate(text: string): { date: string; found: string } | undefined {
  const hits = [
    hit(isoDate.exec(text), ([year, month, day]) => calendarDate(year, month, day)),
    hit(monthFirst.exec(text), ([month, day, year]) => calendarDate(year, monthNumber(month), day)),
    hit(dayFirst.exec(text), ([day, month, year]) => calendarDate(year, monthNumber(month), day)),
    hit(dotted.exec(text), ([day, month, year]) => calendarDate(year, month, day)),
  ].filter((found) => found !== undefined);
  return hits.toSorted((one, other) => one.index - other.index)[0];
}

/**
 * A date or time as feeds, `time` elements and JSON-LD write it, as ISO 8601; null where it is none.
 * A time without an offset is some unknown zone's, so its date alone is kept.
 */
export function normaliseDate(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  if (instantWithOffset.test(trimmed)) {
    const instant = new Date(trimmed.replace(/^(\S{10}) /, '$1T').replace(/\s/, ''));
    return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
  }
  const found = findDate(trimmed)?.date ?? null;
  // RFC 822 dates, as RSS has them: with a zone, so an instant
  if (/\d{2}:\d{2}.*(?:GMT|UTC?|Z|[+-]\d{4}|[ECMP][SD]T)$/i.test(trimmed) && !/^\d{4}/.test(trimmed)) {
    const instant = new Date(trimmed);
    if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  }
  return found;
}

/** The date in an address such as `/2026/11/20/title` or `/2026-11-20-title`. */
export function dateInAddress(address: string): string | null {
  const found = /\/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)/.exec(new URL(address).pathname);
  return found === null ? null : (calendarDate(found[1], found[2], found[3]) ?? null);
}

function hit(match: RegExpExecArray | null, read: (groups: (string | undefined)[]) => string | undefined) {
  const date = match === null ? undefined : read(match.slice(1));
  return match === null || date === undefined ? undefined : { date, found: match[0], index: match.index };
}

function monthNumber(name: string | undefined): string {
  return String(months.findIndex((month) => month.startsWith(name?.slice(0, 3).toLowerCase() ?? '-')) + 1);
}

function calendarDate(year?: string, month?: string, day?: string): string | undefined {
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  return exists && Number(year) >= 1990 && Number(year) <= 2100 ? date : undefined;
}
