import { z } from 'zod';
import { AutoTriggerError } from '../../contract/errors.ts';
import { Json } from '../../contract/json.ts';
import type { Exchange, Observation } from '../../contract/session.ts';

/** What a provider wants to see again unchanged, such as the signature of a thought. */
const ProviderData = z.record(z.string(), z.record(z.string(), Json));

const Part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), data: ProviderData.optional() }),
  z.object({ type: z.literal('reasoning'), text: z.string(), data: ProviderData.optional() }),
  z.object({
    type: z.literal('call'),
    id: z.string(),
    tool: z.string(),
    arguments: z.record(z.string(), Json),
    data: ProviderData.optional(),
    /** Known at once: what came of it. Absent where it was given to the session to do. */
    result: z.string().optional(),
    /** What is added to the result when the session has it. */
    nudge: z.string().optional(),
  }),
]);
export type Part = z.infer<typeof Part>;
export type CallPart = Extract<Part, { type: 'call' }>;

/** Ways in which an answer is none. `finish`: its evidence did not hold, and the model was told so. */
const slips = ['empty', 'refused', 'text', 'finish'] as const;
export type Slip = (typeof slips)[number];

/** What the model said in one thought, as later thoughts of the session see it again. */
export const Said = z.object({
  /** In the first of a session: what it began with, as its prompt must not change. */
  memory_index: z.string().optional(),
  parts: z.array(Part),
  /** What the model is told where no call of it could carry that. */
  note: z.string().optional(),
  slip: z.enum(slips).optional(),
  /** True where the server does not take pictures. */
  is_blind: z.boolean().optional(),
  /** How many tokens the request had, and how many bytes its lasting part: what later ones are estimated from. */
  measured: z.object({ tokens: z.int(), bytes: z.int() }).optional(),
});
export type Said = z.infer<typeof Said>;

/** A thought of this session, with what came of it. */
export interface Told {
  said: Said;
  observations: Observation[];
}

/** @throws {AutoTriggerError} PlannerFailed where they are another planner's. */
export function toldFrom(exchanges: Exchange[]): Told[] {
  return exchanges.map(({ said, observations }) => {
    const parsed = Said.safeParse(said);
    if (!parsed.success)
      throw new AutoTriggerError(
        'PlannerFailed',
        'the session’s earlier thoughts are not those of the model’s planner',
      );
    return { said: parsed.data, observations };
  });
}

/** The calls of an answer that were given to the session to do, in order. */
export function pendingCalls({ parts }: Said): CallPart[] {
  return parts.filter((part): part is CallPart => part.type === 'call' && part.result === undefined);
}

/** As plain JSON, as it comes back. */
export function asJson(said: Said): Json {
  return JSON.parse(JSON.stringify(said)) as Json;
}
