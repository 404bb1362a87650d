import { type Condition, describeThreshold, hasMoved, holds, percentFrom } from './condition.ts';
import type { WatchedLook, WatchMemory } from './watched.ts';

/** What a look at a price comes to. */
export interface Judgement {
  kind: 'baseline' | 'news' | 'same' | 'unsure';
  /** What is said after the price: that a limit is passed, how far it moved. */
  remark: string;
  /** From where the next look reckons; undefined: from this one. */
  reference?: { text: string; amount: string };
}

type Reference = NonNullable<WatchMemory['reference']>;
/** A look that found a price. */
export type PricedLook = WatchedLook & Reference;

/** What a price is, by its goal's condition and what is remembered of it. */
export function judgePrice(condition: Condition | null, look: PricedLook, before: WatchMemory | undefined): Judgement {
  if (condition === null) return judgeChange(look, before);
  if (condition.kind === 'move') return judgeMove(condition, look, before);
  const { currencies, shown } = condition;
  if (differ(currencies, look.currencies))
    return { kind: 'unsure', remark: `, which is not compared with ${shown}: the currencies differ` };
  const isKept = holds(condition, look.amount);
  const note = currencies.length > 0 && look.currencies.length === 0 ? ' (the page names no currency)' : '';
  const remark = (adverbs: { still?: boolean; last?: string }) =>
    `, ${adverbs.still === true ? 'still ' : ''}${isKept ? '' : 'not '}${describeThreshold(condition)}${adverbs.last ?? ''}${note}`;
  if (before === undefined) return { kind: 'baseline', remark: remark({ last: isKept ? ' already' : ' yet' }) };
  const wasKept = before.amount !== null && holds(condition, before.amount);
  return isKept === wasKept
    ? { kind: 'same', remark: remark({ still: true }) }
    : { kind: 'news', remark: remark({ last: isKept ? ' now' : ' any more' }) };
}

function judgeChange(look: PricedLook, before: WatchMemory | undefined): Judgement {
  if (before === undefined) return { kind: 'baseline', remark: '' };
  const isSame =
    before.amount !== null &&
    Number(before.amount) === Number(look.amount) &&
    !differ(before.currencies ?? [], look.currencies);
  return { kind: isSame ? 'same' : 'news', remark: '' };
}

function judgeMove(
  move: Extract<Condition, { kind: 'move' }>,
  look: PricedLook,
  before: WatchMemory | undefined,
): Judgement {
  const now: Reference = { text: look.text, amount: look.amount };
  if (before === undefined) return { kind: 'baseline', remark: '' };
  const from = before.reference ?? referenceOf(before);
  if (from === undefined) return { kind: 'news', remark: '' };
  if (differ(before.currencies ?? [], look.currencies) || differ(move.currencies, look.currencies))
    return { kind: 'unsure', remark: `, which is not compared with “${from.text}”: the currencies differ` };
  const change = percentFrom(from.amount, now.amount);
  const isTold = hasMoved(move, from.amount, now.amount);
  const remark = change === 0 ? '' : `, ${percentIn(change)} ${change < 0 ? 'less' : 'more'} than “${from.text}”`;
  if (isTold) return { kind: 'news', remark };
  // a fall is reckoned from the highest price since the last that was told, a rise from the lowest
  const isAway = (move.asks === 'fall' && change > 0) || (move.asks === 'rise' && change < 0);
  return { kind: 'same', remark, reference: isAway ? now : from };
}

const referenceOf = ({ text, amount }: WatchMemory): Reference | undefined =>
  text === null || amount === null ? undefined : { text, amount };

const differ = (some: string[], others: string[]) =>
  some.length > 0 && others.length > 0 && !some.some((currency) => others.includes(currency));

/** One decimal, none where it is nought. */
const percentIn = (change: number) => `${Number(Math.abs(change).toFixed(1))} %`;
