import type { Command } from 'commander';
import { addTargets, type BulkFlags, type BulkWords, steerTargets, targetOf } from '../bulk.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { given } from '../given.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface PauseFlags extends CommonFlags, BulkFlags {
  reason?: string;
  by?: string;
}

const words: BulkWords = { verb: 'pause', done: 'Paused', soAlready: 'paused already' };

export function addPauseCommand(program: Command): void {
  addTargets(addCommand(program, 'pause', 'no session begins by itself until resume; the running one finishes'))
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who pauses it')
    .action(async (id: string | undefined, { reason, by, ...flags }: PauseFlags) => {
      const target = targetOf(id, flags);
      const request = given({ reason, by });
      await withClient(flags, async (client) => {
        const session = client.session();
        if ('id' in target) printLifecycle(target.id, await session.get(target.id).pause(request), flags);
        else await steerTargets(words, flags, (options) => session.pauseAll(target.filter, { ...request, ...options }));
      });
    });
}
