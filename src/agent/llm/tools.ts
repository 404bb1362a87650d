import { jsonSchema, tool, type ToolSet } from 'ai';
import { z } from 'zod';
import { toolArguments, toolNames, type ToolName } from '../../contract/tools.ts';
import { limits } from '../../contract/limits.ts';

const MemoryKey = z
  .string()
  .min(1)
  .max(limits.memoryKeyMaxCharacters)
  .regex(/^[^:]+$/, { error: 'must not contain a colon: such keys are the program’s own' });

/** The part of JSON Schema that suits a question: one value. */
const AnswerShape = z
  .strictObject({
    type: z.enum(['string', 'number', 'integer', 'boolean']),
    description: z.string().optional(),
    enum: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .max(50)
      .optional(),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().min(0).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    format: z.enum(['uri', 'email', 'date', 'date-time']).optional(),
  })
  .describe('JSON Schema of the answer; any text where left out');

export const ModelFinish = z.object({
  outcome: z
    .enum(['done', 'unsure', 'blocked', 'failed'])
    .describe('done: reached and proven; unsure: not certain; blocked: a login, captcha or refusal is in the way'),
  answer: z
    .string()
    .min(1)
    .describe(
      'A sentence or two for the owner of the goal about what is there. Not what is new: the program finds that.',
    ),
  items: z
    .array(z.object({ title: z.string().min(1), url: z.string(), published_at: z.string().nullish() }))
    .max(limits.entriesPerPage)
    .optional()
    .describe(
      'For a goal about a list (posts, releases, news, offers): its entries as the page has them now, newest first, old ones too, titles word for word, addresses in full',
    ),
  value: z
    .string()
    .max(2_000)
    .optional()
    .describe('For a goal that watches one text or price: just that, word for word as the page has it'),
  evidence: z
    .array(z.object({ url: z.string(), quote: z.string().min(1).max(500) }))
    .max(20)
    .default([])
    .describe('Quotes that prove the answer: word for word from a page seen in this session, with its address'),
  reason: z.string().optional().describe('Why it is not done'),
});
export type ModelFinish = z.infer<typeof ModelFinish>;

/** What a model can call beside the tools of the session. */
export const plannerTools = {
  remember: z
    .strictObject({ key: MemoryKey, value: z.string().min(1).max(4_000) })
    .describe(
      'Keeps something for later sessions, such as where a page is. Not what the goal’s lists or values are now.',
    ),
  forget: z.strictObject({ key: MemoryKey }).describe('Forgets what is remembered under a key.'),
  recall: z.strictObject({ key: MemoryKey }).describe('All that is remembered under a key.'),
  request_user_input: z
    .strictObject({ message: z.string().min(1).max(limits.questionMaxCharacters), schema: AnswerShape.optional() })
    .describe(
      'Asks the goal’s owner for what only they can know. Never for a password or another secret. Without a schema the answer is a text; for a number, a choice or several fields give one.',
    ),
  request_admin_permission: z
    .strictObject({
      reason: z.string().min(1).max(limits.reasonMaxCharacters),
      tool: z.enum(toolNames),
      arguments: z.looseObject({}).describe('of that tool'),
    })
    .describe('Does one action with another tool, once a person has approved of it. For actions that could do harm.'),
  finish: ModelFinish.describe('Ends the session with its result. The last call, by itself.'),
} as const;
export type PlannerToolName = keyof typeof plannerTools;

export function isSessionTool(name: string): name is ToolName {
  return Object.hasOwn(toolArguments, name);
}
export function isPlannerTool(name: string): name is PlannerToolName {
  return Object.hasOwn(plannerTools, name);
}

/** What is offered to the model. Arguments are checked here, not by the AI SDK, so that all that is wrong can be told. */
export const offeredTools: ToolSet = Object.fromEntries(
  Object.entries({ ...toolArguments, ...plannerTools }).map(([name, schema]) => {
    const { $schema: _, description = '', ...shape } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
    return [name, tool({ description, inputSchema: jsonSchema(shape as Parameters<typeof jsonSchema>[0]) })];
  }),
);

/** The size of what describes the tools to the model, in characters. */
export const toolsCharacters = JSON.stringify(
  Object.entries({ ...toolArguments, ...plannerTools }).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
).length;
