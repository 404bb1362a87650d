import type { Command } from 'commander';
import { addTargets, type BulkFlags, type BulkWords, steerTargets, targetOf } from '../bulk.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { given } from '../given.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface StopFlags extends CommonFlags, BulkFlags {
  now?: true;
  reason?: string;
  by?: string;
}

const words: BulkWords = { verb: 'stop', done: 'Stopping', soAlready: 'ended already', isFinal: true };

export function addStopCommand(program: Command): void {
  addTargets(addCommand(program, 'stop', 'no more sessions; the running one finishes'))
    .option('--now', 'end the running session at once')
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who stops it')
    .action(async (id: string | undefined, { now, reason, by, ...flags }: StopFlags) => {
      const target = targetOf(id, flags);
      const request = given({ now, reason, by });
      await withClient(flags, async (client) => {
        const session = client.session();
        if ('id' in target) printLifecycle(target.id, await session.get(target.id).stop(request), flags);
        else await steerTargets(words, flags, (options) => session.stopAll(target.filter, { ...request, ...options }));
      });
    });
}
