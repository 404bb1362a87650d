import { hasSandbox } from '../browser/chromium/chromium.ts';
import { createContext } from '../client/assisfy.ts';
import { check, inspectServer, isServerMissing, type ServerCheck } from '../client/inspection.ts';
import type { ClientContext } from '../client/context.ts';
import { readSettings } from '../config.ts';
import { errorCodes } from '../contract/errors.ts';
import { findBrowser } from '../dev/obtain-browser.ts';
import { fingerprintOf } from '../webhooks/secrets.ts';
import type { CommonFlags } from './command.ts';
import { inspectEventLoops } from './inspect-event-loops.ts';
import { cell, colors, printJson, printLine } from './print.ts';

/** Looks at all that the product needs, and prints what it found; the exit code says whether all is well. */
export async function runDoctor(flags: CommonFlags): Promise<void> {
  const context = createContext({ temporal: { address: flags.address, namespace: flags.namespace } });
  try {
    const server = await inspectServer(context);
    const checks = [
      ...server,
      await check('browser', findBrowserHere, 'install Chromium, or set CHROMIUM_PATH; a worker can obtain one itself'),
      await check('keys', () => lookAtKeys(context, isServerMissing(server)), 'set AUTO_TRIGGER_MASTER_KEY'),
      await check('event loop', () => inspectEventLoops(readSettings().stateFolder), 'look at the logs of the workers'),
    ];
    report(checks, flags);
  } finally {
    await context.temporal.close();
  }
}

async function findBrowserHere(): Promise<Omit<ServerCheck, 'name'>> {
  const found = await findBrowser();
  if (hasSandbox()) return { ok: true, found, mend: null };
  return { ok: true, found: `${found}; without its sandbox, since this is root`, mend: 'run workers as another user' };
}

async function lookAtKeys(
  { masterKeys, keyProblem }: ClientContext,
  isAlone: boolean,
): Promise<Omit<ServerCheck, 'name'>> {
  const [first, ...others] = masterKeys();
  const count = others.length === 0 ? 'one master key' : `${others.length + 1} master keys`;
  const problem = isAlone ? null : await keyProblem();
  const mend = 'set AUTO_TRIGGER_MASTER_KEY for clients and workers alike';
  if (problem !== null) return { ok: false, found: problem, mend };
  return { ok: true, found: `${count}, fingerprint ${fingerprintOf(first)}`, mend: null };
}

function report(checks: ServerCheck[], { json }: CommonFlags): void {
  const ok = checks.every((entry) => entry.ok);
  if (json) printJson({ ok, checks });
  else for (const entry of checks) printCheck(entry);
  if (!ok) process.exitCode = isServerMissing(checks) ? errorCodes.TemporalUnreachable.exitCode : 1;
}

function printCheck({ name, ok, found, mend }: ServerCheck): void {
  printLine(`${ok ? colors.green('ok  ') : colors.red('BAD ')} ${name}: ${cell(found)}`);
  if (mend !== null) printLine(`     ${cell(mend)}`);
}
