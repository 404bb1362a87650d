import type { Command } from 'commander';
import type { TriggerRow } from '../../client/many/trigger-row.ts';
import type { ListFilter, TriggerFilter } from '../../contract/trigger-filter.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { addFilterFlags, filterAsFlags, type FilterFlags, filterOf } from '../filter-flags.ts';
import { cell, colors, fromNowOrNone, printJson, printLine, printNote } from '../print.ts';
import { type Column, printTable } from '../table.ts';

interface ListFlags extends CommonFlags, FilterFlags {
  limit?: string;
  page?: string;
}

export function addListCommand(program: Command): void {
  addFilterFlags(addCommand(program, 'list', 'the triggers, the latest active first'))
    .option('--limit <count>', 'rows of a page, 50 where left out')
    .option('--page <token>', 'next_page of the page before, with the same filter')
    .action(async (flags: ListFlags) => {
      await withClient(flags, async (client) => {
        const filter = filterOf(flags);
        const { limit, page } = flags;
        const asked: ListFilter = { ...filter, page, limit: limit === undefined ? undefined : Number(limit) };
        const found = await client.session().list(asked);
        if (flags.json) return printJson(found);
        if (found.triggers.length === 0) return printLine(noneOf(filter));
        printTriggers(found.triggers);
        if (found.triggers.some((row) => row.stuck))
          printNote('STUCK: "auto-trigger show ID" says why, and what to do.');
        if (found.next_page === null) return;
        const again = [filterAsFlags(filter), limit === undefined ? '' : `--limit ${limit}`].filter(Boolean);
        printLine(`More: auto-trigger list ${[...again, '--page', found.next_page].join(' ')}`);
      });
    });
}

/** Triggers as a table, whose goals give way where there is little room. */
function printTriggers(rows: readonly TriggerRow[]): void {
  const columns: Column[] = [
    { heading: 'TRACKING ID' },
    { heading: 'STATE', paint: paintState },
    { heading: 'NEXT' },
    { heading: 'LAST', paint: paintOutcome, dispensable: 1 },
    { heading: 'STARTED', dispensable: 3 },
    { heading: 'ACCOUNT', narrowest: 14, dispensable: 2 },
    { heading: 'GOAL', narrowest: 28 },
  ];
  printTable(columns, rows.map(cellsOf));
}

function cellsOf(row: TriggerRow): string[] {
  return [
    cell(row.tracking_id),
    stateOf(row),
    fromNowOrNone(row.next_fire_at),
    cell(row.last_outcome),
    fromNowOrNone(row.started_at),
    cell(row.email),
    cell(row.goal),
  ];
}

function stateOf({ state, paused, stuck }: TriggerRow): string {
  const pause = paused === true && state !== 'paused' ? ', paused' : '';
  return `${cell(state)}${pause}${stuck ? ', STUCK' : ''}`;
}

const stateColours: Record<string, (text: string) => string> = {
  running: colors.cyan,
  waiting_for_human: colors.yellow,
  paused: colors.blue,
  draining: colors.blue,
  failed: colors.red,
};

function paintState(text: string): string {
  if (text.endsWith('STUCK')) return colors.red(text);
  const isOver = text === 'completed' || text === 'stopped';
  return (stateColours[text.replace(/,.*/, '')] ?? (isOver ? colors.dim : String))(text);
}

function paintOutcome(text: string): string {
  return text === 'failed' || text === 'blocked' ? colors.red(text) : text;
}

function noneOf(filter: TriggerFilter): string {
  return Object.values(filter).some((value) => value !== undefined) ? 'No triggers match.' : 'No triggers.';
}
