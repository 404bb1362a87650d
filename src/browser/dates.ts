/** Languages whose month names are known; the names themselves come from the runtime's own tables. */
const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'sv',
  'da',
  'nb',
  'fi',
  'pl',
  'cs',
  'ro',
  'tr',
  'ru',
  'uk',
];
const monthNumbers = namesOfMonths();
const monthName = `(?<!\\p{L})(${[...monthNumbers.keys()].toSorted((one, other) => other.length - one.length).join('|')})(?!\\p{L})\\.?`;
const isoDate = /(?<![\d.])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d])/;
const monthFirst = new RegExp(`${monthName}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`, 'iu');
const dayFirst = new RegExp(
  `(?<![\\d.])(\\d{1,2})(?:st|nd|rd|th|er|\\.|º|°)?(?:\\s+(?:of|de))?[\\s-]+${monthName},?(?:\\s+de)?[\\s-]+(\\d{4})\\b`,
  'iu',
);
/** As Chinese, Japanese and Korean write it. */
const eastAsian = /(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/;
/** Day before month, as all who write dates with dots do. */
const dotted = /(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?![\d.]\d)/;
const instantWithOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * The first date that stands in a text, as `YYYY-MM-DD`: ISO dates, and dates in words of the usual languages.
 * Months and days alone, and numbers whose order is not certain (11/12/2026), are no dates.
 */
export function findDate(text: string): { date: string; found: string } | undefined {
  const hits = [
    hit(isoDate.exec(text), ([year, month, day]) => calendarDate(year, month, day)),
    hit(monthFirst.exec(text), ([month, day, year]) => calendarDate(year, monthNumber(month), day)),
    hit(dayFirst.exec(text), ([day, month, year]) => calendarDate(year, monthNumber(month), day)),
    hit(eastAsian.exec(text), ([year, month, day]) => calendarDate(year, month, day)),
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
  return String(monthNumbers.get(name?.toLowerCase() ?? '') ?? 0);
}

/** Long and short names, as they stand in dates (`20 ноября`), in small letters and without a point. */
function namesOfMonths(): Map<string, number> {
  const names = new Map<string, number>([['sept', 9]]);
  for (const language of languages)
    for (const month of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(language, { day: 'numeric', month, timeZone: 'UTC' });
      for (let number = 1; number <= 12; number++) {
        const parts = format.formatToParts(Date.UTC(2026, number - 1, 15));
        const name =
          parts
            .find((part) => part.type === 'month')
            ?.value.toLowerCase()
            .replace(/\.$/, '') ?? '';
        if (/^\p{L}{3,}$/u.test(name) && !names.has(name)) names.set(name, number);
      }
    }
  return names;
}

function calendarDate(year?: string, month?: string, day?: string): string | undefined {
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  return exists && Number(year) >= 1990 && Number(year) <= 2100 ? date : undefined;
}
