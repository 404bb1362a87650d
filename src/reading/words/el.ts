import type { LanguageWords } from './language-words.ts';

export const el: LanguageWords = {
  code: 'el',
  name: 'Greek',
  dates: { monthTables: ['el'] },
};
