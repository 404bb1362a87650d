import stringWidth from 'string-width';
import { colors, columnGap, printLine } from './print.ts';
import { cutToWidth } from './text-width.ts';

export interface Column {
  heading: string;
  /** Where there is little room the cells are cut, but not below so many columns; never where left out. */
  narrowest?: number;
  /** Where there is even less the whole column goes, the one with the highest number first; never where left out. */
  dispensable?: number;
  paint?: (cell: string) => string;
}

const narrowestCell = 8;

/**
 * Rows under their headings. On a terminal they fit its width; in a pipe nothing is cut. Headings alone stand for a
 * first column that is there to be copied, and others that give way.
 */
export function printTable(columns: readonly (string | Column)[], rows: readonly string[][]): void {
  const described = columns.map((column, index) =>
    typeof column === 'string' ? { heading: column, ...(index === 0 ? {} : { narrowest: narrowestCell }) } : column,
  );
  const width = process.stdout.isTTY ? process.stdout.columns : Infinity;
  for (const line of tableLines(described, rows, width)) printLine(line);
}

/** The lines of a table that has so many columns of a terminal. */
export function tableLines(columns: readonly Column[], rows: readonly string[][], width: number): string[] {
  const shown: Shown[] = columns.map((column, index) => ({
    ...column,
    index,
    width: Math.max(...[column.heading, ...rows.map((row) => row[index] ?? '')].map((cell) => stringWidth(cell))),
  }));
  fit(shown, width);
  const line = (cellOf: (column: Shown) => string, paintOf: (column: Shown) => (cell: string) => string) =>
    shown
      .map((column, position) => {
        const text = cutToWidth(cellOf(column), column.width);
        const padding = position === shown.length - 1 ? '' : ' '.repeat(column.width - stringWidth(text));
        return paintOf(column)(text) + padding;
      })
      .join(columnGap)
      .trimEnd();
  return [
    line(
      ({ heading }) => heading,
      () => colors.dim,
    ),
    ...rows.map((row) =>
      line(
        ({ index }) => row[index] ?? '',
        ({ paint }) => paint ?? String,
      ),
    ),
  ];
}

type Shown = Column & { index: number; width: number };

function fit(columns: Shown[], width: number): void {
  const missing = (each: (column: Shown) => number) =>
    columns.reduce((sum, column) => sum + each(column), columnGap.length * (columns.length - 1)) - width;
  const leastOf = (column: Shown) => Math.min(column.width, column.narrowest ?? column.width);
  while (missing(leastOf) > 0) {
    const [first] = columns
      .filter((column) => column.dispensable !== undefined)
      .toSorted((one, other) => (other.dispensable ?? 0) - (one.dispensable ?? 0));
    if (first === undefined) break;
    columns.splice(columns.indexOf(first), 1);
  }
  shrink(columns, () => missing((column) => column.width) > 0, leastOf);
  shrink(
    columns,
    () => missing((column) => column.width) > 0,
    (column) => Math.min(leastOf(column), column.narrowest === undefined ? Infinity : narrowestCell),
  );
}

/** Takes from the widest column, again and again, but leaves each its least. */
function shrink(columns: Shown[], isTooWide: () => boolean, leastOf: (column: Shown) => number): void {
  while (isTooWide()) {
    const [widest] = columns
      .filter((column) => column.width > leastOf(column))
      .toSorted((one, other) => other.width - one.width);
    if (widest === undefined) return;
    widest.width -= 1;
  }
}
