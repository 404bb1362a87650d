import type { LanguageWords } from './language-words.ts';

export const th: LanguageWords = {
  code: 'th',
  name: 'Thai',
  dates: {
    monthTables: ['th'],
    beforeYearOfDay: 'พ.ศ.',
  },
};
