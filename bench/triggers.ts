/**
 * `npm run bench:triggers`: what many triggers cost beside a hand-written Temporal workflow that sleeps, runs its
 * activities and continues as new, on the same server. See README.md here.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { obtainTemporalCli } from '../src/dev/obtain-temporal.ts';
import { describeMachine, machineLine } from './machine.ts';
import { keepResults } from './results.ts';
import { readCommand } from './scenarios.ts';
import { say } from './environment.ts';
import { measureCreate } from './triggers/create.ts';
import { measureDrift } from './triggers/drift.ts';
import { measureDue } from './triggers/due.ts';
import { judge, tableOf } from './triggers/figures.ts';
import { measureIdle } from './triggers/idle.ts';
import type { Measured, Sizes } from './triggers/scenario.ts';
import { usualSizes } from './triggers/scenario.ts';
import { measureSignal } from './triggers/signal.ts';

const scenarios = {
  create: measureCreate,
  due: measureDue,
  idle: measureIdle,
  signal: measureSignal,
  drift: measureDrift,
} satisfies Record<string, (sizes: Sizes, profileFolder: string | undefined) => Promise<Measured>>;

const names = Object.keys(scenarios) as (keyof typeof scenarios)[];
const { chosen, sizes, texts } = readCommand(names, usualSizes, ['profile']);
const require = createRequire(import.meta.url);
const versionOf = (module: string) => (require(module) as { version: string }).version;
const versions = {
  product: versionOf('../package.json'),
  temporal_sdk: versionOf('@temporalio/worker/package.json'),
  temporal_cli: execFileSync(await obtainTemporalCli(() => undefined), ['--version'], { encoding: 'utf8' }).trim(),
};
for (const name of chosen) {
  const machine = describeMachine();
  say(`\n${name}: ${machineLine(machine)}`);
  const { figures, details } = await scenarios[name](sizes, texts.profile);
  const judged = figures.map(judge);
  console.log(`\n${name}, ${machineLine(machine)}\n\n${tableOf(judged)}`);
  await keepResults('triggers', name, { machine, versions, sizes, figures: judged, details });
}
