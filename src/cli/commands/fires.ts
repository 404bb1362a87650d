import type { Command } from 'commander';
import type { Fires } from '../../client/trigger/fires.ts';
import type { LedgerRow } from '../../contract/status.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { parseCount } from '../parse-count.ts';
import { cell, colors, exact, fromNow, printJson, printLine, span } from '../print.ts';
import { type Column, printTable } from '../table.ts';

const rowsForPeople = 20;

interface FiresFlags extends CommonFlags {
  limit?: number;
}

export function addFiresCommand(program: Command): void {
  addCommand(program, 'fires', 'what became of each fire, and the next ones')
    .argument('<id>', 'the tracking id')
    .option(
      '--limit <count>',
      `so many of the newest; ${rowsForPeople} where left out, with --json all that are kept`,
      parseCount('--limit'),
    )
    .action(async (id: string, { limit, ...flags }: FiresFlags) => {
      await withClient(flags, async (client) => {
        const fires = await client
          .session()
          .get(id)
          .fires(limit === undefined ? {} : { limit });
        if (flags.json) return printJson(fires);
        printFires(fires, limit ?? rowsForPeople);
      });
    });
}

function printFires({ past, next }: Fires, limit: number): void {
  const shown = past.slice(-limit);
  const columns: Column[] = [
    { heading: 'DUE' },
    { heading: 'RECORD', paint: (text) => (text === 'ran' ? text : colors.yellow(text)) },
    { heading: 'LATE' },
    { heading: 'SESSION' },
    { heading: 'OUTCOME', paint: (text) => (text === 'failed' || text === 'blocked' ? colors.red(text) : text) },
    { heading: 'REASON', narrowest: 12 },
  ];
  if (shown.length > 0) printTable(columns, shown.map(cellsOf));
  else printLine('No fires yet.');
  if (past.length > shown.length) printLine(`… ${past.length - shown.length} earlier: --limit ${past.length}`);
  for (const [index, instant] of next.entries())
    printLine(`${colors.dim(index === 0 ? 'next' : '    ')}  ${exact(instant)}  ${fromNow(instant)}`);
}

function cellsOf(row: LedgerRow): string[] {
  return [
    row.due === null ? 'off the grid' : exact(row.due),
    cell(row.record),
    row.lateness_ms === null ? '–' : lateness(row.lateness_ms),
    row.session_number === null ? '–' : `#${row.session_number}`,
    row.record === 'ran' ? cell(row.outcome ?? 'running') : '–',
    cell(row.reason),
  ];
}

function lateness(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : span(ms);
}
