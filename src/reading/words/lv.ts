import type { LanguageWords } from './language-words.ts';

export const lv: LanguageWords = {
  code: 'lv',
  name: 'Latvian',
  writing: { hasPointedDays: true },
  dates: {
    monthTables: ['lv'],
    afterYear: 'gada',
    afterYearBeforeDay: 'gada',
  },
};
