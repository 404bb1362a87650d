import type { LanguageWords } from './language-words.ts';

export const ro: LanguageWords = {
  code: 'ro',
  name: 'Romanian',
  dates: { monthTables: ['ro'] },
  prices: {
    currencies: { 'RON MDL': 'lei\\b' },
  },
};
