import type { Command } from 'commander';
import type { ListFilter } from '../../client/list.ts';
import type { TriggerRow } from '../../client/trigger-row.ts';
import { triggerStates } from '../../contract/status.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { cell, fromNow, printJson, printLine, printTable } from '../print.ts';

interface ListFlags extends CommonFlags {
  state?: string;
  limit?: string;
  page?: string;
}

export function addListCommand(program: Command): void {
  addCommand(program, 'list', 'the triggers, the newest first')
    .option('--state <state>', triggerStates.join(', '))
    .option('--limit <count>', 'rows of a page, 50 where left out')
    .option('--page <token>', 'next_page of the page before')
    .action(async (flags: ListFlags) => {
      await withClient(flags, async (client) => {
        const { state, limit, page } = flags;
        const filter = { state, limit: limit === undefined ? undefined : Number(limit), page } as ListFilter;
        const found = await client.session().list(filter);
        if (flags.json) return printJson(found);
        if (found.triggers.length === 0) return printLine('No triggers.');
        printTable(['TRACKING ID', 'STATE', 'NEXT', 'LAST', 'STARTED', 'ACCOUNT', 'GOAL'], found.triggers.map(rowOf));
        if (found.next_page !== null) printLine(`More: --page ${found.next_page}`);
      });
    });
}

function rowOf(row: TriggerRow): string[] {
  return [
    cell(row.tracking_id),
    row.stuck ? `${cell(row.state)}, STUCK` : cell(row.state),
    distance(row.next_fire_at),
    cell(row.last_outcome),
    distance(row.started_at),
    cell(row.email),
    cell(row.goal),
  ];
}

function distance(instant: string | null): string {
  return instant === null ? '–' : fromNow(instant);
}
