import type { LanguageWords } from './language-words.ts';

export const lt: LanguageWords = {
  code: 'lt',
  name: 'Lithuanian',
  dates: {
    monthTables: ['lt'],
    afterYear: 'm.',
  },
};
