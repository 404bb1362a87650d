#!/usr/bin/env node
import { nodeProblem } from './node-version.ts';

const failedExitCode = 1;

// whoever reads our output may stop reading: `auto-trigger list | head -1`
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    if (stream === process.stdout) process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
    process.exit(failedExitCode);
  });

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  // not before: what it loads fails on an older Node, with a stack and no word of why
  const { runProgram } = await import('./program.ts');
  await runProgram(process.argv.slice(2));
} else {
  process.stderr.write(`error: ${problem}\n`);
  process.exitCode = failedExitCode;
}
