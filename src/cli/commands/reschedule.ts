import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import type { RescheduleRequest, RescheduleResult } from '../../contract/update-requests.ts';
import { Reschedule } from '../../contract/reschedule.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { addOptionFlags, optionsGiven } from '../create-flags.ts';
import { given } from '../given.ts';
import { printFields } from '../fields.ts';
import { cell } from '../print.ts';
import { printLifecycle } from '../print-lifecycle.ts';

interface RescheduleFlags extends CommonFlags {
  reason?: string;
  by?: string;
}

export function addRescheduleCommand(program: Command): void {
  const command = addCommand(
    program,
    'reschedule',
    'another interval, start, end, goal, webhook, configuration or choice of events from now on',
  ).argument('<id>', 'the tracking id');
  addOptionFlags(command, Reschedule)
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who changes it')
    .action(async (id: string, flags: RescheduleFlags & Record<string, unknown>) => {
      const { reason, by } = flags;
      await withClient(flags, async (client) => {
        const { events, ...options } = optionsGiven(flags, Reschedule) as { events?: string[] };
        const choice = isDeepStrictEqual(events, ['all']) ? null : events;
        const request = given({ ...options, events: choice, reason, by }) as RescheduleRequest;
        const result = await client.session().get(id).reschedule(request);
        if (!flags.json) printChanges(result);
        printLifecycle(id, result, flags);
      });
    });
}

function printChanges({ changes }: RescheduleResult): void {
  printFields(Object.entries(changes).map(([field, { from, to }]) => [field, `${valueText(from)} → ${valueText(to)}`]));
}

function valueText(value: string | number | null): string {
  return cell(value === null ? 'none' : String(value));
}
