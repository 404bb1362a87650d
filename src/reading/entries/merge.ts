import { entrySources } from '../../contract/results.ts';
import type { Candidate } from './candidate.ts';

const rank = (entry: Candidate) => entrySources.indexOf(entry.source);

/** One entry a key, in the page's order, each field from the best source that has it; the feed's own at the end. */
export function mergeByKey(inPage: Candidate[], inFeed: Candidate[]): Candidate[] {
  return [...Map.groupBy([...inPage, ...inFeed], (entry) => entry.key).values()].flatMap((same) => {
    const sorted = same.toSorted((one, other) => rank(one) - rank(other));
    const [best] = sorted;
    if (best === undefined) return [];
    return [
      {
        ...best,
        ...bestDate(sorted),
        title: bestTitle(sorted),
        isPinned: same.some((entry) => entry.isPinned === true),
      },
    ];
  });
}

function bestDate(sorted: Candidate[]): Pick<Candidate, 'publishedAt' | 'isReckoned'> {
  const dated = sorted.filter((entry) => entry.publishedAt !== null);
  const given = dated.filter((entry) => entry.isReckoned !== true);
  const best = given.find((entry) => entry.publishedAt?.includes('T')) ?? given[0] ?? dated[0];
  return { publishedAt: best?.publishedAt ?? null, isReckoned: best?.isReckoned ?? false };
}

const isCut = (title: string) => /(?:…|\.\.\.)$/.test(title);

/** As people read it on the page, unless it is cut there, or holds more than the title that is given for machines. */
function bestTitle(sorted: Candidate[]): string {
  const titled = sorted.filter(({ title }) => title !== '');
  const [given] = titled;
  const shown = titled.find(({ source, title }) => (source === 'microformats' || source === 'links') && !isCut(title));
  if (given === undefined || shown === undefined) return given?.title ?? '';
  const holdsGiven = shown.title.length > given.title.length && shown.title.includes(given.title);
  return holdsGiven || shown.title.length < 4 ? given.title : shown.title;
}
