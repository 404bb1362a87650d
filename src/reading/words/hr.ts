import type { LanguageWords } from './language-words.ts';

export const hr: LanguageWords = {
  code: 'hr',
  name: 'Croatian',
  writing: { hasPointedDays: true },
};
