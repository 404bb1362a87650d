import type { Command } from 'commander';
import { createContext } from '../../client/assisfy.ts';
import { check, type ServerCheck, inspectServer, isServerMissing } from '../../client/inspection.ts';
import { readMasterKeys } from '../../config.ts';
import { errorCodes } from '../../contract/errors.ts';
import { addCommand, type CommonFlags } from '../command.ts';
import { cell, colors, printJson, printLine } from '../print.ts';

export function addDoctorCommand(program: Command): void {
  addCommand(program, 'doctor', 'checks what the product needs, and says how to mend it').action(
    async (flags: CommonFlags) => {
      const context = createContext({ temporal: { address: flags.address, namespace: flags.namespace } });
      try {
        const checks = [
          ...(await inspectServer(context)),
          await check(
            'browser',
            findBrowserHere,
            'install Chromium, or set CHROMIUM_PATH; a worker can obtain one itself',
          ),
          await check('keys', () => lookAtKeys(context.temporal.settings.address), 'set AUTO_TRIGGER_MASTER_KEY'),
        ];
        report(checks, flags);
      } finally {
        await context.temporal.close();
      }
    },
  );
}

async function findBrowserHere(): Promise<Omit<ServerCheck, 'name'>> {
  const { findBrowser } = await import('../../dev/obtain-browser.ts');
  return { ok: true, found: await findBrowser(), mend: null };
}

async function lookAtKeys(address: string): Promise<Omit<ServerCheck, 'name'>> {
  const { length } = readMasterKeys(address);
  return { ok: true, found: length === 1 ? 'one master key' : `${length} master keys`, mend: null };
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
