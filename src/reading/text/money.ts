import type { LanguageWords } from '../words/language-words.ts';
import { languages } from '../words/languages.ts';
import type { CurrencyWords } from '../words/page-words.ts';
import { piecesOf } from '../words/words.ts';

const groupMarks = "\\u0020\\u00a0\\u202f\\u2009’'";

/**
 * A number as prices have it, for a regular expression: `1,299.00`, `1.299,00`, `1 299,00`, `1'299`, `1,29,999`, `0.0042`.
 * What follows must be no digit, see `numberEnd`.
 */
export const numberPattern = `(?:0[.,]\\d{1,12}|\\d{1,3}(?:[.,${groupMarks}]\\d{3}){1,5}(?:[.,]\\d{1,2})?|\\d{1,2}(?:,\\d{2}){1,5},\\d{3}(?:\\.\\d{1,2})?|\\d{1,15}(?:[.,]\\d{1,2})?)`;
export const numberEnd = '(?!\\d|[.,]\\d)';
/** What stands for cents that are none: `1'299.-`, `20,–`. */
export const noCents = '(?:[.,][-–—]{1,2})?';

type Currency = [written: string, codes: string];

/** What stands for a currency beside a price, and the codes (ISO 4217) that it may mean. */
const signs: Currency[] = [
  ['US\\s?\\$', 'USD'],
  ['R\\$', 'BRL'],
  ['(?:C|CA)\\$', 'CAD'],
  ['AU?\\$', 'AUD'],
  ['NZ\\$', 'NZD'],
  ['HK\\$', 'HKD'],
  ['S\\$', 'SGD'],
  ['\\$', 'USD CAD AUD NZD MXN HKD SGD ARS CLP COP'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['[¥￥]', 'JPY CNY'],
  ['₽', 'RUB'],
  ['₹', 'INR'],
  ['₩', 'KRW'],
  ['₴', 'UAH'],
  ['₺', 'TRY'],
  ...inWords(({ prices }) => prices?.currencies),
  ...'USD EUR GBP CHF JPY CNY PLN CZK SEK NOK DKK ISK HUF RON RUB UAH TRY BRL INR KRW AUD CAD NZD MXN HKD SGD'
    .split(' ')
    .map((code): Currency => [`(?<!\\p{L})${code}(?!\\p{L})`, code]),
];
/** What people call currencies. */
const names = inWords(({ prices }) => prices?.spokenCurrencies);

/** Each word once, though several languages have it. */
function inWords(kind: (language: LanguageWords) => CurrencyWords | undefined): Currency[] {
  const all = languages.flatMap((language) => Object.entries(kind(language) ?? {}));
  return [...new Map(all.flatMap(([codes, words]) => piecesOf(words).map((piece): Currency => [piece, codes])))];
}

const oneOf = (some: Currency[]) => `(?:${some.map(([written]) => written).join('|')})`;

/** A currency as pages write it beside a number, for a regular expression that ignores case and knows Unicode. */
export const currencyPattern = oneOf(signs);
/** The same as people write it, in words too. */
export const spokenCurrencyPattern = oneOf([...names, ...signs]);
const spokenCurrency = new RegExp(spokenCurrencyPattern, 'iu');

/** The currencies that the first one named in a text may mean, as ISO codes; none where it names none. */
export function currenciesIn(text: string): string[] {
  const found = spokenCurrency.exec(text)?.[0] ?? '';
  const named = [...names, ...signs].find(([written]) => new RegExp(`^(?:${written})$`, 'iu').test(found));
  return named === undefined ? [] : named[1].split(' ');
}

/** The number of a text that is a price, in the currency's unit with a point and at least two decimals: `1299.00`. */
export function amountOf(text: string): string {
  const digits = (/\d[\d.,\s\u00a0\u202f\u2009’']{0,60}/u.exec(text)?.[0] ?? '')
    .replaceAll(/[\s\u00a0\u202f\u2009’']/gu, '')
    .replace(/(?<![.,])[.,]+$/, '');
  const decimals = /^0[.,](\d+)$/.exec(digits)?.[1] ?? /[.,](\d{1,2})$/.exec(digits)?.[1];
  const whole = decimals === undefined ? digits : digits.slice(0, -decimals.length - 1);
  return `${whole.replaceAll(/[.,]/g, '')}.${(decimals ?? '').padEnd(2, '0')}`;
}
