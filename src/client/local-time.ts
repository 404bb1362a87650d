const minuteMs = 60_000;
/** No date is longer, clocks put back and all. */
const longestDateMs = 72 * 3_600_000;

/** An instant (milliseconds since the epoch) by the clocks of a time zone, with their offset: `2027-01-29T01:00:00.000+01:00`. */
export function localTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute, second, fractionalSecond, timeZoneName = '' } = parts;
  const offset = timeZoneName.slice('GMT'.length) || '+00:00';
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fractionalSecond}${offset}`;
}

/** When the date after that of an instant begins in a time zone; both in milliseconds since the epoch. */
export function startOfNextDay(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const today = format.format(at);
  let before = Math.floor(at / minuteMs);
  let after = before + longestDateMs / minuteMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (format.format(middle * minuteMs) > today) after = middle;
    else before = middle;
  }
  return after * minuteMs;
}
