import type { LanguageWords } from './language-words.ts';

export const he: LanguageWords = {
  code: 'he',
  name: 'Hebrew',
  dates: {
    monthTables: ['he'],
    beforeMonthName: 'ב',
  },
};
