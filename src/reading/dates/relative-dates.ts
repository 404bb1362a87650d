import { pastTenseOf } from './relative-phrases.ts';
import type { AgoWords, TimeUnit } from '../words/page-words.ts';
import { anyOf } from '../words/patterns.ts';

const unitLengths: Record<TimeUnit, number> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_629_800_000,
  year: 31_557_600_000,
};
const units = (Object.keys(unitLengths) as TimeUnit[]).map((unit) => ({
  milliseconds: unitLengths[unit],
  words: anyOf(({ ago }) => ago?.units?.[unit]),
  abbreviations: anyOf(({ ago }) => ago?.short?.[unit]),
}));
const oneOf = (kind: Exclude<keyof AgoWords, 'units' | 'short'>) => anyOf(({ ago }) => ago?.[kind]);
const anyUnit = units.map(({ words }) => words).join('|');
const anyAbbreviation = units.map(({ abbreviations }) => abbreviations).join('|');
const noLetter = '(?![\\p{Script=Latin}\\p{Script=Cyrillic}])';
const counted = `(\\d{1,3}|${oneOf('one')})\\s?\\+?\\s?(${anyUnit})\\.?`;
const leading = new RegExp(`(?<!\\p{L})${oneOf('before')}\\s+(?:${oneOf('about')}\\s)?${counted}(?!\\p{L})`, 'iu');
const trailing = new RegExp(
  `(?<![\\p{L}\\d.])(?:${oneOf('aboutFirst')}\\s)?${counted}\\s?${oneOf('after')}${noLetter}`,
  'iu',
);
const abbreviated = new RegExp(
  `(?<![\\p{L}\\d.])(\\d{1,3})\\s?(${anyAbbreviation})s?\\s+${oneOf('afterShort')}(?!\\p{L})`,
  'iu',
);
/** As a line of its own: `5h`, `3d`, in any language. */
const bare = /^(\d{1,3})\s?(m|h|d|w|mo|y)$/iu;
const namedDays = (['today', 'yesterday', 'dayBeforeYesterday'] as const).map((kind, daysAgo) => ({
  daysAgo,
  pattern: new RegExp(`(?<!\\p{L})${oneOf(kind)}${noLetter}`, 'iu'),
}));
const dayMs = 86_400_000;

/**
 * A date that a text tells from the moment of its reading, such as `3 days ago` or `gestern`: reckoned from `seenAt`
 * (milliseconds since the epoch) in UTC. Up to some hours it is an instant, else a day. The usual languages are known
 * whatever the page says of itself, all others where it says so.
 */
export function findRelativeDate(
  text: string,
  { seenAt, language }: { seenAt: number; language: string },
): RelativeDate | undefined {
  const hits = [
    hit(leading.exec(text), ([count, unit]) => ago(count, lengthOf(unit, unitWords), seenAt)),
    hit(trailing.exec(text), ([count, unit]) => ago(count, lengthOf(unit, unitWords), seenAt)),
    hit(abbreviated.exec(text), ([count, unit]) => ago(count, lengthOf(unit, unitAbbreviations), seenAt)),
    hit(bare.exec(text.trim()), ([count, unit]) => ago(count, lengthOf(unit, unitAbbreviations), seenAt)),
    ...namedDays.map(({ daysAgo, pattern }) => {
      const match = pattern.exec(text);
      const isEndOfSpan = match !== null && /\d\s?[-–—]\s?$/.test(text.slice(0, match.index));
      return isEndOfSpan ? undefined : hit(match, () => dayOf(seenAt - daysAgo * dayMs));
    }),
  ].filter((found) => found !== undefined);
  return hits.toSorted((one, other) => one.index - other.index)[0] ?? inLanguage(text, language, seenAt);
}

interface RelativeDate {
  date: string;
  found: string;
  index: number;
}

/** A word such as “ma” is a day only where little more than a time of day follows. */
const afterDayMax = 12;

function inLanguage(text: string, language: string, seenAt: number): RelativeDate | undefined {
  const tense = pastTenseOf(language);
  if (tense === undefined) return undefined;
  const match = tense.pattern.exec(text);
  const at = match?.slice(1).findIndex((group) => group !== undefined) ?? -1;
  const phrase = tense.phrases[at];
  if (match !== null && phrase !== undefined)
    return hit(match, (groups) => ago(phrase.after === null ? '1' : groups[at], phrase.milliseconds, seenAt));
  const line = text.trim().toLowerCase();
  const day = tense.days.find(([word]) => line.startsWith(word) && !/^\p{L}/u.test(line.slice(word.length)));
  if (day === undefined || line.length - day[0].length > afterDayMax) return undefined;
  const index = text.length - text.trimStart().length;
  return { date: dayOf(seenAt - day[1] * dayMs), found: text.slice(index, index + day[0].length), index };
}

function hit(match: RegExpExecArray | null, read: (groups: (string | undefined)[]) => string | undefined) {
  const date = match === null ? undefined : read(match.slice(1));
  return match === null || date === undefined ? undefined : { date, found: match[0], index: match.index };
}

interface UnitPattern {
  milliseconds: number;
  pattern: RegExp;
}
const whole = (words: string) => new RegExp(`^${words}$`, 'iu');
const unitWords = units.map(({ milliseconds, words }) => ({ milliseconds, pattern: whole(words) }));
const unitAbbreviations = units.map(({ milliseconds, abbreviations }) => ({
  milliseconds,
  pattern: whole(abbreviations),
}));

/** Of a unit of time, in milliseconds. */
function lengthOf(unit: string | undefined, patterns: UnitPattern[]): number | undefined {
  return patterns.find(({ pattern }) => pattern.test(unit ?? ''))?.milliseconds;
}

function ago(count: string | undefined, milliseconds: number | undefined, seenAt: number): string | undefined {
  if (count === undefined || milliseconds === undefined) return undefined;
  const number = /^\d+$/.test(count) ? Number(count) : 1;
  const at = seenAt - number * milliseconds;
  // to the minute, which is more than such words say
  return milliseconds < dayMs ? `${new Date(at).toISOString().slice(0, 16)}:00.000Z` : dayOf(at);
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
