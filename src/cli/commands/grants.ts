import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, fromNow, printJson, printLine } from '../print.ts';
import { printTable } from '../table.ts';

interface RevokeFlags extends CommonFlags {
  by?: string;
}

export function addGrantsCommand(program: Command): void {
  const grants = addCommand(program, 'grants', 'what a trigger may do without asking again; revoke takes one back')
    .argument('<id>', 'the tracking id')
    .action(async (id: string, flags: CommonFlags) => {
      await withClient(flags, async (client) => {
        const standing = await client.session().get(id).grants();
        if (flags.json) return printJson({ grants: standing });
        if (standing.length === 0) return printLine('It asks each time.');
        printTable(
          ['GRANT', 'WHAT', 'WHERE', 'BY', 'USES LEFT', 'UNTIL'],
          standing.map((grant) => [
            cell(grant.grant_id),
            cell(grant.covers ?? grant.summary),
            cell(grant.origin ?? ''),
            cell(grant.granted_by ?? ''),
            grant.uses_left === null ? 'any' : String(grant.uses_left),
            grant.until === null ? 'the end' : fromNow(grant.until),
          ]),
        );
      });
    });

  addCommand(grants, 'revoke', 'take a grant back: the trigger asks again')
    .argument('<id>', 'the tracking id')
    .argument('<grant>', 'the grant, as grants lists it')
    .option('--by <name>', 'who takes it back')
    .action(async (id: string, grantId: string, _: object, command: Command) => {
      const { by, ...flags } = command.optsWithGlobals<RevokeFlags>();
      await withClient(flags, async (client) => {
        const request = { grant_id: grantId, ...(by === undefined ? {} : { by }) };
        const grant = await client.session().get(id).revokeGrant(request);
        if (flags.json) printJson(grant);
        else printLine(`Revoked: ${cell(grant.grant_id)}`);
      });
    });
}
