import { isElement, headingLevel, type PageElement, type PageNode } from '../page-model.ts';
import { isContent } from '../aside.ts';
import { type DateContext, dateInAddress } from '../dates/dates.ts';
import { type ShownDate, shownDate } from '../dates/nearby-date.ts';
import type { PageIndex, TimeMark } from '../page-index.ts';
import { anyOf } from '../words/patterns.ts';

/** What belongs to one member of a repeated pattern. */
export interface Card {
  member: PageElement;
  /** The largest element around the member that holds no other one. */
  item: PageElement;
  /** What stands between it and its neighbours, where nothing is around them. */
  before: PageNode[];
  after: PageNode[];
  /** How the card names itself; what names it does not date it. */
  title: PageElement | undefined;
  /** What of the item may date it, where that is not all. */
  opening?: PageElement;
}

const besideMax = 12;
const beforeMax = 3;
/** Alone in its group, a member would claim the whole page: its card is close by. */
const levelsAlone = 4;

/** The cards of the members of a group, each in the page's order; linear in what they span. */
export function cardsOf(members: { member: PageElement; title?: PageElement | undefined }[], index: PageIndex): Card[] {
  const counts = countBelow(
    members.map(({ member }) => member),
    index,
  );
  return members.map(({ member, title }) => {
    const item = itemOf(member, counts, index, members.length === 1);
    const { parent, position } = index.spot(item);
    // what stands beside an article that is alone is something else
    const siblings = members.length === 1 && item.tag === 'article' ? [] : (parent?.children ?? []);
    const isSubject = (node: PageElement) => members.length === 1 && isContent(node);
    const isFree = (node: PageNode) =>
      !isElement(node) || (!counts.has(node) && !index.spot(node).isAside && !isSubject(node));
    const level = headingLevelOf(member, index);
    const ends = (node: PageNode) => !isFree(node) || (isElement(node) && (headingLevel(node) ?? 7) <= (level ?? 0));
    return {
      member,
      item,
      title,
      before: takeWhileFree(siblings, position - 1, -1, (node) => !isFree(node)).toReversed(),
      after: takeWhileFree(siblings, position + 1, 1, ends),
    };
  });
}

/** When each card is dated, by what it shows, by what stands beside it, by its address, or by the heading above. */
export function datesOf(
  cards: Card[],
  index: PageIndex,
  context: DateContext,
  addressOf: (card: Card) => string | undefined,
): (ShownDate | null)[] {
  const marks = marksOf(cards, index);
  const options = (position: number) => ({ title: cards[position]?.title, year: marks[position]?.year });
  const own = cards.map((card, position) => shownDate([card.opening ?? card.item], context, options(position)));
  const [first, last] = [cards[0], cards.at(-1)];
  const inBefore = first !== undefined && shownDate(first.before.slice(-beforeMax), context, options(0)) !== null;
  const inAfter =
    last !== undefined && cards.length > 1 && shownDate(last.after, context, options(cards.length - 1)) !== null;
  return cards.map((card, position) => {
    const inCard = own[position] ?? null;
    if (inCard !== null && !inCard.isReckoned) return inCard;
    const nodes = inBefore && !inAfter ? card.before.slice(-beforeMax) : card.after;
    const beside = inCard ?? shownDate(nodes, context, options(position));
    const address = addressOf(card);
    const inAddress = address === undefined ? null : dateInAddress(address);
    if (inAddress !== null && (beside === null || beside.isReckoned)) return { date: inAddress, isReckoned: false };
    return beside ?? dayUnderMark(card, marks[position]);
  });
}

/** What the headings above say of the time of each card; what stands in the card before it is that one's alone. */
function marksOf(cards: Card[], index: PageIndex): (TimeMark | undefined)[] {
  return cards.map((card, position) => {
    const mark = index.markAbove(card.member);
    const previous = cards[position - 1];
    if (mark === undefined || previous === undefined) return mark;
    const span = spanOf(previous, index);
    const isOfPrevious = mark.order >= span.first && mark.order <= span.last;
    return isOfPrevious ? { ...mark, month: undefined, date: undefined } : mark;
  });
}

/** The numbers, in the order of the page, of the first and the last element that belong to a card. */
export function spanOf({ item, before, after }: Card, index: PageIndex): { first: number; last: number } {
  let { first, last } = index.spot(item);
  for (const node of [...before, ...after]) {
    if (!isElement(node)) continue;
    first = Math.min(first, index.spot(node).first);
    last = Math.max(last, index.spot(node).last);
  }
  return { first, last };
}

const dayEnding = `(?:${anyOf(({ dates }) => dates?.dayEndingsAfterMonth)}|日|\\.)`;
const dayAlone = new RegExp(`^\\D{0,6}(\\d{1,2})${dayEnding}?\\W{0,20}(?:\\p{L}{2,9}\\W{0,20})?$`, 'u');

/** A day alone under the heading of its month, or the heading's own date. */
export function dayUnderMark(card: Pick<Card, 'item'>, mark: TimeMark | undefined): ShownDate | null {
  if (mark?.date !== undefined) return { date: mark.date, isReckoned: mark.isReckoned };
  if (mark?.month === undefined || mark.year === undefined) return null;
  const day = firstTexts(card.item, 3)
    .map((text) => dayAlone.exec(text)?.[1])
    .find((found) => found !== undefined);
  const date = `${mark.year}-${String(mark.month).padStart(2, '0')}-${(day ?? '0').padStart(2, '0')}`;
  return Number.isNaN(Date.parse(date)) ? null : { date, isReckoned: false };
}

function firstTexts(element: PageElement, count: number): string[] {
  const texts: string[] = [];
  const visit = (node: PageNode) => {
    if (texts.length >= count) return;
    if (isElement(node)) node.children.forEach(visit);
    else if (node.trim() !== '') texts.push(node.trim());
  };
  visit(element);
  return texts;
}

function itemOf(
  member: PageElement,
  counts: Map<PageElement, number>,
  index: PageIndex,
  isAlone: boolean,
): PageElement {
  let item = member;
  let levels = 0;
  for (const around of index.ancestors(member)) {
    levels += 1;
    const isTooFar = isAlone && (levels > levelsAlone || item.tag === 'article' || hasOtherSubject(around, item));
    if (isTooFar || counts.get(around) !== 1 || around.tag === 'body' || around.tag === 'main') break;
    item = around;
  }
  return item;
}

/** What is in an article or in the main part of a page says nothing about what stands beside it. */
function hasOtherSubject(around: PageElement, item: PageElement): boolean {
  return around.children.some((child) => isElement(child) && child !== item && isContent(child));
}

/** How many members stand below each element. */
function countBelow(members: PageElement[], index: PageIndex): Map<PageElement, number> {
  const counts = new Map<PageElement, number>();
  const count = (element: PageElement) => counts.set(element, (counts.get(element) ?? 0) + 1);
  for (const member of members) {
    count(member);
    for (const around of index.ancestors(member)) count(around);
  }
  return counts;
}

function headingLevelOf(member: PageElement, index: PageIndex): number | undefined {
  const own = headingLevel(member);
  if (own !== undefined) return own;
  for (const around of index.ancestors(member)) {
    const level = headingLevel(around);
    if (level !== undefined) return level;
  }
  return undefined;
}

function takeWhileFree(
  siblings: PageNode[],
  from: number,
  step: 1 | -1,
  ends: (node: PageNode) => boolean,
): PageNode[] {
  const taken: PageNode[] = [];
  for (let position = from; taken.length < besideMax; position += step) {
    const node = siblings[position];
    if (node === undefined || ends(node)) break;
    taken.push(node);
  }
  return taken;
}
