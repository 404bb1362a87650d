import type { LanguageWords } from './language-words.ts';

export const tr: LanguageWords = {
  code: 'tr',
  name: 'Turkish',
  writing: { hasEndings: true, hasPointedDays: true },
  dates: { monthTables: ['tr'] },
  ago: {
    units: {
      minute: 'dakika',
      hour: 'saat',
      day: 'gün',
      week: 'hafta',
      month: 'ay',
      year: 'yıl',
    },
    after: 'önce',
    today: 'bugün',
    yesterday: 'dün',
  },
  lists: {
    more: 'devamını oku',
  },
  prices: {
    spokenCurrencies: { TRY: 'TL_ | liras?_' },
  },
  watching: {
    disappears: 'kaybol*',
    appears: 'görün*',
    changes: 'değiş*',
    prices: 'fiyat*',
  },
  conditions: {
    after: {
      below: 'alt+',
      above: '(üst|üzer)+',
    },
    falls: 'düş+ | ucuz*',
    rises: 'artar* | yüksel+',
  },
};
