import { amountOf, currencyPattern, noCents, numberEnd, numberPattern } from './money.ts';
import { nodesOf } from '../entries/json-ld.ts';
import { linesOf } from './page-lines.ts';
import type { PageIndex } from '../page-index.ts';
import { elementsOf, hasClass, type PageElement, type PageModel, textOf } from '../page-model.ts';
import { anyOf } from '../words/patterns.ts';

/** A price as a page gives it. */
export interface Price {
  /** As it stands in the page's text, or where it stands only in marks for machines, as they have it. */
  text: string;
  /** In the currency's unit, with a point: `1299.00`. */
  amount: string;
  /** Where it is marked for machines: as in `EUR`. */
  currency?: string;
}

const shown = new RegExp(
  `${currencyPattern}[ \\u00a0\\u202f]?${numberPattern}${numberEnd}${noCents}|(?<![\\d.,])${numberPattern}${noCents}[ \\u00a0\\u202f]?${currencyPattern}`,
  'iu',
);
const allShown = new RegExp(shown, 'giu');
/** Names of styles that have one of these words in them, as `product-price` has. */
const named = (words: string) => new RegExp(`(?:^|[\\s_-])${words}(?:$|[\\s_-])`, 'iu');
const priceNames = named(anyOf(({ prices }) => prices?.styles));
const formerNames = named(anyOf(({ prices }) => prices?.formerStyles));

/** The price of what a page is about: as it marks it, as its names say, or the first in its text; null where none is. */
export function priceOn(page: PageModel, index: PageIndex): Price | null {
  const text = textIn(page.body, () => false);
  const marked = markedPrice(page);
  if (marked !== undefined) {
    const { amount, currency } = marked;
    const inText = shownAs(text, amount) ?? [amount, currency].filter((part) => part !== undefined).join(' ');
    return { text: inText, amount, ...(currency === undefined ? {} : { currency }) };
  }
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

function markedPrice(page: PageModel): Pick<Price, 'amount' | 'currency'> | undefined {
  const elements = [...elementsOf(page.body)];
  const marked = (name: string) => {
    const element = elements.find((each) => each.attributes['itemprop'] === name);
    return element && (element.attributes['content'] ?? textOf(element));
  };
  const offer = nodesOf(page.jsonLd)
    .filter((node) => typeof node['@type'] === 'string' && node['@type'].endsWith('Offer'))
    .map((node) => ({ price: node['price'] ?? node['lowPrice'], currency: node['priceCurrency'] }))
    .find(({ price }) => typeof price === 'string' || typeof price === 'number');
  const price =
    offer === undefined
      ? (page.metas['product:price:amount'] ?? page.metas['og:price:amount'] ?? marked('price'))
      : String(offer.price);
  if (price === undefined || !/\d/.test(price)) return undefined;
  const currency =
    offer?.currency ??
    page.metas['product:price:currency'] ??
    page.metas['og:price:currency'] ??
    marked('priceCurrency');
  return { amount: amountOf(price), ...(typeof currency === 'string' && currency !== '' ? { currency } : {}) };
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
  for (const [found] of text.matchAll(allShown)) if (Number(amountOf(found)) === Number(amount)) return found.trim();
  return undefined;
}
