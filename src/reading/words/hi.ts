import type { LanguageWords } from './language-words.ts';

export const hi: LanguageWords = {
  code: 'hi',
  name: 'Hindi',
  dates: { monthTables: ['hi'] },
  prices: {
    currencies: { INR: 'Rs.' },
  },
};
