#!/usr/bin/env node
import { failedExitCode, runProgram } from './program.ts';

// whoever reads our output may stop reading: `auto-trigger list | head -1`
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : failedExitCode);
  });

await runProgram(process.argv.slice(2));
