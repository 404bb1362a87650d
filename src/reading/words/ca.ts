import type { LanguageWords } from './language-words.ts';

export const ca: LanguageWords = {
  code: 'ca',
  name: 'Catalan',
  dates: {
    monthTables: ['ca'],
    otherMonths: { ag: 8 },
    beforeMonth: "de | d'",
    beforeYear: 'de | del',
    beforeYearOfDay: "de l'any",
  },
};
