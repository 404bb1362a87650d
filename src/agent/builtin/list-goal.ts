import { anyOf } from '../../reading/words/patterns.ts';

const listWords = new RegExp(
  `\\b${anyOf(({ goals }) => goals?.lists)}\\b|${anyOf(({ goals }) => goals?.listParts)}`,
  'iu',
);
/** Whether a goal is about a list: then it is never refused. */
export const isAboutList = (goal: string): boolean => listWords.test(goal);

const newsWords = new RegExp(
  `\\b${anyOf(({ goals }) => goals?.news)}\\b|${anyOf(({ goals }) => goals?.newsParts)}`,
  'iu',
);
/** Whether what is new on a list is asked for in so many words. */
export const isAboutNews = (words: string): boolean => newsWords.test(words);

const awaited = new RegExp(`(?<!\\p{L})${anyOf(({ goals }) => goals?.awaited)}(?!\\p{L})`, 'iu');
/** Whether entries of a list are awaited, though none is named. */
export const isAboutSomethingNew = (words: string): boolean => awaited.test(words);
