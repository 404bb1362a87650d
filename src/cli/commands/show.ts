import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { printFields } from '../fields.ts';
import { overviewFields } from '../overview-fields.ts';
import { printJson } from '../print.ts';

interface ShowFlags extends CommonFlags {
  ui?: string;
}

export function addShowCommand(program: Command): void {
  addCommand(program, 'show', 'one trigger in full')
    .argument('<id>', 'its tracking id')
    .option('--ui <url>', 'where the Temporal UI is (AUTO_TRIGGER_UI), for the link')
    .action(async (id: string, { ui, ...flags }: ShowFlags) => {
      await withClient(flags, async (client) => {
        const overview = await client.session().get(id).overview({ ui });
        if (flags.json) printJson(overview);
        else printFields(overviewFields(overview));
      });
    });
}
