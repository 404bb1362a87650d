import type { Command } from 'commander';
import { addTargets, type BulkFlags, type BulkWords, steerTargets, targetOf } from '../bulk.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { given } from '../given.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface ResumeFlags extends CommonFlags, BulkFlags {
  reason?: string;
  by?: string;
}

const words: BulkWords = { verb: 'resume', done: 'Resumed', soAlready: 'not paused' };

export function addResumeCommand(program: Command): void {
  addTargets(addCommand(program, 'resume', 'a paused trigger goes on with its next fire'))
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who has it go on')
    .action(async (id: string | undefined, { reason, by, ...flags }: ResumeFlags) => {
      const target = targetOf(id, flags);
      const request = given({ reason, by });
      await withClient(flags, async (client) => {
        const session = client.session();
        if ('id' in target) printLifecycle(target.id, await session.get(target.id).resume(request), flags);
        else
          await steerTargets(words, flags, (options) => session.resumeAll(target.filter, { ...request, ...options }));
      });
    });
}
