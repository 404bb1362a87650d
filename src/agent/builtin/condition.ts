import {
  amountOf,
  currenciesIn,
  noCents,
  numberEnd,
  numberPattern,
  spokenCurrencyPattern,
} from '../../reading/text/money.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import type { Comparison, ConditionWords } from '../../reading/words/goal-words.ts';
import type { LanguageWords } from '../../reading/words/language-words.ts';
import { anyOf, spacedLanguages, unspacedLanguages, wholeWords } from '../../reading/words/patterns.ts';

/** A number that the watched one is compared with. */
export interface Threshold {
  kind: 'threshold';
  asks: Comparison;
  /** In the currency's unit, with a point: `100.00`. */
  amount: string;
  /** As the goal has it: `100 EUR`. */
  shown: string;
  /** ISO codes of what the goal's currency may be; none where it names none. */
  currencies: string[];
}

/** A way that the watched number goes, from what was told of it last. */
export interface Move {
  kind: 'move';
  asks: 'fall' | 'rise' | 'change';
  /** The least that is told; 0: anything. */
  by: number;
  unit: 'percent' | 'money';
  /** True where it has to be more than that. */
  isMore: boolean;
  /** ISO codes of what the currency may be; none where none is named. */
  currencies: string[];
}

/** When the owner of a watched price wants to be told. */
export type Condition = Threshold | Move;

type Plain = Exclude<keyof ConditionWords, 'before' | 'after'>;
const oneOf = (kind: Plain) => anyOf(({ conditions }) => conditions?.[kind]);
const whole = (kind: Plain) => wholeWords(({ conditions }) => conditions?.[kind]);

export const changes = wholeWords(({ watching }) => watching?.changes);
const [falls, rises, discount, unclear] = [whole('falls'), whole('rises'), whole('discounts'), whole('unclear')];
const percent = `(?:[%％]|${oneOf('percent')})`;
const between = oneOf('between');

// what counts time or other things is no price
const counted = `(?! ?(?:${percent}|${oneOf('otherUnits')}))`;
const money = `(?:${spokenCurrencyPattern} ?${numberPattern}${numberEnd}${noCents}|${numberPattern}${numberEnd}${noCents} ?${spokenCurrencyPattern})`;
const amount = `(?:${money}|${numberPattern}${numberEnd}${noCents}(?!\\p{L})${counted})`;

const signs: Record<Comparison, string> = { below: '<(?!=)', at_most: '<=|≤', above: '>(?!=)', at_least: '>=|≥' };
const endingLanguages = spacedLanguages.filter(({ writing }) => writing?.hasEndings === true);
const plainLanguages = spacedLanguages.filter((language) => !endingLanguages.includes(language));
const patterns = (Object.keys(signs) as Comparison[]).map((asks) => {
  const before = (from: readonly LanguageWords[]) => anyOf(({ conditions }) => conditions?.before?.[asks], from);
  const after = (from: readonly LanguageWords[]) => anyOf(({ conditions }) => conditions?.after?.[asks], from);
  const words = `(?<![\\p{L}\\p{N}])${before(spacedLanguages)} (?:${between} ){0,4}`;
  const leading = `(?:${words}|(?:${signs[asks]}|${before(unspacedLanguages)}) ?)`;
  const trailing = `(?: ${after(plainLanguages)}|\\S{0,6} ${after(endingLanguages)}|${after(unspacedLanguages)})`;
  const source = `${leading}(?<before>${amount})|(?<after>${amount})${trailing}(?!\\p{Script=Latin})`;
  return { asks, pattern: new RegExp(source, 'giu') };
});
const anyMoney = new RegExp(money, 'iu');
const share = `\\d{1,4}(?:[.,]\\d{1,2})? ?${percent}`;
const extent = `(?:(?<more>${oneOf('moreThan')}) |${oneOf('atLeast')} )?(?:${between} )?`;
const byMoney = new RegExp(`(?<!\\p{L})${oneOf('by')} ?${extent}(?<money>${amount})`, 'iu');
const byShare = new RegExp(`${extent}(?<share>${share})`, 'iu');
const besideBefore = new RegExp(`${amount} ${oneOf('thanBefore')}`, 'iu');

/**
 * The condition that a goal about a price names; undefined where it asks for any change. `'unclear'`: it names one that
 * this planner would not keep to.
 */
export function conditionIn(said: string): Condition | 'unclear' | undefined {
  const goal = foldSpace(said);
  const way = wayIn(goal);
  const extent = byMoney.exec(goal)?.groups ?? byShare.exec(goal)?.groups;
  const thresholds = thresholdsIn(extent === undefined ? goal : goal.replace(byMoney, ' ').replace(byShare, ' '));
  const [threshold] = thresholds;
  if (thresholds.length > 1 || besideBefore.test(goal)) return 'unclear';
  if (extent !== undefined) {
    if (threshold !== undefined || discount.test(goal) || (way === undefined && !changes.test(goal))) return 'unclear';
    return moveBy(way ?? 'change', extent);
  }
  if (threshold !== undefined) {
    // “drops more than 10 EUR” may mean by so much
    const isDoubtful = way === 'fall' && (threshold.asks === 'above' || threshold.asks === 'at_least');
    return isDoubtful ? 'unclear' : threshold;
  }
  if (anyMoney.test(goal) || unclear.test(goal)) return 'unclear';
  // who says “changes” wants to know of both ways
  if (way === undefined || changes.test(goal)) return undefined;
  return { kind: 'move', asks: way, by: 0, unit: 'percent', isMore: true, currencies: [] };
}

function moveBy(asks: Move['asks'], { more, money: sum, share: part }: Record<string, string | undefined>): Move {
  const isMore = more !== undefined;
  return sum === undefined
    ? { kind: 'move', asks, by: Number(amountOf(part ?? '')), unit: 'percent', isMore, currencies: [] }
    : { kind: 'move', asks, by: Number(amountOf(sum)), unit: 'money', isMore, currencies: currenciesIn(sum) };
}

/** Whether a goal names an amount of money. */
export const namesMoney = (goal: string): boolean => anyMoney.test(goal);

function wayIn(goal: string): 'fall' | 'rise' | undefined {
  const [isDown, isUp] = [falls.test(goal), rises.test(goal)];
  return isDown === isUp ? undefined : isDown ? 'fall' : 'rise';
}

/** Each number that is compared with, once: of readings that share a place the longest counts, as of “no more than”. */
function thresholdsIn(goal: string): Threshold[] {
  const found = patterns.flatMap(({ asks, pattern }) =>
    [...goal.matchAll(pattern)].map((match) => ({
      asks,
      match,
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
  return found
    .filter((one) => !found.some((other) => other !== one && covers(other, one)))
    .map(({ asks, match }): Threshold => {
      const shown = (match.groups?.['before'] ?? match.groups?.['after'] ?? '').trim();
      return { kind: 'threshold', asks, amount: amountOf(shown), shown, currencies: currenciesIn(shown) };
    });
}

interface Place {
  start: number;
  end: number;
}
const covers = (one: Place, other: Place) =>
  one.start <= other.start && one.end >= other.end && one.end - one.start > other.end - other.start;

/** Whether a threshold is kept to by an amount. */
export function holds({ asks, amount: limit }: Threshold, amount: string): boolean {
  const [value, bound] = [Number(amount), Number(limit)];
  if (asks === 'below') return value < bound;
  if (asks === 'at_most') return value <= bound;
  return asks === 'above' ? value > bound : value >= bound;
}

/** A threshold in words: `below 100 EUR`. */
export function describeThreshold({ asks, shown }: Threshold): string {
  return `${asks.replace('_', ' ')} ${shown}`;
}

/** By how many percent an amount is more than another; below 0 where it is less. */
export function percentFrom(before: string, now: string): number {
  const from = Number(before);
  return from === 0 ? (Number(now) === 0 ? 0 : Infinity) : ((Number(now) - from) / from) * 100;
}

/** Whether a price went the way that is asked for, and far enough. */
export function hasMoved({ asks, by: least, unit, isMore }: Move, before: string, now: string): boolean {
  const change = unit === 'percent' ? percentFrom(before, now) : Number(now) - Number(before);
  const way = asks === 'fall' ? -change : asks === 'rise' ? change : Math.abs(change);
  // from 19.90 to 17.91 is a tenth, which binary fractions miss
  const far = Number(way.toFixed(6));
  return isMore ? far > least : far >= least;
}
