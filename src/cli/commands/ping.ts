import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, colors, printJson, printLine } from '../print.ts';

export function addPingCommand(program: Command): void {
  addCommand(program, 'ping', "send a signed test event to a trigger's webhook")
    .argument('<id>', 'the tracking id')
    .action(async (id: string, flags: CommonFlags) => {
      await withClient(flags, async (client) => {
        const result = await client.session().get(id).ping();
        if (!result.delivered) process.exitCode = 1;
        if (flags.json) return printJson(result);
        const { delivered, status, error, ms, advice } = result;
        if (delivered) printLine(colors.green(`Accepted with HTTP ${status} in ${ms} ms.`));
        else printLine(colors.red(`Not accepted after ${ms} ms: ${cell(error)}`));
        if (advice !== null) printLine(`What helps: ${advice}.`);
      });
    });
}
