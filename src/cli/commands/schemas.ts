import type { Command } from 'commander';
import { AutoTriggerError } from '../../contract/errors.ts';
import { eventSchemas } from '../../contract/event-schemas.ts';
import { eventNames, type EventName } from '../../contract/events.ts';
import { addCommand } from '../command.ts';
import { printJson } from '../print.ts';

export function addSchemasCommand(program: Command): void {
  addCommand(program, 'schemas', 'the JSON Schemas of the events that a webhook gets')
    .argument('[event]', 'one of them, like trigger.complete')
    .action((event?: string) => {
      const schemas = eventSchemas();
      if (event === undefined) return printJson(schemas);
      if (!Object.hasOwn(schemas, event))
        throw new AutoTriggerError('InvalidRequest', `there is no event ${event}; there are ${eventNames.join(', ')}`);
      return printJson(schemas[event as EventName]);
    });
}
