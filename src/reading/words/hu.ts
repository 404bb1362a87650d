import type { LanguageWords } from './language-words.ts';

export const hu: LanguageWords = {
  code: 'hu',
  name: 'Hungarian',
  dates: { monthTables: ['hu'] },
  ago: {
    units: {
      minute: 'perc',
      hour: 'óra',
      day: 'nap',
      month: 'hónap',
      year: 'év',
    },
    after: 'ezelőtt',
  },
  prices: {
    currencies: { HUF: 'Ft\\b' },
    spokenCurrencies: { HUF: 'forint_' },
  },
};
