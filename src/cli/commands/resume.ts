import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { given } from '../given.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface ResumeFlags extends CommonFlags {
  reason?: string;
  by?: string;
}

export function addResumeCommand(program: Command): void {
  addCommand(program, 'resume', 'a paused trigger goes on with its next fire')
    .argument('<id>', 'the tracking id')
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who has it go on')
    .action(async (id: string, { reason, by, ...flags }: ResumeFlags) => {
      await withClient(flags, async (client) => {
        printLifecycle(id, await client.session().get(id).resume(given({ reason, by })), flags);
      });
    });
}
