/** Time zones by the runtime's own data, which differs from worker to worker: nothing for workflow code. */

const hourMs = 3_600_000;
/** Where a date is skipped, as Samoa did, the next one begins this much later at most. */
const longestDateMs = 72 * hourMs;

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
  const format = formatter(timeZone);
  if (format === undefined) return null;
  const today = dateIn(format, at);
  const isLater = (second: number) => dateIn(format, second * 1_000) > today;
  let before = Math.floor(at / 1_000);
  let after = before + longestDateMs / 1_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isLater(middle)) after = middle;
    else before = middle;
  }
  return after * 1_000;
}

/** The date at an instant, as a number that grows with it. */
function dateIn(format: Intl.DateTimeFormat, at: number): number {
  const parts = format.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'));
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
