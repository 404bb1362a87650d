import { z } from 'zod';
import { ListedPage, UnreadPage } from '../comparing/listed-page.ts';

/** How far the built-in planner is in a session; it is carried from thought to thought as `planner_state`. */
export const SessionState = z.object({
  doing: z.enum(['asking', 'opening_list', 'listing', 'opening_newest', 'reading']),
  /** What is left to be looked at; the first one is in work. */
  addresses: z.array(z.string()),
  pages: z.array(z.discriminatedUnion('kind', [ListedPage, UnreadPage])),
  /** Where the address in work led to on another site, once that was proposed in its own right. */
  led_to: z.string().nullable(),
});
export type SessionState = z.infer<typeof SessionState>;
