import type { Candidate } from './candidate.ts';

/**
 * Puts entries newest first: by their dates where most have one, those without at the end; otherwise in the order
 * given. Pinned entries are dated like all others, so dates see through them.
 */
export function newestFirst(entries: Candidate[]): { ordered: Candidate[]; orderedBy: 'date' | 'page_order' } {
  const dated = entries.filter((entry) => entry.publishedAt !== null);
  if (dated.length * 2 <= entries.length) return { ordered: entries, orderedBy: 'page_order' };
  // a date alone cannot be compared with an instant of the same day
  const haveTimes = dated.every((entry) => entry.publishedAt?.includes('T'));
  const stamp = (entry: Candidate) => (haveTimes ? entry.publishedAt : entry.publishedAt?.slice(0, 10)) ?? '';
  const inSomeOrder = listsOldestFirst(dated, stamp) ? entries.toReversed() : entries;
  const ordered = inSomeOrder.toSorted((one, other) =>
    stamp(one) < stamp(other) ? 1 : stamp(one) > stamp(other) ? -1 : 0,
  );
  return { ordered, orderedBy: 'date' };
}

/** Whether most neighbours ascend: then of two entries of one day the lower one is the newer. */
function listsOldestFirst(dated: Candidate[], stamp: (entry: Candidate) => string): boolean {
  const steps = dated.slice(1).map((entry, index) => {
    const previous = dated[index];
    return previous === undefined ? 0 : stamp(entry).localeCompare(stamp(previous));
  });
  const ascending = steps.filter((step) => step > 0).length;
  return ascending > steps.filter((step) => step < 0).length;
}
