#!/usr/bin/env node
import { failedExitCode, runProgram } from './program.ts';

// whoever reads our output may stop reading: `auto-trigger list | head -1`
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    if (stream === process.stdout) process.stderr.write(`error: the output cannot be written: ${error.message}\n`);
    process.exit(failedExitCode);
  });

await runProgram(process.argv.slice(2));
