import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, instant, printJson, printLine } from '../print.ts';
import { printFields } from '../fields.ts';

export function addRequestsCommand(program: Command): void {
  addCommand(program, 'requests', 'what waits for an answer, oldest first')
    .argument('[id]', 'a tracking id; all triggers where left out')
    .action(async (id: string | undefined, flags: CommonFlags) => {
      await withClient(flags, async (client) => {
        const requests = await (id === undefined ? client.session().requests() : client.session().get(id).requests());
        if (flags.json) return printJson({ requests });
        if (requests.length === 0) return printLine('Nothing waits for an answer.');
        for (const [index, request] of requests.entries()) {
          if (index > 0) printLine();
          printFields([
            ['trigger', cell(request.tracking_id)],
            ['request', cell(request.request_id)],
            ['asks for', cell(request.resource_type)],
            ['message', cell(request.message)],
            ['details', request.details === null ? undefined : cell(JSON.stringify(request.details))],
            ['schema', request.schema === null ? undefined : cell(JSON.stringify(request.schema))],
            ['asked', instant(request.asked_at)],
            ['open until', instant(request.expires_at)],
            ['answer with', { whole: cell(request.how_to_answer.command) }],
          ]);
        }
      });
    });
}
