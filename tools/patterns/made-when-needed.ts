import { createSecrets } from '../../src/browser/secrets/secrets.ts';
import { pastTenseOf } from '../../src/reading/dates/relative-phrases.ts';
import { currenciesIn } from '../../src/reading/text/money.ts';

const languages = ['en', 'de', 'fr', 'ru', 'ar', 'hi', 'th', 'ja', 'zh-tw', 'vi', 'fi', 'hu'];
const secrets = ['hunter2', 'correct horse battery', String.raw`a"b\c/d&e<f+g=`, 'ääää öööö', '11111111', '====++++'];

/** Has those patterns made that are not made as their modules are loaded. */
export function makePatterns(): void {
  for (const language of languages) pastTenseOf(language);
  for (const value of secrets) createSecrets([{ name: 'A', value, origins: [] }]);
  currenciesIn('5 EUR');
}
