import { isatty } from 'node:tty';
import pc from 'picocolors';
import { oneLine } from '../dev/event-lines.ts';

/** Colours for a terminal alone, and none where NO_COLOR is set. */
export const colors = pc.createColors(isatty(1) && pc.isColorSupported);

export const columnGap = '  ';
const cellMaxCharacters = 300;

/** One line on stdout. */
export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** One line on stderr: what is not the command's result. */
export function printNote(note: string): void {
  process.stderr.write(`${oneLine(note, 4_000)}\n`);
}

/** A document for a program that reads it. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

/** One of many documents, each on a line of its own. */
export function printJsonLine(value: unknown): void {
  printLine(JSON.stringify(value));
}

/** A text of anyone's as one line that is safe for a terminal; `–` where there is none. */
export function cell(text: string | number | null | undefined): string {
  return text === null || text === undefined || text === '' ? '–' : oneLine(String(text), cellMaxCharacters);
}

/** A count as people write it: `1,440`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

const units = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1_000, name: 's' },
];

/** How long a stretch of time is, in one unit that is not too coarse: `90 min`, `3 h`. */
export function span(ms: number): string {
  const unit = units.find((each) => ms >= each.ms && (ms >= 2 * each.ms || ms % each.ms === 0)) ?? units.at(-1);
  return unit === undefined ? '' : `${Math.round(ms / unit.ms)} ${unit.name}`;
}

/** How far an instant is from now: `in 12 min`, `3 h ago`. */
export function fromNow(instant: string, now: number = Date.now()): string {
  const distance = Date.parse(instant) - now;
  if (Math.abs(distance) < 1_000) return 'now';
  return distance > 0 ? `in ${span(distance)}` : `${span(-distance)} ago`;
}

/** As `fromNow`; `–` where there is none. */
export function fromNowOrNone(instant: string | null): string {
  return instant === null ? '–' : fromNow(instant);
}

/** An instant without the fraction of its second where that is nothing. */
export function exact(instant: string): string {
  return cell(instant).replace(/\.0+Z$/, 'Z');
}

/** How long it is until an instant, in hours and minutes, or in seconds where it is near: `5 h 12 min`. */
export function timeUntil(instant: string, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((Date.parse(instant) - now) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** An instant as itself and as its distance from now. */
export function instant(text: string | null): string {
  return text === null ? '–' : `${exact(text)} (${fromNow(text)})`;
}
