import type { Command } from 'commander';
import { addTargets, type BulkFlags, type BulkWords, steerTargets, targetOf } from '../bulk.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, grouped, printJson, printLine } from '../print.ts';

interface PurgeFlags extends CommonFlags, BulkFlags {}

const words: BulkWords = {
  verb: 'purge',
  done: 'Purged',
  soAlready: 'gone already',
  none: 'No ended triggers match.',
  isFinal: true,
};

export function addPurgeCommand(program: Command): void {
  addTargets(
    addCommand(program, 'purge', 'delete all that there is of triggers that have ended'),
    'all that have ended',
  ).action(async (id: string | undefined, flags: PurgeFlags) => {
    const target = targetOf(id, flags);
    await withClient(flags, async (client) => {
      const session = client.session();
      if ('filter' in target) return steerTargets(words, flags, (options) => session.purgeAll(target.filter, options));
      const purged = await session.get(target.id).purge();
      if (flags.json) return printJson(purged);
      printLine(
        `Purged ${cell(purged.tracking_id)}, of ${grouped(purged.runs)} ${purged.runs === 1 ? 'run' : 'runs'}.`,
      );
    });
  });
}
