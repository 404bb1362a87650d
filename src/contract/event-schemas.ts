import { z } from 'zod';
import { eventData, eventNames, type EventName } from './events.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * JSON Schemas (draft 2020-12) of the bodies of all events, by name: for receivers that check what they get, or make
 * types of it. A later version may add fields.
 */
export function eventSchemas(): Record<EventName, JsonSchema> {
  const schemas = eventNames.map((name) => {
    const body = z.object({ event: z.literal(name), data: eventData[name] });
    return [name, { title: name, ...z.toJSONSchema(body, { io: 'input' }) }];
  });
  return Object.fromEntries(schemas) as Record<EventName, JsonSchema>;
}
