const units: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

export const momentForm = 'an ISO 8601 time with an offset, or a distance from now, like 90m, 12h or -2d';

/**
 * Reads an instant that a person wrote: an ISO 8601 time with an offset, or a distance from `nowMs` (`1h`, `-2d`; units
 * s, m, min, h, d, w). In milliseconds since the epoch; undefined where it is neither.
 */
export function readMoment(text: string, nowMs: number): number | undefined {
  const distance = readDistance(text);
  const at = distance === undefined ? readInstant(text.trim()) : nowMs + distance;
  // beyond these years a server takes no time, and JavaScript has none
  return at !== undefined && at >= Date.UTC(1970, 0) && at < Date.UTC(10_000, 0) ? at : undefined;
}

/** Reads a stretch of time as a person writes it (`30m`, `1.5h`), in milliseconds; undefined where it is none. */
export function readDistance(text: string): number | undefined {
  const [, count, unit = ''] = /^([+-]?\d+(?:\.\d+)?) ?(s|m|min|h|d|w)$/.exec(text.trim()) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? Number.NaN);
}

function readInstant(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
