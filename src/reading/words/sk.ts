import type { LanguageWords } from './language-words.ts';

export const sk: LanguageWords = {
  code: 'sk',
  name: 'Slovak',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['sk'] },
};
