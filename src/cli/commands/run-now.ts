import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { given } from '../given.ts';
import { printLine } from '../print.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface RunNowFlags extends CommonFlags {
  queue?: true;
  by?: string;
}

export function addRunNowCommand(program: Command): void {
  addCommand(program, 'run-now', 'an extra session, off the grid, which stays as it is')
    .argument('<id>', 'the tracking id')
    .option('--queue', 'after the session that runs, where one does')
    .option('--by <name>', 'who asks for it')
    .action(async (id: string, { queue, by, ...flags }: RunNowFlags) => {
      await withClient(flags, async (client) => {
        const result = await client.session().get(id).runNow(given({ queue, by }));
        if (!flags.json) printLine(`Session ${result.session_number} is asked for${queue ? ', after what runs' : ''}.`);
        printLifecycle(id, result, flags);
      });
    });
}
