import type { LanguageWords } from './language-words.ts';

export const sr: LanguageWords = {
  code: 'sr',
  name: 'Serbian',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['sr', 'sr-Latn'] },
};
