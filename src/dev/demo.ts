import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { AutoTriggerError, errorCodes, messageOf } from '../contract/errors.ts';
import { Cleanup } from './demo/cleanup.ts';
import { readDemoOptions, usage, type DemoOptions } from './demo/options.ts';
import type { PlayRecord } from './demo/play.ts';
import { playRealPage } from './demo/real-page.ts';
import { playSample, startSampleSites } from './demo/sample.ts';
import { screen } from './demo/screen.ts';
import { startEnvironment } from './demo/environment.ts';
import { printSummary } from './demo/summary.ts';

const interruptedExitCode = 130;
const graceMs = 10_000;

/** Plays the demo, and gives the exit code. */
async function main(): Promise<number> {
  const cleanup = new Cleanup();
  const signal = onInterruption();
  try {
    const options = readDemoOptions(process.argv.slice(2));
    if (options.help) screen.line(usage);
    else await Promise.race([playAll(options, cleanup, signal), graceAfter(signal)]);
    return 0;
  } catch (error) {
    if (signal.aborted) return interruptedExitCode;
    process.stderr.write(`\n${screen.paint.red('The demo failed:')} ${explain(error)}\n`);
    return AutoTriggerError.is(error) ? errorCodes[error.code].exitCode : 1;
  } finally {
    const problems = await cleanup.run();
    for (const problem of problems) process.stderr.write(`cleaning up: ${problem}\n`);
  }
}

async function playAll(options: DemoOptions, cleanup: Cleanup, signal: AbortSignal): Promise<void> {
  const startedAt = Date.now();
  screen.heading('Getting ready');
  const records = await playChosen(options, cleanup, signal);
  printSummary(records, startedAt);
  if (!options.keep) return;
  screen.line('\nAll stays up (--keep). Ctrl-C ends it.');
  await once(signal, 'abort');
}

async function playChosen(options: DemoOptions, cleanup: Cleanup, signal: AbortSignal): Promise<PlayRecord[]> {
  if (options.goal !== undefined) {
    const environment = await startEnvironment({ served: [], cleanup, signal });
    return playRealPage(environment, options.goal, options);
  }
  const sites = await startSampleSites(cleanup);
  const served = Object.values(sites).map(({ port }) => `127.0.0.1:${port}`);
  return playSample(await startEnvironment({ served, cleanup, signal }), sites, options.answers);
}

/** Ctrl-C, and what else asks a process to end. A second one, a moment later, ends at once. */
function onInterruption(): AbortSignal {
  const interruption = new AbortController();
  let firstAt: number | undefined;
  const interrupt = () => {
    firstAt ??= Date.now();
    // npm passes the terminal's Ctrl-C on, so that one comes twice
    if (Date.now() - firstAt > 1_000) process.exit(interruptedExitCode);
    if (interruption.signal.aborted) return;
    screen.line('\nInterrupted; cleaning up.');
    interruption.abort();
  };
  process.stdout.on('error', () => interruption.abort()); // nobody reads any more
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return interruption.signal;
}

/** What is under way hears of the interruption and ends by itself; after this long it is left where it is. */
async function graceAfter(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort');
  await pause(graceMs);
  throw signal.reason;
}

/** Our own errors speak for themselves; of any other the place matters too. */
function explain(error: unknown): string {
  if (AutoTriggerError.is(error)) return error.message;
  return error instanceof Error && error.stack !== undefined ? error.stack : messageOf(error);
}

process.exit(await main());
