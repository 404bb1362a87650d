import type { LanguageWords } from './language-words.ts';

export const sl: LanguageWords = {
  code: 'sl',
  name: 'Slovenian',
  writing: { hasPointedDays: true },
  dates: { monthTables: ['sl'] },
};
