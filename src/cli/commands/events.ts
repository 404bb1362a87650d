import type { Command } from 'commander';
import type { LoggedEvent } from '../../contract/events.ts';
import { addCommand, type CommonFlags, withClient } from '../command.ts';
import { eventLogLine } from '../event-log-line.ts';
import { printJson, printJsonLine, printLine, printNote } from '../print.ts';

interface EventsFlags extends CommonFlags {
  follow?: boolean;
}

export function addEventsCommand(program: Command): void {
  addCommand(program, 'events', 'the event log, with what became of each event')
    .argument('<id>', 'the tracking id')
    .option('--follow', 'go on until the trigger ends; an event comes again when what became of it changes')
    .action(async (id: string, { follow = false, ...flags }: EventsFlags) => {
      await withClient(flags, async (client) => {
        const log = client.session().get(id).events({ follow, updates: follow, onNotice: printNote });
        const events: LoggedEvent[] = [];
        for await (const event of log) {
          events.push(event);
          if (!flags.json) printLine(eventLogLine(event));
          else if (follow) printJsonLine(event);
        }
        if (flags.json && !follow) printJson({ events });
        else if (!flags.json && events.length === 0) printLine('No events.');
        else if (!flags.json) noteUnsent(events);
      });
    });
}

/** The same for every event of a trigger, so it is said once. */
function noteUnsent(events: LoggedEvent[]): void {
  const unsent = events.filter(({ state }) => state === 'not_sent');
  for (const reason of new Set(unsent.map((event) => event.reason))) printNote(`not_sent: ${reason}`);
}
