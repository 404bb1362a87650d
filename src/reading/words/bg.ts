import type { LanguageWords } from './language-words.ts';

export const bg: LanguageWords = {
  code: 'bg',
  name: 'Bulgarian',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['bg'] },
};
