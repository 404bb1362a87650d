import type { DeedWords } from '../../reading/words/goal-words.ts';
import type { LanguageWords } from '../../reading/words/language-words.ts';
import { languages } from '../../reading/words/languages.ts';
import { anyOf } from '../../reading/words/patterns.ts';

/** What only somebody with a model, or hands, can do. */
interface Deed {
  /** What it is for people. */
  name: string;
  pattern: RegExp;
}

const unnamed = 'do that';
type Kind = Exclude<keyof DeedWords, 'phrases'>;
const oneOf = (kind: Kind, from: readonly LanguageWords[] = languages) =>
  anyOf(({ goals }) => goals?.deeds?.[kind], from);
const having = (kind: Kind) => languages.filter(({ goals }) => goals?.deeds?.[kind] !== undefined);

const withObjects = having('objects');
const withBegins = having('begins');
const withoutObjects = withBegins.filter(
  ({ goals }) => goals?.deeds?.verbs !== undefined && goals.deeds.objects === undefined,
);
const withoutBegins = languages.filter((language) => !withBegins.includes(language));

const deeds: Deed[] = [
  ...languages.flatMap(phrasesOf),
  ...withoutObjects.map((language) => verbsOf([language])),
  // languages in which verbs take objects are so alike that people mix them
  verbsOf(withObjects, ` ${oneOf('objects', withObjects)}`),
  { name: unnamed, pattern: new RegExp(oneOf('verbs', withoutBegins), 'iu') },
];
const leads = new RegExp(`^(?:[\\s.,;:!?–—]|${oneOf('leads')} )+`, 'iu');

function phrasesOf(language: LanguageWords): Deed[] {
  const [begins, please] = [oneOf('begins', [language]), oneOf('please', [language])];
  const start = `(?:^|[.,;:!?–—] ?|\\b${begins} )(?:${please} )?`;
  return Object.entries(language.goals?.deeds?.phrases ?? {}).map(([name, words]) => ({
    name,
    pattern: new RegExp(`${start}${anyOf(() => words, [language])}`, 'iu'),
  }));
}

function verbsOf(from: readonly LanguageWords[], objects = ''): Deed {
  const start = `(?:^|[.,;:] ?|\\b${oneOf('begins', from)} )`;
  return { name: unnamed, pattern: new RegExp(`${start}${oneOf('verbs', from)}${objects}(?!\\p{L})`, 'iu') };
}

/** The first thing in a goal, its white space folded, that takes more than reading a list: what it is, and where it is said. */
export function deedIn(goal: string): { deed: string; said: string } | undefined {
  const hits = deeds.flatMap(({ name, pattern }) => {
    const match = pattern.exec(goal);
    return match === null ? [] : [{ deed: name, said: match[0].replace(leads, '').trim(), at: match.index }];
  });
  return hits.toSorted((one, other) => one.at - other.at)[0];
}

/** Deeds that a goal about the latest entry may add: then that entry is told, and how it begins. */
export const isTolerable = (deed: string): boolean => deed === 'summarise, compare or write';
