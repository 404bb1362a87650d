import { z } from 'zod';
import type { MemoryChange, MemoryItem, ReadResult } from '../../contract/results.ts';
import { cutText } from '../../contract/json.ts';
import { limits } from '../../contract/limits.ts';
import { currenciesIn } from '../../reading/text/money.ts';
import { anyOf } from '../../reading/words/patterns.ts';
import { sessionErrorCodes } from '../../contract/session-errors.ts';
import { memoryKey } from '../comparing/memory-key.ts';
import { newestVersionIn } from './versions.ts';
import type { Watch } from './watch-goal.ts';

/** What is remembered of a watched page. */
const WatchMemory = z.object({
  /** What the words, the price, the version or the page said; null where it was not there. */
  text: z.string().nullable(),
  amount: z.string().nullable(),
  /** ISO codes of what the price's currency may be. */
  currencies: z.array(z.string()).exactOptional(),
  /** Of the page's main text. */
  characters: z.number(),
  /** The price from which it has to move to be told, where that is not the one above. */
  reference: z.object({ text: z.string(), amount: z.string() }).exactOptional(),
});
export type WatchMemory = z.infer<typeof WatchMemory>;

/** What a page says now of what is watched. */
export const WatchedLook = z.object({
  url: z.string(),
  text: z.string().nullable(),
  amount: z.string().nullable(),
  currencies: z.array(z.string()),
  characters: z.number(),
  /** Word for word in the page. */
  quote: z.string().nullable(),
});
export type WatchedLook = z.infer<typeof WatchedLook>;

/** An address of the goal that was looked at, whatever came of it. */
export const WatchedPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('seen'), address: z.string(), look: WatchedLook }),
  z.object({ kind: z.literal('unread'), address: z.string(), code: z.enum(sessionErrorCodes), message: z.string() }),
  z.object({ kind: z.literal('refused'), address: z.string(), reason: z.string().nullable() }),
]);
export type WatchedPage = z.infer<typeof WatchedPage>;
export type SeenPage = Extract<WatchedPage, { kind: 'seen' }>;

const textMaxCharacters = 4_000;
/** UTF-8 takes at most so many bytes for a character of JavaScript. */
const bytesPerCharacter = 3;

/** How much of a page's text is kept, so that the pages of a goal share a bound in bytes; a tenth of it is spared. */
export function shareOf(maxBytes: number, pages: number): number {
  return Math.min(textMaxCharacters, Math.floor((maxBytes * 0.9) / bytesPerCharacter / pages));
}

export function rememberedWatch(memory: MemoryItem[], address: string): WatchMemory | undefined {
  const key = memoryKey('watch', address);
  const parsed = WatchMemory.safeParse(memory.find((item) => item.key === key)?.value);
  return parsed.success ? parsed.data : undefined;
}

export function rememberWatch(
  before: WatchMemory | undefined,
  { address, look }: SeenPage,
  reference: WatchMemory['reference'],
): MemoryChange {
  const { text, amount, currencies, characters } = look;
  const value: WatchMemory = {
    text,
    amount,
    characters,
    ...(currencies.length > 0 ? { currencies } : {}),
    ...(reference === undefined ? {} : { reference }),
  };
  return { key: memoryKey('watch', address), value, change: before === undefined ? 'added' : 'updated' };
}

/** What a page says of what is watched; `quotes` are the places of the words that are looked for, `pages` how many share the memory. */
export function lookAtWatched(
  watch: Watch,
  page: ReadResult,
  { quotes, pages }: { quotes: string[]; pages: number },
): WatchedLook {
  const base = { url: page.url, characters: page.text.length, amount: null, currencies: [] };
  switch (watch.kind) {
    case 'price': {
      if (page.price === undefined || page.price === null) return { ...base, text: null, quote: null };
      const { text, amount, currency = text } = page.price;
      // one that begins like the amount may stand in marks for machines alone
      const isShown = !text.startsWith(amount) || page.text.includes(text);
      return { ...base, text, amount, currencies: currenciesIn(currency), quote: isShown ? text : null };
    }
    case 'version': {
      const found = newestVersionIn(`${page.title}\n${page.text}`);
      // the title may stand in the head of the page alone
      const quote = found !== undefined && page.text.includes(found.line) ? found.line : null;
      return { ...base, text: found?.version ?? null, quote };
    }
    case 'page': {
      const text = steadyLines(page.text).join('\n');
      return { ...base, text: cutText(text, shareOf(limits.memoryMaxBytes, pages)), quote: null };
    }
    default: {
      const [quote = null] = quotes;
      return { ...base, text: quote, quote };
    }
  }
}

const counters = new RegExp(
  [
    `^\\W{0,20}[\\d.,\\s]{1,30}\\W{0,20}${anyOf(({ texts }) => texts?.counters)}?\\W{0,20}$`,
    `\\b\\d{1,9} ${anyOf(({ texts }) => texts?.afterAge)}\\b`,
    `\\b${anyOf(({ texts }) => texts?.beforeAge)} \\d+ `,
  ].join('|'),
  'iu',
);

/** A text without the lines that are another at each visit: counters, and how long ago something was. */
const steadyLines = (text: string) => text.split('\n').filter((line) => !counters.test(line));

/** A page that has lost so much of its text was more likely not shown whole. */
export function isShrunken(look: WatchedLook, before: WatchMemory | undefined): boolean {
  return before !== undefined && before.characters >= 400 && look.characters * 5 < before.characters;
}
