import type { LanguageWords } from './language-words.ts';

export const fi: LanguageWords = {
  code: 'fi',
  name: 'Finnish',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['fi'] },
  ago: {
    units: {
      minute: 'minuuttia',
      hour: 'tuntia',
      day: 'päivää',
      week: 'viikkoa',
      month: 'kuukautta',
      year: 'vuotta',
    },
    after: 'sitten',
  },
  lists: {
    more: 'lue lisää',
  },
};
