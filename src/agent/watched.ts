import { z } from 'zod';
import type { MemoryChange, MemoryItem, ReadResult } from '../contract/agent.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { Evidence, Finish } from '../contract/session.ts';
import type { Watch } from './watch-goal.ts';
import { since } from './wording.ts';

/** What is remembered of a watched page. */
const WatchMemory = z.object({
  /** What the words, the price or the page said; null where it was not there. */
  text: z.string().nullable(),
  amount: z.string().nullable(),
  /** Of the page's main text. */
  characters: z.number(),
});
export type WatchMemory = z.infer<typeof WatchMemory>;

/** What a page says now of what is watched. */
export interface WatchedLook {
  url: string;
  text: string | null;
  amount: string | null;
  characters: number;
  /** Word for word in the page. */
  quote: string | null;
}

const textMaxCharacters = 4_000;
const shownMaxCharacters = 300;

export function rememberedWatch(memory: MemoryItem[], address: string): WatchMemory | undefined {
  const parsed = WatchMemory.safeParse(memory.find((item) => item.key === memoryKey(address))?.value);
  return parsed.success ? parsed.data : undefined;
}

export function rememberWatch(before: WatchMemory | undefined, address: string, look: WatchedLook): MemoryChange {
  const { text, amount, characters } = look;
  const value: WatchMemory = { text: text === null ? null : cutText(text, textMaxCharacters), amount, characters };
  return { key: memoryKey(address), value, change: before === undefined ? 'added' : 'updated' };
}

const memoryKey = (address: string) => `watch:${address}`.slice(0, limits.memoryKeyMaxCharacters);

/** What a page says of what is watched; `quotes` are the places of the words that are looked for. */
export function lookAtWatched(watch: Watch, page: ReadResult, quotes: string[]): WatchedLook {
  const base = { url: page.url, characters: page.text.length, amount: null };
  if (watch.kind === 'price')
    return {
      ...base,
      text: page.price?.text ?? null,
      amount: page.price?.amount ?? null,
      quote: page.price?.text ?? null,
    };
  if (watch.kind === 'page') return { ...base, text: steadyLines(page.text).join('\n'), quote: null };
  const [quote = null] = quotes;
  return { ...base, text: quote, quote };
}

const counters =
  /^\W*[\d.,\s]+\W*(?:views?|reads?|comments?|likes?|shares?|visitors?|aufrufe|kommentare?|vues|visitas|просмотр\p{L}*|次浏览|阅读)?\W*$|\b\d+\s+(?:seconds?|minutes?|hours?|days?|weeks?|months?)\s+ago\b|\bvor \d+ |\bil y a \d+ |\bhace \d+ /iu;

/** A text without the lines that are another at each visit: counters, and how long ago something was. */
const steadyLines = (text: string) => text.split('\n').filter((line) => !counters.test(line));

/** A page that has lost so much of its text was more likely not shown whole. */
export function isShrunken(look: WatchedLook, before: WatchMemory | undefined): boolean {
  return before !== undefined && before.characters >= 400 && look.characters * 5 < before.characters;
}

/** How a session about a watched page ends; undefined where what is watched was never seen. */
export function concludeWatch(
  watch: Watch,
  look: WatchedLook,
  before: WatchMemory | undefined,
  lastAnsweredAt: string | null,
): Finish | undefined {
  const name = nameOf(watch);
  const isPresence = watch.kind === 'text' && watch.when !== 'changes';
  if (look.text === null && !isPresence && before === undefined) return undefined;
  const isFound = look.text !== null;
  const isSame = before !== undefined && (isPresence ? isFound === (before.text !== null) : sameText(look, before));
  const result = {
    kind: watch.kind,
    text: look.text === null ? null : cutText(look.text, textMaxCharacters),
    before: before?.text ?? null,
    found: isFound,
  };
  const fresh = freshLine(look, before);
  const evidence: Evidence[] = [look.quote ?? fresh].flatMap((quote) =>
    quote === null ? [] : [{ url: look.url, quote: quote.slice(0, shownMaxCharacters) }],
  );
  const state =
    isPresence || !isFound
      ? `${name} is ${isFound ? '' : 'not '}on ${look.url}`
      : `${name} on ${look.url} is “${shown(fresh ?? look.text ?? '')}”`;
  if (before === undefined)
    return {
      outcome: 'answered',
      answer: `${capital(state)}. This is the first look, so there is nothing to compare it with.`,
      result,
      evidence,
    };
  if (isSame)
    return {
      outcome: 'no_change',
      answer: `Nothing changed since ${since(lastAnsweredAt)}: ${state}.`,
      result,
      evidence,
    };
  return { outcome: 'answered', answer: `${capital(changeIn(watch, look, before, state))}.`, result, evidence };
}

function changeIn(watch: Watch, look: WatchedLook, before: WatchMemory, state: string): string {
  const name = nameOf(watch);
  if (look.text === null) return `${name} is not on ${look.url} any more; before it was “${shown(before.text ?? '')}”`;
  if (before.text === null) return `${name} is on ${look.url} now: “${shown(look.text)}”`;
  if (watch.kind === 'page')
    return `${name} at ${look.url} changed; it says now: “${shown(freshLine(look, before) ?? look.text)}”`;
  return `${name} changed from “${shown(before.text)}”: ${state}`;
}

function nameOf(watch: Watch): string {
  if (watch.kind === 'price') return 'the price';
  return watch.kind === 'page' ? 'the text of the page' : `“${watch.words ?? ''}”`;
}

function sameText(look: WatchedLook, before: WatchMemory): boolean {
  if (look.amount !== null && before.amount !== null) return look.amount === before.amount;
  const cut = look.text === null ? null : cutText(look.text, textMaxCharacters);
  return cut === before.text;
}

/** The first line that was not there before. */
function freshLine(look: WatchedLook, before: WatchMemory | undefined): string | null {
  if (look.text === null) return null;
  const known = new Set(before?.text?.split('\n'));
  const lines = look.text.split('\n');
  return lines.find((line) => !known.has(line) && line !== '') ?? lines[0] ?? null;
}

const shown = (text: string) => cutText(text.split('\n')[0] ?? '', shownMaxCharacters);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
