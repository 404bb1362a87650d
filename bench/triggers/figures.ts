/** One thing that was measured on both sides, or on the product alone. */
export interface Figure {
  what: string;
  unit: string;
  /** Null where the floor has no such thing. */
  floor: number | null;
  product: number;
  /** Of the product to the floor, or where there is no floor, of the product itself; null where none is set. */
  target: { at_least: number } | { at_most: number } | null;
}

export interface JudgedFigure extends Figure {
  ratio: number | null;
  met: boolean | null;
}

export function judge(figure: Figure): JudgedFigure {
  const { floor, product, target } = figure;
  const ratio = floor === null || floor === 0 ? null : product / floor;
  const judged = floor === null ? product : ratio;
  if (target === null || judged === null) return { ...figure, ratio, met: null };
  return { ...figure, ratio, met: 'at_least' in target ? judged >= target.at_least : judged <= target.at_most };
}

/** A table in Markdown, which a terminal shows as well. */
export function tableOf(figures: readonly JudgedFigure[]): string {
  const rows = figures.map(({ what, unit, floor, product, ratio, target, met }) => [
    what,
    floor === null ? '' : `${shown(floor)} ${unit}`.trim(),
    `${shown(product)} ${unit}`.trim(),
    ratio === null ? '' : ratio.toFixed(2),
    target === null ? '' : targetText(target),
    met === null ? '' : met ? 'met' : 'MISSED',
  ]);
  const head = ['', 'floor', 'product', 'ratio', 'target', ''];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length), 3));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function targetText(target: NonNullable<Figure['target']>): string {
  return 'at_least' in target ? `≥ ${target.at_least}` : `≤ ${target.at_most}`;
}

/** Three digits, no more than a measurement is worth. */
export function shown(value: number): string {
  if (value !== 0 && Math.abs(value) < 10) return String(Number(value.toPrecision(3)));
  if (Math.abs(value) < 100) return String(Number(value.toFixed(1)));
  return Math.round(value).toLocaleString('en-US');
}
