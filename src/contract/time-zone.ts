/** Time zones by the runtime's own data, which differs from worker to worker: nothing for workflow code. */

const hourMs = 3_600_000;
/** Where a date is skipped, as Samoa did, the next one begins this much later at most. */
const longestDateMs = 72 * hourMs;
const longestMonthMs = 31 * 24 * hourMs + longestDateMs;

/** True for a name of the IANA time zone database that this runtime knows, in any letter case; offsets are none. */
export function isTimeZone(name: string): boolean {
  return /^[a-z]/i.test(name) && formatter(name) !== undefined;
}

/** The name in the letter case of the database, as far as the runtime tells. */
export function timeZoneName(name: string): string {
  const known = formatter(name)?.resolvedOptions().timeZone ?? name;
  return known.toLowerCase() === name.toLowerCase() ? known : name; // Kolkata is not to become Calcutta
}

/**
 * When the next date begins in a time zone: the first whole second after an instant that has a later date. Instants in
 * milliseconds since the epoch; null where this runtime does not know the zone.
 */
export function startOfNextDay(timeZone: string, at: number): number | null {
  return startOfNext(timeZone, at, { periodOf: dateOf, longestMs: longestDateMs });
}

/** When the next month begins; as `startOfNextDay`. */
export function startOfNextMonth(timeZone: string, at: number): number | null {
  return startOfNext(timeZone, at, { periodOf: monthOf, longestMs: longestMonthMs });
}

/** A date in a calendar; months begin at 1. */
interface CalendarDate {
  year: number;
  month: number;
  day: number;
}
// numbers that grow with the date
const dateOf = ({ year, month, day }: CalendarDate) => Date.UTC(year, month - 1, day);
const monthOf = ({ year, month }: CalendarDate) => 12 * year + month;

function startOfNext(
  timeZone: string,
  at: number,
  { periodOf, longestMs }: { periodOf: (date: CalendarDate) => number; longestMs: number },
): number | null {
  const format = formatter(timeZone);
  if (format === undefined) return null;
  const present = periodOf(dateIn(format, at));
  const isLater = (second: number) => periodOf(dateIn(format, second * 1_000)) > present;
  let before = Math.floor(at / 1_000);
  let after = before + longestMs / 1_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isLater(middle)) after = middle;
    else before = middle;
  }
  return after * 1_000;
}

function dateIn(format: Intl.DateTimeFormat, at: number): CalendarDate {
  const parts = format.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}

function formatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
  } catch {
    return undefined;
  }
}
