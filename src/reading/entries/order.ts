import type { Candidate } from './candidate.ts';
import { anyOf } from '../words/patterns.ts';

/** Entries newest first, and what decided. */
interface Ordered {
  ordered: Candidate[];
  orderedBy: 'date' | 'page_order';
}

/**
 * Puts entries newest first: by their dates where most have one; otherwise in the order given, or the other way round
 * where they are numbered upwards. Pinned entries are dated like all others, so dates see through them; without a date
 * they come after the first that is not pinned.
 */
export function newestFirst(entries: Candidate[]): Ordered {
  const dated = entries.filter((entry) => entry.publishedAt !== null);
  if (dated.length * 2 <= entries.length) return { ordered: inOrder(entries), orderedBy: 'page_order' };
  // a date alone cannot be compared with an instant of the same day
  const haveTimes = dated.every((entry) => entry.publishedAt?.includes('T'));
  const stamp = (entry: Candidate) => (haveTimes ? entry.publishedAt : entry.publishedAt?.slice(0, 10)) ?? '';
  const direction = directionOf(dated, stamp);
  const given = direction === 'oldest_first' ? entries.toReversed() : entries;
  const stamps = stampsOf(given, stamp, direction !== 'mixed');
  const ordered = given.toSorted((one, other) => {
    const [left, right] = [stamps.get(one) ?? '', stamps.get(other) ?? ''];
    return left < right ? 1 : left > right ? -1 : 0;
  });
  return { ordered, orderedBy: 'date' };
}

/** Whether neighbours ascend: then of two entries of one day the lower one is the newer. */
function directionOf(
  dated: Candidate[],
  stamp: (entry: Candidate) => string,
): 'newest_first' | 'oldest_first' | 'mixed' {
  let [up, down] = [0, 0];
  for (const [position, entry] of dated.entries()) {
    const previous = dated[position - 1];
    if (previous === undefined) continue;
    if (stamp(entry) > stamp(previous)) up += 1;
    if (stamp(entry) < stamp(previous)) down += 1;
  }
  if (up > down) return 'oldest_first';
  return up * 4 > down ? 'mixed' : 'newest_first';
}

/** In a list that is in order, an entry without a date is as new as its neighbour below; others come last. */
function stampsOf(
  entries: Candidate[],
  stamp: (entry: Candidate) => string,
  isInOrder: boolean,
): Map<Candidate, string> {
  const stamps = new Map<Candidate, string>();
  let below = '';
  for (const entry of entries.toReversed()) {
    const own = stamp(entry);
    const isInList = isInOrder && entry.isPinned !== true && entry.source === 'links';
    stamps.set(entry, own === '' && isInList ? below : own);
    if (own !== '' && entry.isPinned !== true) below = own;
  }
  return stamps;
}

function inOrder(entries: Candidate[]): Candidate[] {
  const given = countsUp(entries) ? entries.toReversed() : entries;
  const pinned = given.filter((entry) => entry.isPinned === true);
  if (pinned.length === 0 || pinned.length === given.length) return given;
  const [first, ...others] = given.filter((entry) => entry.isPinned !== true);
  return first === undefined ? given : [first, ...pinned, ...others];
}

const fewestNumbered = 3;

/** Parts, issues, versions and the like that rise from entry to entry: the last one is the newest. */
function countsUp(entries: Candidate[]): boolean {
  if (entries.length < fewestNumbered) return false;
  return [titleNumbers, addressNumbers].some((numbersOf) => {
    const rows = entries.map(numbersOf);
    return rows.every((row, position) => {
      const above = rows[position - 1];
      return row !== undefined && (position === 0 || (above !== undefined && compareNumbers(above, row) < 0));
    });
  });
}

const numbered = new RegExp(`(?:#|${anyOf(({ lists }) => lists?.numbered)})\\s?(\\d{1,5})`, 'iu');

function titleNumbers({ title }: Candidate): number[] | undefined {
  const found =
    /(?:^|[^\d.])v?(\d+(?:\.\d+)+)/i.exec(title)?.[1] ??
    numbered.exec(title)?.[1] ??
    /^(\d{1,5})(?:[.:)]|\s[–-])/.exec(title)?.[1];
  return found?.split('.').map(Number);
}

function addressNumbers({ url }: Candidate): number[] | undefined {
  const { pathname, search } = new URL(url);
  const found = /(\d{1,12})(?:\.\w{2,5})?\/?$/.exec(pathname)?.[1] ?? /[?&]\w*id=(\d{1,12})/.exec(search)?.[1];
  return found === undefined ? undefined : [Number(found)];
}

function compareNumbers(one: number[], other: number[]): number {
  for (let position = 0; position < Math.max(one.length, other.length); position += 1) {
    const difference = (one[position] ?? 0) - (other[position] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
