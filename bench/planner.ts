/**
 * `npm run bench:planner`: how often the built-in planner is right on the corpus of lists in test/corpus. Words after
 * it choose shapes by their names or families.
 */
import { runSession } from '../test/agent/builtin/session.ts';
import { startPool, startSite } from '../test/browser/site.ts';
import { type Run, scoreShape, type Score, wholeLife } from '../test/corpus/score.ts';
import { shapes } from '../test/corpus/shapes.ts';

const lanes = 2;
const wanted = process.argv.slice(2).join(' ').toLowerCase();
const chosen = shapes.filter(({ name, family }) => `${family}: ${name}`.toLowerCase().includes(wanted));

const pool = startPool({ pageTimeoutMs: 10_000 });
const run: Run = (goal, life) => runSession(pool, goal, life);
const scores: Score[] = [];
const waiting = [...chosen];
async function lane(): Promise<void> {
  const site = await startSite({});
  for (let shape = waiting.shift(); shape !== undefined; shape = waiting.shift()) {
    // oxlint-disable-next-line no-await-in-loop -- one shape after the other, in each lane
    const score = await scoreShape(shape, { run, site, visits: wholeLife });
    scores.push(score);
    console.error(`${score.mistakes.length === 0 ? '✓' : '✗'} ${shape.family}: ${shape.name}`);
  }
  await site.close();
}
await Promise.all(Array.from({ length: lanes }, lane));
await pool.closeAll();

const sum = (of: Score[], pick: (score: Score) => number) => of.reduce((total, score) => total + pick(score), 0);
const percent = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
const row = (name: string, of: Score[]) =>
  [
    name.padEnd(24),
    String(of.length).padStart(6),
    percent(
      sum(of, ({ newest }) => newest.right),
      sum(of, ({ newest }) => newest.of),
    ).padStart(9),
    percent(
      sum(of, ({ noticed }) => noticed.right),
      sum(of, ({ noticed }) => noticed.of),
    ).padStart(9),
    percent(
      sum(of, ({ falselyChanged }) => falselyChanged.count),
      sum(of, ({ falselyChanged }) => falselyChanged.of),
    ).padStart(15),
  ].join('  ');

console.log(`${'shape'.padEnd(24)}  shapes     newest   new seen  falsely changed`);
for (const [family, of] of Map.groupBy(
  scores.toSorted((one, other) => shapes.indexOf(one.shape) - shapes.indexOf(other.shape)),
  ({ shape }) => shape.family,
))
  console.log(row(family, of));
console.log(row('all', scores));
for (const { shape, mistakes } of scores)
  for (const mistake of mistakes) console.log(`\n${shape.family}: ${shape.name}\n  ${mistake}`);
