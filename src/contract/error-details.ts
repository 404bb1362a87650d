import { z } from 'zod';
import { cutText } from './json.ts';
import { limits } from './limits.ts';

/** What is wrong with one field of what was given. */
export const FieldProblem = z.object({
  /** Its path, like `withAutoTrigger.end_at`; null where it is no single field. */
  field: z.string().nullable(),
  /** What stands there: cut, without passwords and queries of addresses. An answer is left out. */
  value: z.string().optional(),
  /** The bound that it is beyond. */
  limit: z.number().optional(),
  /** As in the error's message. */
  message: z.string(),
});
export type FieldProblem = z.infer<typeof FieldProblem>;

/** Details of a size that may go into any history and any log: their lists and texts are cut. */
export function boundedDetails(details: unknown): unknown {
  if (typeof details === 'string') return cutText(details, limits.errorDetailMaxCharacters);
  if (Array.isArray(details)) return details.slice(0, limits.errorProblemsMax).map(boundedDetails);
  if (typeof details !== 'object' || details === null) return details;
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, boundedDetails(value)]));
}
