import type { LanguageWords } from './language-words.ts';

export const id: LanguageWords = {
  code: 'id',
  name: 'Indonesian',
  dates: { monthTables: ['id'] },
};
