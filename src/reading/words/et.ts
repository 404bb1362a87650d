import type { LanguageWords } from './language-words.ts';

export const et: LanguageWords = {
  code: 'et',
  name: 'Estonian',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['et'] },
};
