import { globSync, readFileSync } from 'node:fs';
import { monthNumber } from '../../src/reading/dates/month-names.ts';
import { pastTenseOf } from '../../src/reading/dates/relative-phrases.ts';

const rules = new URL('../../src/reading/', import.meta.url);
/** What stands beside times, and in no rule. */
const ofTimes = ['utc', 'gmt', 'cet', 'est', 'pst', 'am', 'pm'];
const stemMin = 4;
const endingMax = 3;

/** Tells words that the rules of reading know, and so may go by, from all others; in a language and in English. */
export function createRuleWords(language: string): (word: string) => boolean {
  const ofRules = wordsIn(sourcesOfRules());
  // in a pattern, a last letter may be an optional one
  const shorter = ofRules.filter((word) => word.length > stemMin).map((word) => word.slice(0, -1));
  const words = new Set([...ofRules, ...shorter, ...ofTimes, ...wordsOfTime(language), ...wordsOfTime('en')]);
  return (word) => {
    const lower = word.toLowerCase();
    if (monthNumber(lower) > 0 || words.has(lower)) return true;
    // patterns leave endings open
    const stems = Array.from({ length: endingMax }, (_, cut) => lower.slice(0, lower.length - cut - 1));
    return stems.some((stem) => stem.length >= stemMin && words.has(stem));
  };
}

function sourcesOfRules(): string {
  const files = globSync('**/*.ts', { cwd: rules });
  const sources = files.map((file) => readFileSync(new URL(file, rules), 'utf8'));
  return sources.join('\n').replaceAll(/\/\*[\s\S]*?\*\/|\/\/ .*/g, ' ');
}

function wordsOfTime(language: string): string[] {
  const tag = /^[a-z]{2,3}\b/i.exec(language)?.[0] ?? 'en';
  const days = (['long', 'short'] as const).flatMap((weekday) => {
    const format = new Intl.DateTimeFormat(tag, { weekday, timeZone: 'UTC' });
    return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2026, 0, day + 1)));
  });
  const past = pastTenseOf(tag);
  const phrases = past?.phrases.flatMap(({ before, after }) => [before, after ?? '']) ?? [];
  return wordsIn([...days, ...phrases, ...(past?.days.map(([word]) => word) ?? [])].join(' '));
}

const wordsIn = (text: string) => text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
