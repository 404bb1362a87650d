import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Entry, EntriesResult, MemoryChange, MemoryItem } from '../../contract/results.ts';
import { cutText, jsonBytes } from '../../contract/json.ts';
import { limits } from '../../contract/limits.ts';
import { memoryKey } from './memory-key.ts';

/**
 * An entry as it is remembered: key, title, date, and its address where that is more than the key with https. A date
 * that is not the list's own, or was reckoned, has `~` before it: it is not compared.
 */
const RememberedEntry = z.tuple([z.string(), z.string(), z.string().nullable(), z.string().nullable()]);
type RememberedEntry = z.infer<typeof RememberedEntry>;

/** What a session remembers of one page's list. */
const ListMemory = z.object({
  /** In the order of the list, newest first. */
  entries: z.array(RememberedEntry),
  /** Hashes of the keys of entries that were listed once and are not any more, the latest last. */
  seen: z.array(z.string()),
  found_by: z.array(z.string()),
  /** Without dates, new entries came at the end of the page when there last were any. */
  grows_at_end: z.boolean().default(false),
});
export type ListMemory = z.infer<typeof ListMemory>;

const seenMax = 600;
const titleMaxCharacters = 120;

export function rememberedList(memory: MemoryItem[], address: string): ListMemory | undefined {
  const item = memory.find((each) => each.key === memoryKey('list', address));
  const parsed = ListMemory.safeParse(item?.value);
  return parsed.success ? parsed.data : undefined;
}

/**
 * The change of memory after a look at a list: its entries, and the keys of those that it does not show any more.
 * Several lists share the bound of the memory as a whole; the oldest of a long list are left out first.
 */
export function rememberList(
  memory: MemoryItem[],
  { address, list, shareOfMemory }: { address: string; list: EntriesResult; shareOfMemory: number },
): MemoryChange {
  const before = rememberedList(memory, address);
  const shown = new Set(list.entries.map((entry) => entry.key));
  const gone = (before?.entries ?? []).map(([key]) => key).filter((key) => !shown.has(key));
  const value: ListMemory = {
    entries: list.entries.map(compact),
    seen: [...new Set([...(before?.seen ?? []), ...gone.map(keyHash)])].slice(-seenMax),
    found_by: list.found_by,
    grows_at_end: growsAtEnd(list, before),
  };
  const maxBytes = Math.min(limits.memoryValueMaxBytes, limits.memoryMaxBytes * shareOfMemory) * 0.9;
  while (jsonBytes(value) > maxBytes && value.entries.length > 1) {
    const [key] = value.entries.pop() ?? [''];
    value.seen.push(keyHash(key));
    value.seen = value.seen.slice(-seenMax);
  }
  return { key: memoryKey('list', address), value, change: before === undefined ? 'added' : 'updated' };
}

/**
 * The list with what is remembered of it: the dates, where it gives none or one that was reckoned, and which end is the
 * newer one, where it has none.
 */
export function asRemembered(list: EntriesResult, before: ListMemory | undefined): EntriesResult {
  const dates = new Map(before?.entries.map(([key, , date]) => [key, date]));
  const entries = list.entries.map((entry) => {
    const known = dates.get(entry.key) ?? null;
    const isOpen = entry.published_at === null || entry.date_is_reckoned === true;
    return isOpen && known !== null
      ? { ...entry, published_at: known.replace('~', ''), date_is_reckoned: true as const }
      : entry;
  });
  const isUpsideDown = before?.grows_at_end === true && list.ordered_by === 'page_order';
  return { ...list, entries: isUpsideDown ? entries.toReversed() : entries };
}

/**
 * What stands below all that an undated list had, newest first. Entries at the end are new where they are few and all
 * else is as it was; otherwise the page just shows more of what is older.
 */
export function appendedTo(list: EntriesResult, before: ListMemory): Entry[] {
  if (list.ordered_by !== 'page_order' || before.entries.length < 2) return [];
  const shown = new Set(list.entries.map((entry) => entry.key));
  const remembered = new Set(before.entries.map(([key]) => key));
  const isWhole = before.entries.every(([key]) => shown.has(key));
  const appended = list.entries.slice(list.entries.findLastIndex((entry) => remembered.has(entry.key)) + 1);
  const isAllNew = appended.length === list.entries.length - before.entries.length;
  const isFew = appended.length === 1 || appended.length * 2 <= before.entries.length;
  return isWhole && isAllNew && isFew ? appended.toReversed() : [];
}

/** Also where nothing came since; no more where something came at the other end. */
function growsAtEnd(list: EntriesResult, before: ListMemory | undefined): boolean {
  if (before === undefined || list.ordered_by !== 'page_order') return false;
  if (!before.grows_at_end) return appendedTo(list, before).length > 0;
  // the list is given newest first then
  return appendedTo(list, before).length === 0;
}

/** The change of memory with a date that was found elsewhere than in the list. */
export function rememberDate(change: MemoryChange, key: string, date: string): MemoryChange {
  const parsed = ListMemory.safeParse(change.value);
  if (!parsed.success) return change;
  const entries = parsed.data.entries.map((entry): RememberedEntry =>
    entry[0] === key ? [entry[0], entry[1], `~${date}`, entry[3]] : entry,
  );
  return { ...change, value: { ...parsed.data, entries } };
}

function compact({ key, title, url, published_at, date_is_reckoned }: Entry): RememberedEntry {
  const date = published_at !== null && date_is_reckoned === true ? `~${published_at}` : published_at;
  return [key, cutText(title, titleMaxCharacters), date, url === `https://${key}` ? null : url];
}

export function expandEntry([key, title, date, url]: RememberedEntry): Entry {
  return { key, title, url: url ?? `https://${key}`, published_at: date?.replace('~', '') ?? null };
}

export function isSameTitle(title: string, remembered: string): boolean {
  return cutText(title, titleMaxCharacters) === remembered;
}

/** Short, since hundreds of them are remembered: 8 bytes tell a page's entries apart for certain enough. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 11);
}
