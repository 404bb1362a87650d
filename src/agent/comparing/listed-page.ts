import { z } from 'zod';
import { Json } from '../../contract/json.ts';
import type { Entry, MemoryChange } from '../../contract/results.ts';
import { sessionErrorCodes } from '../../contract/session-errors.ts';

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
export const ListedPage = z.object({
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
export const UnreadPage = z.object({
  kind: z.literal('unread'),
  address: z.string(),
  code: z.enum(sessionErrorCodes),
  message: z.string(),
});
export type UnreadPage = z.infer<typeof UnreadPage>;
