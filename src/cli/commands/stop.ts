import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { given } from '../given.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface StopFlags extends CommonFlags {
  now?: true;
  reason?: string;
  by?: string;
}

export function addStopCommand(program: Command): void {
  addCommand(program, 'stop', 'no more sessions; the running one finishes')
    .argument('<id>', 'the tracking id')
    .option('--now', 'end the running session at once')
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who stops it')
    .action(async (id: string, { now, reason, by, ...flags }: StopFlags) => {
      await withClient(flags, async (client) => {
        printLifecycle(id, await client.session().get(id).stop(given({ now, reason, by })), flags);
      });
    });
}
