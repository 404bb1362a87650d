import type { Command } from 'commander';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { eventLogLine } from '../event-log-line.ts';
import { parseCount } from '../parse-count.ts';
import { printJson, printLine, printNote } from '../print.ts';

interface RedeliverFlags extends CommonFlags {
  failed?: true;
  from?: number;
  only?: number;
}

export function addRedeliverCommand(program: Command): void {
  addCommand(program, 'redeliver', 'send events again, under the ids that they have')
    .argument('<id>', 'the tracking id')
    .option('--failed', 'those that were given up; so it is without --from and --only')
    .option('--from <sequence>', 'from this one on', parseCount('--from'))
    .option('--only <sequence>', 'this one alone', parseCount('--only'))
    .action(async (id: string, { failed, from, only, ...flags }: RedeliverFlags) => {
      const isPlain = failed === undefined && from === undefined && only === undefined;
      const selection = {
        ...(failed || isPlain ? { failed: true } : {}),
        ...(from === undefined ? {} : { from }),
        ...(only === undefined ? {} : { only }),
      };
      await withClient(flags, async (client) => {
        const redelivered = await client.session().get(id).redeliver(selection);
        if (flags.json) return printJson(redelivered);
        const { events, left } = redelivered;
        if (events.length === 0) return printLine('There is nothing of that kind to send.');
        for (const event of events) printLine(eventLogLine(event));
        if (events.some(({ state }) => state === 'waiting'))
          printNote(`What waits is tried again by and by; "auto-trigger events ${id} --follow" shows it.`);
        if (left > 0) printNote(`${left} more were meant: say it again once these are delivered.`);
      });
    });
}
