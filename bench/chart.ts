/**
 * `npm run bench:chart`: draws the last results of `bench:triggers` for the docs: a pair of bars for each figure that
 * the floor has too, and a mark where the target is.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readResults, type Result } from './results.ts';
import { type JudgedFigure, shown, targetText } from './triggers/figures.ts';

const width = 760;
const barsAt = 16;
const barsWidth = 560;
const rowHeight = 62;
const headHeight = 96;

interface Row {
  figure: JudgedFigure & { floor: number };
  /** Where the target lies, in the figure's unit; null without one. */
  target: number | null;
}

function rowsOf(results: Result[]): Row[] {
  return results
    .flatMap(({ figures }) => figures)
    .filter((figure): figure is Row['figure'] => figure.floor !== null && figure.floor >= 0 && figure.product >= 0)
    .map((figure) => {
      const { target, floor } = figure;
      const share = target === null ? null : 'at_least' in target ? target.at_least : target.at_most;
      return { figure, target: share === null ? null : share * floor };
    });
}

function drawRow({ figure, target }: Row, index: number): string {
  const { what, unit, floor, product, ratio } = figure;
  const top = headHeight + index * rowHeight;
  const most = Math.max(floor, product, target ?? 0);
  const lengthOf = (value: number) => (most === 0 ? 0 : Math.max(1, (value / most) * barsWidth)).toFixed(1);
  const bar = (kind: 'floor' | 'product', value: number, y: number) =>
    `<rect class="${kind}" x="${barsAt}" y="${y}" width="${lengthOf(value)}" height="13" rx="2"/>` +
    `<text class="value" x="${barsAt + Number(lengthOf(value)) + 6}" y="${y + 11}">${escape(`${shown(value)} ${unit}`)}</text>`;
  const ratioText = ratio === null ? '' : ` ${ratio.toFixed(2)} × the floor`;
  const wanted = figure.target === null ? '' : `, wanted ${targetText(figure.target)}`;
  const mark =
    target === null
      ? ''
      : `<line class="target" x1="${barsAt + Number(lengthOf(target))}" x2="${barsAt + Number(lengthOf(target))}" y1="${top + 14}" y2="${top + 50}"/>`;
  return [
    `<text x="${barsAt}" y="${top + 10}">${escape(what)}<tspan class="value">${escape(`: ${ratioText.trim()}${wanted}`)}</tspan></text>`,
    bar('floor', floor, top + 17),
    bar('product', product, top + 33),
    mark,
  ].join('\n  ');
}

function draw(rows: Row[], results: Result[]): string {
  const height = headHeight + rows.length * rowHeight + 8;
  const [first] = results;
  const machine = first?.machine;
  const days = [...new Set(results.map(({ machine: { at } }) => at.slice(0, 10)))].toSorted();
  const loads = results.map(({ machine: { load } }) => load);
  const where = `${machine?.cores} cores, ${machine?.memory_gb} GB, Node ${machine?.node}; ${days.join(', ')}; load at the starts ${Math.min(...loads)} to ${Math.max(...loads)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
  <title id="title">Many triggers beside a hand-written Temporal workflow</title>
  <style>
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .heading { font-size: 16px; font-weight: 600; }
    .value { font-size: 12px; fill: #59636e; }
    .floor { fill: #8c959f; }
    .product { fill: #2f81f7; }
    .target { stroke: #bc4c00; stroke-width: 2; stroke-dasharray: 4 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .value { fill: #9198a1; }
      .floor { fill: #6e7681; }
      .target { stroke: #f0883e; }
    }
  </style>
  <text class="heading" x="${barsAt}" y="26">Many triggers beside a hand-written Temporal workflow</text>
  <text class="value" x="${barsAt}" y="46">${escape(where)}</text>
  <rect class="floor" x="${barsAt}" y="60" width="13" height="13" rx="2"/><text class="value" x="${barsAt + 19}" y="71">the floor: sleeps, runs activities, continues as new</text>
  <rect class="product" x="${barsAt + 340}" y="60" width="13" height="13" rx="2"/><text class="value" x="${barsAt + 359}" y="71">agent-auto-trigger</text>
  <line class="target" x1="${barsAt + 500}" x2="${barsAt + 500}" y1="58" y2="75"/><text class="value" x="${barsAt + 508}" y="71">target</text>
  ${rows.map(drawRow).join('\n  ')}
</svg>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const known = await readResults('triggers');
const results = ['create', 'due', 'signal', 'idle', 'drift'].flatMap((scenario) => known[scenario] ?? []);
const file = fileURLToPath(new URL('../docs/images/bench-triggers.svg', import.meta.url));
await mkdir(dirname(file), { recursive: true });
await writeFile(file, draw(rowsOf(results), results));
