import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { given } from '../given.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface PauseFlags extends CommonFlags {
  reason?: string;
  by?: string;
}

export function addPauseCommand(program: Command): void {
  addCommand(program, 'pause', 'no session begins by itself until resume; the running one finishes')
    .argument('<id>', 'the tracking id')
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who pauses it')
    .action(async (id: string, { reason, by, ...flags }: PauseFlags) => {
      await withClient(flags, async (client) => {
        printLifecycle(id, await client.session().get(id).pause(given({ reason, by })), flags);
      });
    });
}
