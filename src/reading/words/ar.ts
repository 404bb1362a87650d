import type { LanguageWords } from './language-words.ts';

export const ar: LanguageWords = {
  code: 'ar',
  name: 'Arabic',
  dates: { monthTables: ['ar'] },
};
