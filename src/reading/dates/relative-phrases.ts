/** A way to say how long ago something was. */
interface Phrase {
  /** What stands before and after the number; the second is null where the words hold the number. */
  before: string;
  after: string | null;
  milliseconds: number;
}

/** How one language tells of the past, for a text that is searched. */
interface PastTense {
  /** Has one group for each phrase: the number. */
  pattern: RegExp;
  phrases: Phrase[];
  /** “Yesterday” and the like, in small letters. */
  days: [word: string, daysAgo: number][];
}

const units: [Intl.RelativeTimeFormatUnit, milliseconds: number][] = [
  ['second', 1_000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
  ['week', 604_800_000],
  ['month', 2_629_800_000],
  ['year', 31_557_600_000],
];
/** Among these are all forms that a word takes after a number, in any language. */
const counts = [1, 2, 3, 5, 11, 21];
const scripts: [tag: RegExp, language: string][] = [
  [/^zh-(?:tw|hk|mo|hant)/i, 'zh-Hant'],
  [/^sr-latn/i, 'sr-Latn'],
];
const known = new Map<string, PastTense>();

/** The runtime's own words of a language, by its tag; undefined for a language that it does not know. */
export function pastTenseOf(tag: string): PastTense | undefined {
  const [, script] = scripts.find(([pattern]) => pattern.test(tag)) ?? [];
  const language = script ?? (/^[a-z]{2,3}/i.exec(tag)?.[0] ?? '').toLowerCase();
  if (language === '' || Intl.RelativeTimeFormat.supportedLocalesOf(language).length === 0) return undefined;
  const tense = known.get(language) ?? readTables(language);
  known.set(language, tense);
  return tense;
}

function readTables(language: string): PastTense {
  const phrases = new Map<string, Phrase>();
  for (const style of ['long', 'short'] as const) {
    const format = new Intl.RelativeTimeFormat(`${language}-u-nu-latn`, { style, numeric: 'always' });
    for (const [unit, milliseconds] of units)
      for (const count of counts) {
        const phrase = phraseOf(format.formatToParts(-count, unit), milliseconds, count);
        phrases.set(`${phrase.before}#${phrase.after}`, phrase);
      }
  }
  const all = [...phrases.values()].toSorted((one, other) => lengthOf(other) - lengthOf(one));
  const sources = all.map(({ before, after }) =>
    after === null ? `(${worded(before)})` : `${worded(before)}(\\d{1,3})${worded(after)}`,
  );
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return {
    pattern: new RegExp(`(?<![\\p{L}\\d.])(?:${sources.join('|')})(?!\\p{L})`, 'iu'),
    phrases: all,
    days: [0, 1, 2]
      .map((daysAgo): [string, number] => [words.format(-daysAgo, 'day').toLowerCase(), daysAgo])
      .filter(([word]) => !/\d/.test(word)),
  };
}

const lengthOf = ({ before, after }: Phrase) => before.length + (after ?? '').length;
const worded = (text: string) =>
  text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s{1,3}`);

function phraseOf(parts: Intl.RelativeTimeFormatPart[], milliseconds: number, count: number): Phrase {
  const at = parts.findIndex(({ type }) => type === 'integer');
  const text = (some: Intl.RelativeTimeFormatPart[]) => some.map(({ value }) => value).join('');
  if (at === -1) return { before: text(parts), after: null, milliseconds: milliseconds * count };
  return { before: text(parts.slice(0, at)), after: text(parts.slice(at + 1)), milliseconds };
}
