import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { followTrigger } from '../follow.ts';

export function addWatchCommand(program: Command): void {
  addCommand(program, 'watch', 'live progress, until the trigger ends; with --json one event a line')
    .argument('<id>', 'its tracking id')
    .action(async (id: string, flags: CommonFlags) => {
      await withClient(flags, async (client) => followTrigger(client.session().get(id), flags));
    });
}
