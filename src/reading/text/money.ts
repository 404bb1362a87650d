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
  ['円', 'JPY'],
  ['元', 'CNY'],
  ['₽|руб(?:\\.|л\\p{L}*)?', 'RUB'],
  ['₹|Rs\\.', 'INR'],
  ['₩|원', 'KRW'],
  ['₴|грн\\.?', 'UAH'],
  ['₺', 'TRY'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
  ['kr(?:\\.|\\b)', 'SEK NOK DKK ISK'],
  ['Ft\\b', 'HUF'],
  ['lei\\b', 'RON MDL'],
  ...'USD EUR GBP CHF JPY CNY PLN CZK SEK NOK DKK ISK HUF RON RUB UAH TRY BRL INR KRW AUD CAD NZD MXN HKD SGD'
    .split(' ')
    .map((code): Currency => [`(?<!\\p{L})${code}(?!\\p{L})`, code]),
];
/** What people call currencies; in a page such a word may be something else, as pounds are. */
const names: Currency[] = [
  ['US dollars?(?!\\p{L})', 'USD'],
  ['dollars?(?!\\p{L})|dólar(?:es)?', 'USD CAD AUD NZD MXN HKD SGD'],
  ['euros?(?!\\p{L})|евро', 'EUR'],
  ['pounds?(?!\\p{L})|quid(?!\\p{L})', 'GBP'],
  ['yen(?!\\p{L})', 'JPY'],
  ['yuan(?!\\p{L})|人民币', 'CNY'],
  ['rupees?(?!\\p{L})|Rs(?!\\p{L})', 'INR'],
  ['гривен\\p{L}*', 'UAH'],
  // in a page “Fr. 20.11.” is a Friday
  ['(?:Schweizer )?Franken(?!\\p{L})|S?Fr\\.', 'CHF'],
  ['francs?(?!\\p{L})', 'CHF XOF XAF'],
  ['złot\\p{L}*', 'PLN'],
  ['kron(?:or|er|a|e)(?!\\p{L})', 'SEK NOK DKK'],
  ['forint(?!\\p{L})', 'HUF'],
  ['reais(?!\\p{L})', 'BRL'],
  ['TL(?!\\p{L})|liras?(?!\\p{L})', 'TRY'],
];
const anyOf = (some: Currency[]) => `(?:${some.map(([written]) => written).join('|')})`;

/** A currency as pages write it beside a number, for a regular expression that ignores case and knows Unicode. */
export const currencyPattern = anyOf(signs);
/** The same as people write it, in words too. */
export const spokenCurrencyPattern = anyOf([...names, ...signs]);
const spokenCurrency = new RegExp(spokenCurrencyPattern, 'iu');

/** The currencies that the first one named in a text may mean, as ISO codes; none where it names none. */
export function currenciesIn(text: string): string[] {
  const found = spokenCurrency.exec(text)?.[0] ?? '';
  const named = [...names, ...signs].find(([written]) => new RegExp(`^(?:${written})$`, 'iu').test(found));
  return named === undefined ? [] : named[1].split(' ');
}

/** The number of a text that is a price, in the currency's unit with a point and at least two decimals: `1299.00`. */
export function amountOf(text: string): string {
  const digits = (/\d[\d.,\s\u00a0\u202f\u2009’']*/u.exec(text)?.[0] ?? '')
    .replaceAll(/[\s\u00a0\u202f\u2009’']/gu, '')
    .replace(/[.,]+$/, '');
  const decimals = /^0[.,](\d+)$/.exec(digits)?.[1] ?? /[.,](\d{1,2})$/.exec(digits)?.[1];
  const whole = decimals === undefined ? digits : digits.slice(0, -decimals.length - 1);
  return `${whole.replaceAll(/[.,]/g, '')}.${(decimals ?? '').padEnd(2, '0')}`;
}
