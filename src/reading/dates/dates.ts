import { isMonthIn, monthNumber, monthPattern } from './month-names.ts';
import { findRelativeDate } from './relative-dates.ts';
import type { DateWords } from '../words/page-words.ts';
import { languages } from '../words/languages.ts';
import { anyOf } from '../words/patterns.ts';

/** What a date may leave unsaid, and the page around it says. */
export interface DateContext {
  /** As in `<html lang>`; empty where the page says none. */
  language: string;
  /** When the page was looked at, in milliseconds since the epoch. */
  seenAt: number;
  /** How the page writes 11/12/2026. */
  numericOrder: 'day_first' | 'month_first';
}

export interface FoundDate {
  /** `YYYY-MM-DD`, or an instant in UTC. */
  date: string;
  /** As it stands in the text. */
  found: string;
  index: number;
  /** True where it was reckoned, from now or from what stands around it, and so may come out otherwise next time. */
  isReckoned: boolean;
}

const isoDate = /(?<![\d.])(\d{4})(?:[-/.]|\.\s)(\d{1,2})(?:[-/.]|\.\s)(\d{1,2})(?![\d])/;
type Particle = Exclude<keyof DateWords, 'monthTables' | 'otherMonths' | 'numberedMonths'>;
const oneOf = (kind: Particle) => anyOf(({ dates }) => dates?.[kind]);

const monthThenDay = `${monthPattern}\\s+(\\d{1,2})${oneOf('dayEndingsAfterMonth')}?`;
const monthFirst = new RegExp(`${monthThenDay},?\\s+(\\d{4})(?!\\d)`, 'iu');
const dayThenMonth = `(\\d{1,2})(?:${oneOf('dayEndings')}|\\.)?(?:\\s+${oneOf('beforeMonth')})?[\\s-]*${monthPattern}`;
const beforeYear = `(?:${oneOf('beforeYear')}|${oneOf('beforeYearOfDay')})`;
const dayFirst = new RegExp(`(?<![\\d.])${dayThenMonth},?(?:\\s+${beforeYear})?[\\s-]*(\\d{4})(?!\\d)`, 'iu');
/** As Hungarian and Lithuanian write it, and some people everywhere. */
const yearFirst = new RegExp(
  `(?<![\\d.])(\\d{4})\\.?(?:\\s+${oneOf('afterYear')})?[\\s-]+${monthPattern}[\\s-]+(\\d{1,2})(?!\\d)`,
  'iu',
);
/** As Latvian writes it. */
const yearDayMonth = new RegExp(
  `(?<![\\d.])(\\d{4})\\.?\\s+${oneOf('afterYearBeforeDay')}\\s+(\\d{1,2})\\.?\\s+${monthPattern}`,
  'iu',
);
/** As Chinese, Japanese and Korean write it. */
const eastAsian = /(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]/;
/** Years of an era: the first one is called 元. */
const eraDate = /(昭和|平成|令和|民國|民国)\s?(\d{1,3}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日/;
const yearsBeforeEra: Record<string, number> = { 昭和: 1925, 平成: 1988, 令和: 2018, 民國: 1911, 民国: 1911 };
/** As Vietnamese writes it, where months have numbers. */
const [beforeNumberedMonth, beforeItsYear] = (['month', 'year'] as const).map((kind) =>
  anyOf(({ dates }) => dates?.numberedMonths?.[kind]),
);
const dayAndNumberedMonth = `(?<!\\d)(\\d{1,2})\\s+${beforeNumberedMonth}\\s+(\\d{1,2})`;
const numberedMonth = new RegExp(`${dayAndNumberedMonth},?\\s+(?:${beforeItsYear}\\s+)?(\\d{4})`, 'iu');
const numberedMonthAlone = new RegExp(`${dayAndNumberedMonth}(?![\\s,]*\\d)`, 'iu');
/** Day before month, as all who write dates with dots do. */
const dotted = /(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?![\d.]\d)/;
const dottedShort = /(?<![\d.])(\d{2})\.\s?(\d{1,2})\.\s?(\d{1,2})(?!\d|\.\d)/;
/** Arabic puts marks of direction between the numbers. */
const numeric = /(?<![\d/.-])(\d{1,2})\u200f?([/-])(\d{1,2})\u200f?\2(\d{4}|\d{2})(?![\d/-])/;
const allNumeric = new RegExp(numeric, 'g');
const monthDay = new RegExp(`${monthThenDay}(?![\\d:]|\\.\\d)`, 'iu');
const dayMonth = new RegExp(`(?<![\\d.,:])${dayThenMonth}(?!\\s*\\d)`, 'iu');
/** The codes of languages that write the 20th of November so: `20.11.` */
const pointedDays = new Set(
  languages.flatMap(({ code, writing }) =>
    writing?.hasPointedDays === true ? [code, ...(writing.otherCodes ?? [])] : [],
  ),
);
/** `20.11.`, as a line of its own, perhaps with the day of the week. */
const dottedDayMonth = /^(?:\p{L}{2,10}[.,]*\s+)?(\d{1,2})\.\s?(\d{1,2})\.$/u;
const eastAsianMonthDay = /(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]/;
const eastAsianNumbers = /(?<![\d/.-])(\d{1,2})[-/](\d{1,2})(?![\d/.-])/;
const instantWithOffset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})$/i;

/** The first date in a text that says all of itself: ISO dates, dates in words and with dots, and no others. */
export function findDate(text: string): { date: string; found: string } | undefined {
  return /\p{Nd}/u.test(text) ? asWritten(first(wholeDates(inLatinDigits(text))), text) : undefined;
}

/**
 * The first date in a line that may be little else: beside whole dates, numbers in the page's order, months and days
 * without a year (`Nov 20`), and relative ones. `year` is what a heading above says.
 */
export function findDateInLine(line: string, context: DateContext, year?: number): FoundDate | undefined {
  const text = inLatinDigits(line);
  const hits = wholeDates(text);
  const numbers = numericDate(text, context);
  if (numbers !== undefined) hits.push(numbers);
  const relative = findRelativeDate(text, context);
  if (relative !== undefined) hits.push({ ...relative, isReckoned: true });
  return asWritten(first(hits) ?? first(yearlessDates(text, context, year)), line);
}

/** Where the ten digits of Arabic, Persian, Devanagari, Bengali, Thai and wide Latin begin. */
const zeros = ['٠', '۰', '०', '০', '๐', '０'].map((zero) => zero.charCodeAt(0));

/** Any of these digits as those of this file; nothing else moves. */
function inLatinDigits(text: string): string {
  return text.replaceAll(/[٠-٩۰-۹०-९০-৯๐-๙０-９]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (zeros.find((zero) => code >= zero && code < zero + 10) ?? code));
  });
}

const asWritten = (found: Hit, text: string): Hit =>
  found && { ...found, found: text.slice(found.index, found.index + found.found.length) };

/** More than a date that is written for machines takes, whatever stands around it. */
const machineDateMaxCharacters = 300;

/**
 * A date or time as feeds, `time` elements and JSON-LD write it, as ISO 8601; null where it is none.
 * A time without an offset is some unknown zone's, so its date alone is kept.
 */
export function normaliseDate(text: string | undefined): string | null {
  const trimmed = text?.slice(0, machineDateMaxCharacters).trim() ?? '';
  if (instantWithOffset.test(trimmed)) {
    const instant = new Date(trimmed.replace(/^(\S{10}) /, '$1T').replace(/\s/, ''));
    return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
  }
  if (/^1\d{9}(?:\d{3})?$/.test(trimmed))
    return new Date(Number(trimmed) * (trimmed.length === 10 ? 1_000 : 1)).toISOString();
  if (/^20\d{6}$/.test(trimmed))
    return calendarDate(trimmed.slice(0, 4), trimmed.slice(4, 6), trimmed.slice(6)) ?? null;
  const found = findDate(trimmed)?.date ?? null;
  // RFC 822 dates, as RSS has them: with a zone, so an instant
  const isInstant = /\d{2}:\d{2}/.test(trimmed) && /(?:GMT|UTC?|Z|[+-]\d{4}|[ECMP][SD]T)$/i.test(trimmed);
  if (isInstant && !/^\d{4}/.test(trimmed)) {
    const instant = new Date(trimmed);
    if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  }
  return found;
}

/** The date in an address such as `/2026/11/20/title` or `/2026-11-20-title`. */
export function dateInAddress(address: string): string | null {
  const path = new URL(address).pathname;
  const found =
    /[/_-](\d{4})[/_-](\d{1,2})[/_-](\d{1,2})(?=[/_.-]|$)/.exec(path) ??
    /[/_-](20\d\d)(\d\d)(\d\d)(?=[/_.-]|$)/.exec(path);
  return found === null ? null : (calendarDate(found[1], found[2], found[3]) ?? null);
}

/** How a page writes numeric dates: as those say that have a number beyond 12, or else as its language does. */
export function numericOrderIn(text: string, language: string): DateContext['numericOrder'] {
  let [dayFirstCount, monthFirstCount] = [0, 0];
  for (const [, one, , other] of text.matchAll(allNumeric)) {
    if (Number(one) > 12) dayFirstCount += 1;
    if (Number(other) > 12) monthFirstCount += 1;
  }
  if (dayFirstCount !== monthFirstCount) return dayFirstCount > monthFirstCount ? 'day_first' : 'month_first';
  return /^(?:|en|en-us|en-ph|fil)$/i.test(language) ? 'month_first' : 'day_first';
}

/** The year that a heading is about: `2026`, `Posts of 2026`; undefined for any other text. */
export function yearAlone(text: string): number | undefined {
  const found = /^\D{0,20}((?:19|20)\d\d)\D{0,6}$/.exec(text.trim())?.[1];
  return found === undefined ? undefined : Number(found);
}

type Hit = FoundDate | undefined;

function wholeDates(text: string): FoundDate[] {
  return [
    hit(isoDate.exec(text), ([year, month, day]) => calendarDate(year, month, day)),
    hit(monthFirst.exec(text), ([month, day, year]) => calendarDate(year, named(month), day)),
    hit(dayFirst.exec(text), ([day, month, year]) => calendarDate(year, named(month), day)),
    hit(yearFirst.exec(text), ([year, month, day]) => calendarDate(year, named(month), day)),
    hit(yearDayMonth.exec(text), ([year, day, month]) => calendarDate(year, named(month), day)),
    hit(eastAsian.exec(text), ([year, month, day]) => calendarDate(year, month, day)),
    hit(eraDate.exec(text), ([era = '', year, month, day]) =>
      calendarDate(String((yearsBeforeEra[era] ?? 0) + (year === '元' ? 1 : Number(year))), month, day),
    ),
    hit(numberedMonth.exec(text), ([day, month, year]) => calendarDate(year, month, day)),
    hit(dotted.exec(text), ([day, month, year]) => calendarDate(year, month, day)),
  ].filter((found) => found !== undefined);
}

function numericDate(text: string, { language, numericOrder, seenAt }: DateContext): Hit {
  const slashed = hit(numeric.exec(text), ([one, , other, shortYear]) => {
    const year = shortYear?.length === 2 && language.startsWith('th') ? `25${shortYear}` : wholeYear(shortYear);
    const dayIsFirst = Number(one) > 12 || (numericOrder === 'day_first' && Number(other) <= 12);
    return dayIsFirst ? calendarDate(year, other, one) : calendarDate(year, one, other);
  });
  if (slashed !== undefined || language === '' || language.startsWith('en')) return slashed;
  return hit(dottedShort.exec(text), ([one, month, other]) => {
    const dayLast = calendarDate(wholeYear(one), month, other);
    const yearLast = calendarDate(wholeYear(other), month, one);
    const latest = new Date(seenAt + 30 * 86_400_000).toISOString();
    const isEastAsian = /^(?:ja|ko|zh)/.test(language);
    return [isEastAsian ? dayLast : yearLast, isEastAsian ? yearLast : dayLast].find(
      (date) => date !== undefined && date <= latest,
    );
  });
}

const wholeYear = (year: string | undefined) => (year?.length === 2 ? `20${year}` : year);

/** Without a year it is that of the heading above, or the latest such day that is not to come. */
function yearlessDates(text: string, { language, seenAt }: DateContext, year: number | undefined): FoundDate[] {
  const complete = (month: string | undefined, day: string | undefined) => {
    if (year !== undefined) return calendarDate(String(year), month, day);
    const latest = new Date(seenAt + 86_400_000);
    const candidates = [0, 1].map((back) => calendarDate(String(latest.getUTCFullYear() - back), month, day));
    return candidates.find((date) => date !== undefined && date <= latest.toISOString());
  };
  const inWords = (month: string | undefined, day: string | undefined) =>
    isMonthIn(month ?? '', language) ? complete(named(month), day) : undefined;
  const isEastAsian = /^(?:ja|ko|zh)/i.test(language);
  const hasPointedDays = pointedDays.has(language.slice(0, 2).toLowerCase());
  const hits = [
    hit(monthDay.exec(text), ([month, day]) => inWords(month, day)),
    hit(dayMonth.exec(text), ([day, month]) => inWords(month, day)),
    hasPointedDays ? hit(dottedDayMonth.exec(text), ([day, month]) => complete(month, day)) : undefined,
    hit(numberedMonthAlone.exec(text), ([day, month]) => complete(month, day)),
    hit(eastAsianMonthDay.exec(text), ([month, day]) => complete(month, day)),
    isEastAsian ? hit(eastAsianNumbers.exec(text), ([month, day]) => complete(month, day)) : undefined,
  ];
  return hits.filter((found) => found !== undefined).map((found) => ({ ...found, isReckoned: true }));
}

const first = (hits: FoundDate[]): Hit => hits.toSorted((one, other) => one.index - other.index)[0];

function hit(match: RegExpExecArray | null, read: (groups: (string | undefined)[]) => string | undefined): Hit {
  const date = match === null ? undefined : read(match.slice(1));
  return match === null || date === undefined
    ? undefined
    : { date, found: match[0], index: match.index, isReckoned: false };
}

const named = (month: string | undefined) => String(monthNumber(month ?? ''));

function calendarDate(given?: string, month?: string, day?: string): string | undefined {
  // the Buddhist calendar, as in Thailand, counts 543 years more
  const year = Number(given) > 2_400 && Number(given) < 2_700 ? Number(given) - 543 : given;
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  return exists && Number(year) >= 1990 && Number(year) <= 2100 ? date : undefined;
}
