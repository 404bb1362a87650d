import { isatty } from 'node:tty';
import pc from 'picocolors';
import { cutText } from '../contract/json.ts';
import { oneLine } from '../dev/event-lines.ts';

/** Colours for a terminal alone, and none where NO_COLOR is set. */
export const colors = pc.createColors(isatty(1) && pc.isColorSupported);

const columnGap = '  ';
const cellMaxCharacters = 300;
const narrowestCell = 8;
const columnsDefault = 80;

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

/**
 * Rows under their headings, in columns. On a terminal they fit its width: the widest column gives way, but never
 * the first, which is there to be copied. In a pipe nothing is cut.
 */
export function printTable(headings: string[], rows: string[][]): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  if (process.stdout.isTTY) fitWidths(widths, process.stdout.columns);
  const line = (cells: string[]) =>
    cells
      .map((text, column) => cutText(text, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join(columnGap)
      .trimEnd();
  printLine(colors.dim(line(headings)));
  for (const row of rows) printLine(line(row));
}

function fitWidths(widths: number[], columns: number): void {
  const total = () => widths.reduce((sum, width) => sum + width, columnGap.length * (widths.length - 1));
  while (total() > columns) {
    const widest = widths.indexOf(Math.max(...widths.slice(1)), 1);
    if ((widths[widest] ?? 0) <= narrowestCell) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** A text broken at its spaces to fit the terminal, or 80 columns. `used`: taken on its first line; `indent`: before the others. */
export function wrap(text: string, used: number, indent: number): string {
  const columns = process.stdout.columns ?? columnsDefault;
  let [wrapped, position] = ['', used];
  for (const word of text.split(' ')) {
    const isBroken = wrapped !== '' && position + 1 + word.length > columns;
    wrapped += isBroken ? `\n${' '.repeat(indent)}${word}` : `${wrapped === '' ? '' : ' '}${word}`;
    position = isBroken ? indent + word.length : position + (position === used ? 0 : 1) + word.length;
  }
  return wrapped;
}

/** Names and values in two columns; what has no value is left out. */
export function printFields(fields: [name: string, value: string | undefined][]): void {
  const given = fields.filter((field): field is [string, string] => field[1] !== undefined);
  const width = Math.max(...given.map(([name]) => name.length));
  for (const [name, value] of given) printLine(`${colors.dim(name.padEnd(width))}${columnGap}${value}`);
}

const units = [
  { ms: 86_400_000, name: 'd' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1_000, name: 's' },
];

/** How far an instant is from now: `in 12 min`, `3 h ago`. */
export function fromNow(instant: string, now: number = Date.now()): string {
  const distance = Date.parse(instant) - now;
  const size = Math.abs(distance);
  const unit = units.find(({ ms }) => size >= ms);
  if (unit === undefined) return 'now';
  const amount = `${Math.round(size / unit.ms)} ${unit.name}`;
  return distance > 0 ? `in ${amount}` : `${amount} ago`;
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
  return text === null ? '–' : `${cell(text)} (${fromNow(text)})`;
}
