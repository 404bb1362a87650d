import { languages } from '../words/languages.ts';
import { anyOf } from '../words/patterns.ts';

interface MonthName {
  number: number;
  /** The languages that call it so. */
  languages: Set<string>;
}

/** Long and short names, as they stand in dates (`20 ноября`) and alone (`ноябрь`), in small letters, without a point. */
const monthNumbers: ReadonlyMap<string, MonthName> = namesOfMonths();

/** 1 to 12, or 0 for what is no month. */
export const monthNumber = (name: string): number => monthNumbers.get(name.toLowerCase())?.number ?? 0;

/** Short names are words elsewhere (`set`, `out`, `ago`): without a year they count in their own language and English. */
export function isMonthIn(name: string, language: string): boolean {
  const known = monthNumbers.get(name.toLowerCase())?.languages;
  return known !== undefined && (known.has('en') || known.has(language.slice(0, 2).toLowerCase()) || name.length > 4);
}

/** A piece of a pattern that captures a month's name, with the mark of an abbreviation, and with what is put to it. */
export const monthPattern = `(?<!\\p{L})${anyOf(({ dates }) => dates?.beforeMonthName)}?(${[...monthNumbers.keys()]
  .toSorted((one, other) => other.length - one.length)
  .map((name) => name.replaceAll('.', '\\.'))
  .join('|')})(?![\\p{L}\\p{M}])[.׳॰]?`;

function namesOfMonths(): Map<string, MonthName> {
  const names = new Map<string, MonthName>();
  const add = (name: string, number: number, language: string) => {
    const known = names.get(name);
    if (known === undefined) names.set(name, { number, languages: new Set([language]) });
    else if (known.number === number) known.languages.add(language);
  };
  for (const { code, dates } of languages)
    for (const [name, number] of Object.entries(dates?.otherMonths ?? {})) add(name, number, code);
  for (const { code, dates } of languages)
    for (const format of dates?.monthTables?.flatMap(formatsOf) ?? [])
      for (let number = 1; number <= 12; number += 1) {
        const name = nameIn(format, number);
        if (isName(name)) add(name, number, code);
      }
  return names;
}

/** As months stand in dates (`20 ноября`) and alone (`ноябрь`), long and short. */
function formatsOf(tag: string): Intl.DateTimeFormat[] {
  return (['long', 'short'] as const).flatMap((month) => [
    new Intl.DateTimeFormat(tag, { day: 'numeric', month, timeZone: 'UTC' }),
    new Intl.DateTimeFormat(tag, { month, timeZone: 'UTC' }),
  ]);
}

/** Two letters are a name in scripts that are dense; points are within short names of Thai. */
function isName(name: string): boolean {
  return /^\p{L}{3,}$/u.test(name) || /^[\p{Script=Devanagari}\p{Script=Thai}][\p{L}\p{M}.]+$/u.test(name);
}

function nameIn(format: Intl.DateTimeFormat, number: number): string {
  const part = format.formatToParts(Date.UTC(2026, number - 1, 15)).find(({ type }) => type === 'month');
  return (part?.value ?? '').toLowerCase().replace(/[.׳॰]$/, '');
}
