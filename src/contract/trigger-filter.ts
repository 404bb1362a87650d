import { z } from 'zod';
import { limits } from './limits.ts';
import { momentForm, readMoment } from './moment.ts';
import { resourceTypes } from './resource-request.ts';
import { outcomes } from './session.ts';
import { triggerStates } from './status.ts';
import { toolNames } from './tools.ts';

const oneOf = <Value extends string>(values: readonly Value[]) =>
  z.custom<Value>((value) => (values as readonly unknown[]).includes(value), {
    error: `must be one of ${values.join(', ')}`,
  });

const Moment = z.string().refine((text) => readMoment(text, Date.now()) !== undefined, {
  error: `must be ${momentForm}`,
});

const filterFields = {
  state: oneOf(triggerStates).optional().describe(triggerStates.join(', ')),
  email: z.string().min(1).max(limits.emailMaxCharacters).optional().describe('the account'),
  next_fire_before: Moment.optional().describe('open triggers whose next session is due before: ISO 8601, or like 1h'),
  next_fire_after: Moment.optional().describe('open triggers whose next session is due after: ISO 8601, or like 1h'),
  last_outcome: oneOf(outcomes).optional().describe('how the last session ended'),
  stuck: z.boolean().optional().describe('open triggers whose workflow task keeps failing'),
  query: z
    .string()
    .min(1)
    .max(limits.listQueryMaxCharacters)
    .optional()
    .describe("more, in the language of Temporal's list filters"),
};

/** Which triggers are meant: those to which all that is given applies. Nothing given: all. */
export const TriggerFilter = z.strictObject(filterFields);
export type TriggerFilter = z.infer<typeof TriggerFilter>;

/** Which open requests are meant: of the triggers to which it applies, those to which the rest applies too. */
export const RequestFilter = z.strictObject({
  ...filterFields,
  resource_type: oneOf(resourceTypes).optional().describe('permissions alone, or questions'),
  tool: oneOf(toolNames).optional().describe('permissions for this tool alone'),
});
export type RequestFilter = z.infer<typeof RequestFilter>;

/** Which triggers are listed, and how many on a page. */
export const ListFilter = z.strictObject({
  ...filterFields,
  limit: z.int().min(1).max(limits.listRowsMax).optional(),
  page: z.string().optional(),
});
export type ListFilter = z.infer<typeof ListFilter>;
