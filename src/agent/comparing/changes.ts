import type { EntriesResult, Entry } from '../../contract/results.ts';
import { appendedTo, expandEntry, isSameTitle, keyHash, type ListMemory } from './list-memory.ts';

/** What is different in a list since it was last looked at. */
export interface ListChanges {
  /** True at the first look: there is nothing to compare with. */
  isBaseline: boolean;
  added: Entry[];
  removed: Entry[];
  changed: Entry[];
  /** True where so much is missing that the page was more likely not shown whole. */
  isDoubtful: boolean;
}

/** A list that had at least so many entries does not just vanish. */
const doubtfulFrom = 5;

/** Compares a list with what is remembered of it, entry by entry by their keys. */
export function compareLists(list: EntriesResult, before: ListMemory | undefined): ListChanges {
  if (before === undefined) return { isBaseline: true, added: [], removed: [], changed: [], isDoubtful: false };
  const added = addedEntries(list, before);
  // recognised by other means, as where a feed did not answer, titles and lengths differ without a reason
  const isComparable = list.found_by.join() === before.found_by.join();
  const removed = removedEntries(list, before, added.length);
  const isDoubtful =
    before.entries.length >= doubtfulFrom &&
    (list.entries.length <= 1 ||
      (isComparable && added.length === 0 && removed.length * 2 > before.entries.length) ||
      isAnotherList(list, before));
  return {
    isBaseline: false,
    added,
    removed: isComparable ? removed : [],
    changed: isComparable ? changedEntries(list, before) : [],
    isDoubtful,
  };
}

/** Nothing of a list is there any more, and what is there is not said to be newer: a wall, an error, another page. */
function isAnotherList(list: EntriesResult, before: ListMemory): boolean {
  const keys = new Set(list.entries.map((entry) => entry.key));
  const titles = new Set(list.entries.map((entry) => entry.title));
  const isThere = ([key, title]: ListMemory['entries'][number]) => keys.has(key) || titles.has(title);
  if (before.entries.some(isThere)) return false;
  const newest =
    before.entries
      .map(([, , date]) => date?.replace('~', '').slice(0, 10) ?? '')
      .toSorted()
      .at(-1) ?? '';
  const newer = list.entries.filter(({ published_at }) => published_at !== null && published_at.slice(0, 10) >= newest);
  if (newest !== '') return newer.length * 2 < list.entries.length;
  return list.entries.length * 2 < before.entries.length;
}

/**
 * Entries that were never listed before. Those below all that are remembered are older, where they have dates or are
 * many: the page just shows more of them than it did. An entry whose address alone changed is known by its title and
 * date.
 */
function addedEntries(list: EntriesResult, before: ListMemory): Entry[] {
  const remembered = new Map(before.entries.map((entry) => [entry[0], entry]));
  const seen = new Set(before.seen);
  const shown = new Set(list.entries.map((entry) => entry.key));
  const moved = before.entries.filter(([key]) => !shown.has(key));
  const isKnown = (entry: Entry) =>
    remembered.has(entry.key) ||
    seen.has(keyHash(entry.key)) ||
    moved.some(
      ([, title, date]) =>
        isSameTitle(entry.title, title) && sameDay(entry.published_at, date?.replace('~', '') ?? null),
    );
  const lastKnown = list.entries.findLastIndex((entry) => remembered.has(entry.key));
  const appended = appendedTo(list, before).filter((entry) => !isKnown(entry));
  if (appended.length > 0) return appended;
  return list.entries.filter((entry, index) => {
    const isBelow = lastKnown !== -1 && index > lastKnown;
    const isPlaced = list.ordered_by === 'page_order' || entry.published_at !== null;
    return !isKnown(entry) && !(isBelow && isPlaced);
  });
}

/** Entries that are missing, but for those that as many new ones pushed off the end of the page. */
function removedEntries(list: EntriesResult, before: ListMemory, newOnes: number): Entry[] {
  const shown = new Set(list.entries.map((entry) => entry.key));
  const titles = new Set(list.entries.map((entry) => entry.title));
  const isMissing = ([key, title]: ListMemory['entries'][number]) =>
    !shown.has(key) && ![...titles].some((each) => isSameTitle(each, title));
  const lastShown = before.entries.findLastIndex((entry) => !isMissing(entry));
  const inTheMiddle = before.entries.slice(0, lastShown + 1).filter(isMissing);
  const atTheEnd = before.entries.slice(lastShown + 1);
  const notPushedOff = atTheEnd.slice(0, Math.max(0, atTheEnd.length - newOnes));
  return [...inTheMiddle, ...notPushedOff].map(expandEntry);
}

/** Entries whose title is another one, or whose date, where both looks found one. */
function changedEntries(list: EntriesResult, before: ListMemory): Entry[] {
  const remembered = new Map(before.entries.map((entry) => [entry[0], entry]));
  return list.entries.filter((entry) => {
    const known = remembered.get(entry.key);
    if (known === undefined) return false;
    const [, title, date] = known;
    const isRedated =
      isComparable(entry) && date !== null && !date.startsWith('~') && !sameDay(entry.published_at, date);
    return !isSameTitle(entry.title, title) || isRedated;
  });
}

const isComparable = (entry: Entry) => entry.published_at !== null && entry.date_is_reckoned !== true;
const sameDay = (one: string | null, other: string | null) => one?.slice(0, 10) === other?.slice(0, 10);
