import { colors, columnGap, printLine } from './print.ts';
import { wrap } from './text-width.ts';

/** A line that may be broken between words, or one that is there to be copied whole. */
export type Line = string | { whole: string };

/** A name, and its value in one line or several; what has no value is left out. */
export type Field = [name: string, value: Line | readonly Line[] | undefined];

const narrowestValue = 30;

/** Names and values in two columns. On a terminal long values are broken between words to fit its width. */
export function printFields(fields: readonly Field[]): void {
  const width = process.stdout.isTTY ? process.stdout.columns : Infinity;
  for (const line of fieldLines(fields, width)) printLine(line);
}

/** The lines of fields on so many columns of a terminal. */
export function fieldLines(fields: readonly Field[], width: number): string[] {
  const given = fields.filter((field): field is [string, Line | Line[]] => field[1] !== undefined);
  const nameWidth = Math.max(...given.map(([name]) => name.length));
  const valueWidth = Math.max(width - nameWidth - columnGap.length, narrowestValue);
  return given.flatMap(([name, value]) =>
    [value]
      .flat()
      .flatMap((line) => (typeof line === 'string' ? wrap(line, valueWidth) : [line.whole]))
      .map((line, index) => `${colors.dim((index === 0 ? name : '').padEnd(nameWidth))}${columnGap}${line}`),
  );
}
