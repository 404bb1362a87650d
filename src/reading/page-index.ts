import { type AsideRule, headingAmong, headsAside, isContent, saysAside } from './aside.ts';
import { elementsOf, headingLevel, isElement, type PageElement, shortTextOf } from './page-model.ts';
import { type DateContext, findDateInLine, yearAlone } from './dates/dates.ts';
import { monthNumber, monthPattern } from './dates/month-names.ts';
import { anyOf } from './words/patterns.ts';

/** Where an element stands. */
interface Spot {
  parent: PageElement | undefined;
  /** Among the children of its parent. */
  position: number;
  /** The numbers, in the order of the page, of this element and of the last one in it. */
  first: number;
  last: number;
  /** Its tag and those of all around it, innermost first: neighbours in a list have the same, whatever their classes. */
  shape: string;
  /** True in navigation, header, footer, sidebar and the like: never an entry of its own. */
  isAside: boolean;
}

/** What a heading says of the time of all below it, as `2026`, `November 2026` or a day. */
export interface TimeMark {
  order: number;
  year: number | undefined;
  month: number | undefined;
  date: string | undefined;
  isReckoned: boolean;
}

/** Where everything stands in a page; made in one walk. */
export class PageIndex {
  readonly #spots = new Map<PageElement, Spot>();
  readonly marks: TimeMark[] = [];
  readonly #holdMain = new Set<PageElement>();
  readonly #rule: AsideRule;
  #count = 0;

  constructor(body: PageElement, context: DateContext, rule: AsideRule) {
    this.#rule = rule;
    this.#findMain(body, []);
    this.#visit(body, undefined, { position: 0, shape: '', isAside: false, isInContent: false });
    this.#collectMarks(body, context);
  }

  spot(element: PageElement): Spot {
    const spot = this.#spots.get(element);
    if (spot === undefined) throw new TypeError(`no place is known of an element ${element.tag}`);
    return spot;
  }

  /** From the parent up to the body. */
  *ancestors(element: PageElement): Generator<PageElement> {
    for (let each = this.spot(element).parent; each !== undefined; each = this.spot(each).parent) yield each;
  }

  contains(outer: PageElement, inner: PageElement): boolean {
    const [around, within] = [this.spot(outer), this.spot(inner)];
    return around.first <= within.first && within.last <= around.last;
  }

  /** What the headings above an element say of its time; the nearest alone counts. */
  markAbove(element: PageElement): TimeMark | undefined {
    const { first } = this.spot(element);
    let [low, high] = [0, this.marks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.marks[middle]?.order ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    return this.marks[low - 1];
  }

  #findMain(element: PageElement, around: PageElement[]): void {
    const isMain = element.tag === 'main' || element.tag === 'h1' || element.attributes['role'] === 'main';
    if (isMain) for (const each of around) this.#holdMain.add(each);
    around.push(element);
    for (const child of element.children) if (isElement(child)) this.#findMain(child, around);
    around.pop();
  }

  #visit(
    element: PageElement,
    parent: PageElement | undefined,
    around: { position: number; shape: string; isAside: boolean; isInContent: boolean },
  ): void {
    const isInContent = around.isInContent || isContent(element);
    const holdsMain = this.#holdMain.has(element);
    const isAside = around.isAside || saysAside(element, { isInContent, holdsMain, rule: this.#rule });
    const shape = `${element.tag}<${around.shape}`;
    const first = (this.#count += 1);
    const spot: Spot = { parent, position: around.position, first, last: first, shape, isAside };
    this.#spots.set(element, spot);
    /** The level of the heading under which all is aside, up to the next one that is no lower. */
    let asideLevel: number | undefined;
    for (const [position, child] of element.children.entries()) {
      if (!isElement(child)) continue;
      const heading = this.#rule === 'by_names' ? headingAmong(child) : undefined;
      if (heading !== undefined && (asideLevel === undefined || heading.level <= asideLevel))
        asideLevel = headsAside(child, heading) ? heading.level : undefined;
      this.#visit(child, element, { position, shape, isAside: isAside || asideLevel !== undefined, isInContent });
    }
    spot.last = this.#count;
  }

  #collectMarks(body: PageElement, context: DateContext): void {
    for (const element of elementsOf(body)) {
      if (!canMark(element)) continue;
      const text = shortTextOf(element, 40);
      const mark = text === undefined ? undefined : readMark(text, context, this.marks.at(-1)?.year);
      if (mark !== undefined) this.marks.push({ order: this.spot(element).first, ...mark });
    }
  }
}

const markTags = new Set(['dt', 'th', 'summary', 'caption', 'legend']);
const markNames = /(?:^|[-_ ])(?:year|month|day|date)(?:$|[-_ ])/i;

function canMark(element: PageElement): boolean {
  if (element.children.length === 0 || element.children.length > 8) return false;
  if (headingLevel(element) !== undefined || markTags.has(element.tag)) return true;
  if (element.tag === 'time' || element.tag === 'span' || element.tag === 'a' || element.tag === 'td') return false;
  const only = element.children[0];
  const isBold =
    element.children.length === 1 && only !== undefined && isElement(only) && /^(?:b|strong)$/.test(only.tag);
  return isBold || markNames.test(element.attributes['class'] ?? '');
}

const monthAlone = new RegExp(
  `^\\W{0,40}${monthPattern},?(?:\\s+(?:${anyOf(({ dates }) => dates?.beforeYear)}\\s+)?(\\d{4}))?\\W{0,40}$`,
  'iu',
);
const eastAsianMonthAlone = /^\W*(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\W*$/u;
const numericMonthAlone = /^\W*(20\d\d)[-/.](\d{1,2})\W*$/u;
/** What a heading may say beside its date: the day of the week. */
const leftoverMax = 14;

function readMark(
  text: string,
  context: DateContext,
  yearAbove: number | undefined,
): Omit<TimeMark, 'order'> | undefined {
  const nothing = { month: undefined, date: undefined, isReckoned: false };
  const year = yearAlone(text);
  const inWords = monthAlone.exec(text);
  if (inWords !== null) {
    const [, name = '', ownYear] = inWords;
    return { ...nothing, year: ownYear === undefined ? yearAbove : Number(ownYear), month: monthNumber(name) };
  }
  const inNumbers = eastAsianMonthAlone.exec(text) ?? numericMonthAlone.exec(text);
  if (inNumbers !== null) return { ...nothing, year: Number(inNumbers[1]), month: Number(inNumbers[2]) };
  if (year !== undefined) return { ...nothing, year };
  const found = findDateInLine(text, context, yearAbove);
  if (found === undefined || text.length - found.found.length > leftoverMax) return undefined;
  return { ...nothing, year: Number(found.date.slice(0, 4)), date: found.date, isReckoned: found.isReckoned };
}
