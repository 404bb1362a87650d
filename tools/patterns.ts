/**
 * `npm run lint:patterns`: every regular expression of `src` takes linear time, whatever text it is given. Each one is
 * tried on texts that are made to keep it busy; what takes too long is told with such a text, and the exit code is 1.
 */
import { collectPatterns } from './patterns/collect.ts';
import { exceptions } from './patterns/exceptions.ts';
import { type Finding, slowestOf } from './patterns/measure.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

const { patterns, unseen } = await collectPatterns('src', async () => {
  const { makePatterns } = await import('./patterns/made-when-needed.ts');
  makePatterns();
});

const used = new Set<(typeof exceptions)[number]>();
function isExcepted(file: string, source?: string): boolean {
  const exception = exceptions.find((each) => each.file === file && each.source === source);
  if (exception !== undefined) used.add(exception);
  return exception !== undefined;
}

const problems: string[] = [];
for (const { pattern, file, line } of patterns) {
  if (isExcepted(file, pattern.source)) continue;
  const finding = slowestOf(pattern);
  if (finding !== undefined) problems.push(`${file}:${line}: ${String(pattern)} ${describe(finding)}`);
}
for (const { file, line } of unseen)
  if (!isExcepted(file))
    problems.push(
      `${file}:${line}: makes a pattern that was not seen; have it made in tools/patterns/made-when-needed.ts`,
    );
for (const exception of exceptions)
  if (!used.has(exception))
    problems.push(`${exception.file}: tools/patterns/exceptions.ts excepts what is not there any more`);

for (const problem of problems) say(problem);
say(`${patterns.length} patterns, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function describe({ attack: { before, repeated, after }, characters, milliseconds }: Finding): string {
  const text = `${JSON.stringify(before)} + ${JSON.stringify(repeated)} × n + ${JSON.stringify(after)}`;
  const time = milliseconds === Infinity ? 'without end' : `${Math.round(milliseconds)} ms`;
  return `takes more than linear time on ${text}: ${time} for ${characters} characters`;
}
