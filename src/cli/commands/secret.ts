import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { printJson, printLine, printNote } from '../print.ts';

export function addSecretCommand(program: Command): void {
  const secret = program.command('secret').description('what deliveries are verified with');
  addCommand(secret, 'show', "a trigger's webhook secret, as of today's master keys")
    .argument('<id>', 'the tracking id')
    .action(async (id: string, flags: CommonFlags) => {
      await withClient(flags, async (client) => {
        const [current, ...others] = await client.session().get(id).webhookSecrets();
        if (flags.json) return printJson({ tracking_id: id, secret: current, also_signed_with: others });
        printLine(current);
        if (others.length > 0)
          printNote(
            `Deliveries are also signed with ${others.length} older ${others.length === 1 ? 'key' : 'keys'} of AUTO_TRIGGER_MASTER_KEY; --json shows those secrets.`,
          );
      });
    });
}
