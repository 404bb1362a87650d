import type { LanguageWords } from './language-words.ts';

export const vi: LanguageWords = {
  code: 'vi',
  name: 'Vietnamese',
  dates: {
    numberedMonths: { month: 'tháng | thg', year: 'năm' },
  },
};
