import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, printJson, printLine } from '../print.ts';

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
        const request = {
          ...(now === undefined ? {} : { now }),
          ...(reason === undefined ? {} : { reason }),
          ...(by === undefined ? {} : { by }),
        };
        const result = await client.session().get(id).stop(request);
        if (flags.json) printJson(result);
        else printLine(`Stopping: ${cell(id)} is ${cell(result.state)}.`);
      });
    });
}
