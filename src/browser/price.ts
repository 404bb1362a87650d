import { nodesOf } from './json-ld.ts';
import { linesOf } from './page-lines.ts';
import type { PageIndex } from './page-index.ts';
import { elementsOf, hasClass, type PageElement, type PageModel, textOf } from './page-model.ts';

/** A price as a page gives it. */
export interface Price {
  /** As it stands in the page's text, or where it stands only in marks for machines, as they have it. */
  text: string;
  /** In the currency's unit, with a point: `1299.00`. */
  amount: string;
}

const currency =
  '(?:US\\$|R\\$|C\\$|A\\$|[$€£¥₽₹₩₴₺]|zł|Kč|kr\\.?|Ft|lei|руб\\.?|грн|元|円|원|(?:USD|EUR|GBP|CHF|JPY|CNY|PLN|CZK|SEK|NOK|DKK|HUF|RON|RUB|UAH|TRY|BRL|INR|KRW|AUD|CAD|NZD|MXN)\\b)';
const number = "\\d{1,3}(?:[.,\\u00a0\\u202f’' ]\\d{3})*(?:[.,]\\d{1,2})?|\\d+(?:[.,]\\d{1,2})?";
const shown = new RegExp(
  `${currency}[ \\u00a0\\u202f]?(?:${number})(?!\\d)|(?<![\\d.,])(?:${number})(?:,-|,–)?[ \\u00a0\\u202f]?${currency}`,
  'iu',
);
const priceNames = /(?:^|[\s_-])(?:price|preis|prix|precio|preco|prezzo|cena|amount)(?:$|[\s_-])/i;
const formerNames =
  /(?:^|[\s_-])(?:old|was|former|previous|regular|original|list|compare|strike|strikethrough|crossed|before|uvp|rrp|msrp|streich|barre|shipping|saving)(?:$|[\s_-])/i;

/** The price of what a page is about: as it marks it, as its names say, or the first in its text; null where none is. */
export function priceOn(page: PageModel, index: PageIndex): Price | null {
  const text = textIn(page.body, () => false);
  const marked = markedPrice(page);
  if (marked !== undefined) return { amount: marked, text: shownAs(text, marked) ?? marked };
  for (const element of elementsOf(page.body)) {
    if (!isPrice(element) || index.spot(element).isAside) continue;
    const found = priceIn(textIn(element, isFormer));
    if (found !== undefined) return found;
  }
  return priceIn(textIn(page.body, (element) => isFormer(element) || index.spot(element).isAside)) ?? null;
}

/** Line by line, so that a number does not go on in the next one. */
const textIn = (element: PageElement, leaveOut: (element: PageElement) => boolean) =>
  linesOf(element, leaveOut)
    .map((line) => line.text)
    .join('\n');

function markedPrice(page: PageModel): string | undefined {
  const inJson = nodesOf(page.jsonLd)
    .filter((node) => typeof node['@type'] === 'string' && node['@type'].endsWith('Offer'))
    .map((node) => node['price'] ?? node['lowPrice'])
    .find((price) => typeof price === 'string' || typeof price === 'number');
  const inMeta = page.metas['product:price:amount'] ?? page.metas['og:price:amount'];
  const element = [...elementsOf(page.body)].find((each) => each.attributes['itemprop'] === 'price');
  const inPage = element && (element.attributes['content'] ?? textOf(element));
  const found = inJson === undefined ? (inMeta ?? inPage) : String(inJson);
  return found === undefined || !/\d/.test(found) ? undefined : amountOf(found);
}

const isPrice = (element: PageElement) =>
  element.attributes['class'] !== undefined && priceNames.test(element.attributes['class']) && !isFormer(element);
const isFormer = (element: PageElement) =>
  element.tag === 'del' ||
  element.tag === 's' ||
  hasClass(element, 'sr-only', 'visually-hidden') ||
  formerNames.test(element.attributes['class'] ?? '');

function priceIn(text: string): Price | undefined {
  const found = shown.exec(text)?.[0];
  return found === undefined ? undefined : { text: found.trim(), amount: amountOf(found) };
}

/** The place of the text that shows an amount. */
function shownAs(text: string, amount: string): string | undefined {
  for (const [found] of text.matchAll(new RegExp(shown, 'giu')))
    if (Number(amountOf(found)) === Number(amount)) return found.trim();
  return undefined;
}

function amountOf(text: string): string {
  const digits = (/\d[\d.,\s\u00a0\u202f’']*/u.exec(text)?.[0] ?? '')
    .replaceAll(/[\s\u00a0\u202f’']/gu, '')
    .replace(/[.,]+$/, '');
  const decimals = /[.,](\d{1,2})$/.exec(digits)?.[1];
  const whole = decimals === undefined ? digits : digits.slice(0, -decimals.length - 1);
  return `${whole.replaceAll(/[.,]/g, '')}.${(decimals ?? '').padEnd(2, '0')}`;
}
