import { z } from 'zod';
import type { Entry, MemoryChange } from '../contract/agent.ts';
import { Json } from '../contract/json.ts';
import { sessionErrorCodes } from '../contract/session.ts';

const EntryShape = z.object({
  key: z.string(),
  title: z.string(),
  url: z.string(),
  published_at: z.string().nullable(),
  date_is_reckoned: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Entry>;

const MemoryChangeShape = z.object({
  key: z.string(),
  value: Json,
  change: z.enum(['added', 'updated', 'removed']),
}) satisfies z.ZodType<MemoryChange>;

/** A list that was read, with what is new in it. Its memory waits here, since it is kept only where the session ends well. */
const ListedPage = z.object({
  kind: z.literal('listed'),
  address: z.string(),
  /** Where the page ended up. */
  url: z.string(),
  ordered_by: z.enum(['date', 'page_order']),
  latest: EntryShape,
  is_baseline: z.boolean(),
  added: z.array(EntryShape),
  removed: z.array(EntryShape),
  changed: z.array(EntryShape),
  quotable_titles: z.array(z.string()),
  memory: MemoryChangeShape,
});
export type ListedPage = z.infer<typeof ListedPage>;

/** A page that could not be read, or not be trusted. */
const UnreadPage = z.object({
  kind: z.literal('unread'),
  address: z.string(),
  code: z.enum(sessionErrorCodes),
  message: z.string(),
});
export type UnreadPage = z.infer<typeof UnreadPage>;

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
