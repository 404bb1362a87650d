import {
  elementsOf,
  firstHeading,
  hasClass,
  isElement,
  isInline,
  type PageElement,
  type PageNode,
  textOf,
} from '../page-model.ts';
import { type DateContext, findDateInLine } from '../dates/dates.ts';
import { saysMore } from './link-words.ts';
import { isDateElement } from '../dates/nearby-date.ts';
import type { Link } from '../outline.ts';
import { foldSpace } from '../../contract/fold-space.ts';

const titleNames = /(?:^|[\s_-])(?:title|headline)(?:$|\s)/i;
const lineMaxCharacters = 200;
/** What is beyond is in no title. */
const headingMaxCharacters = 1_000;
/** What leads a line besides its title. */
const edges = /^[\s·•|–—:,/\][-]+|(?<![\s·•|–—:,/[-])[\s·•|–—:,/[-]+$/g;

/** True for a link such as “Read more” or a picture: it leads to an entry and does not name it. */
export const saysNothing = (link: Link): boolean => !/[\p{L}\p{N}]/u.test(link.text) || saysMore(link.text);

/** The element that names what a link leads to, where one does: a heading, or what is called a title. */
export function titleElement(link: Link): PageElement | undefined {
  return link.heading ?? titledElement(link.element);
}

/** What a card calls its entry: its heading, what is called its title, or the largest or first line of its link. */
export function titleOf(link: Link, item: PageElement, context: DateContext): string {
  if (link.heading !== undefined) return headingText(link.heading, link, context);
  const named = titledElement(link.element);
  if (named !== undefined) return withoutDate(textOf(named), context);
  if (!saysNothing(link)) return withoutDate(lineOf(link.element, context), context);
  const around = firstHeading(item) ?? titledElement(item);
  if (around !== undefined) return hasLink(around) ? '' : withoutDate(textOf(around), context);
  const picture = [...elementsOf(link.element)].find((each) => (each.attributes['alt'] ?? '').length > 8);
  return foldSpace(link.element.attributes['aria-label'] ?? picture?.attributes['alt'] ?? '');
}

/** A title that is a link itself, and leads somewhere, is named by that one, and not by an arrow or a number beside it. */
const hasLink = (element: PageElement) =>
  [...elementsOf(element)].some((each) => each.tag === 'a' && !(each.attributes['href'] ?? '#').endsWith('#'));

/** A heading may hold more than its link: a label, an author, the source. */
function headingText(heading: PageElement, link: Link, context: DateContext): string {
  const { text, links } = contentsOf(heading);
  const isOneOfSeveral = links.has(link.element) && links.size > 1;
  const title = isOneOfSeveral && link.text.length > 12 ? link.text : text;
  return withoutDate(title, context) || text;
}

interface HeadingContents {
  text: string;
  links: ReadonlySet<PageElement>;
}

/** Looked through once for each heading, as all the links of a page may stand in one. */
const knownContents = new WeakMap<PageElement, HeadingContents>();

function contentsOf(heading: PageElement): HeadingContents {
  const known = knownContents.get(heading);
  if (known !== undefined) return known;
  const contents = {
    text: textOf(heading, isDateElement).slice(0, headingMaxCharacters),
    links: new Set([...elementsOf(heading)].filter(({ tag }) => tag === 'a')),
  };
  knownContents.set(heading, contents);
  return contents;
}

/** Without the date that stands at one of its ends, where something else is left. */
export function withoutDate(text: string, context: DateContext): string {
  const found = findDateInLine(text, context);
  const isAtEnd =
    found !== undefined && (found.index <= 2 || found.index + found.found.length >= text.length - 2) && text.length > 4;
  // “notes-2026-11-20” is a name
  const isGlued = found !== undefined && /[\p{L}\p{N}][-_]$/u.test(text.slice(0, found.index));
  if (!isAtEnd || isGlued) return text.trim();
  const bare = foldSpace(
    text
      .replace(found.found, ' ')
      .replaceAll(/\(\s*\)|\[\s*\]/g, ' ')
      .replaceAll(edges, ''),
  );
  const isSentence =
    found.isReckoned && bare.length > 30 && found.index > 2 && !/[·•|–—:,(-]\s*$/.test(text.slice(0, found.index));
  return isSentence || bare.length < 2 ? text.trim() : bare;
}

/** Cards name the title in a class: `card-title`, `post-title`, `title`, `p-name`. */
export function titledElement(element: PageElement): PageElement | undefined {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    const isTitle =
      titleNames.test(child.attributes['class'] ?? '') ||
      hasClass(child, 'p-name') ||
      /^(?:headline|name)$/.test(child.attributes['itemprop'] ?? '');
    const isFilled = isTitle && /\p{L}{2}|\p{Lo}/u.test(textOf(child));
    const found = isFilled ? child : titledElement(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Line {
  text: string;
  size: number;
}

/** Of a link that holds a whole card, the line that looks most like its title: the largest, and of equals the first. */
function lineOf(element: PageElement, context: DateContext): string {
  const lines = linesOf(element).filter(({ text }) => {
    const found = findDateInLine(text, context);
    const isDate = found !== undefined && text.length - found.found.length <= 20 && text.length <= 45;
    return !isDate && /\p{L}/u.test(text) && !saysMore(text) && !/^\d+ min/.test(text);
  });
  const only = lines[0];
  if (only === undefined) {
    const text = textOf(element, isDateElement);
    const found = findDateInLine(text, context);
    // “3 days ago” says when, and not what; “August 1 – Welcome” says both
    const isBoth = found?.index === 0 && /^\s*[-–—:|·»]\s*\p{L}/u.test(text.slice(found.found.length));
    return isBoth ? withoutDate(text, context) : found?.isReckoned === true ? '' : text;
  }
  if (lines.length === 1) return only.text;
  const largest = Math.max(...lines.map(({ size }) => size));
  const isToldApart = lines.some(({ size }) => size < largest * 0.95);
  const titles = isToldApart ? lines.filter(({ size }) => size >= largest * 0.95) : lines;
  // a label such as a category stands above the title, and says less
  const worded = titles.filter(({ text }) => text.length > 15 || /\s\S+\s/.test(text));
  return (worded[0] ?? titles[0])?.text ?? textOf(element);
}

function linesOf(root: PageElement): Line[] {
  const lines: Line[] = [];
  let [text, size] = ['', 0];
  const columns = columnsOf(root);
  const close = () => {
    const folded = foldSpace(text);
    if (folded !== '') lines.push({ text: folded.slice(0, lineMaxCharacters), size });
    [text, size] = ['', 0];
  };
  const visit = (node: PageNode, around: number) => {
    if (!isElement(node)) {
      text += node;
      if (node.trim() !== '') size = Math.max(size, around);
      return;
    }
    if (isDateElement(node)) {
      text += ' ';
      return;
    }
    const isBlock = !isInline(node) || node.tag === 'b' || node.tag === 'strong' || columns.has(node);
    if (isBlock) close();
    for (const child of node.children) visit(child, node.size ?? around);
    if (isBlock) close();
  };
  visit(root, root.size ?? 0);
  close();
  return lines;
}

/** What stands side by side in a link that has no words between: a title and a date, say. */
function columnsOf(root: PageElement): Set<PageNode> {
  const hasWords = root.children.some((child) => !isElement(child) && /[\p{L}\p{N}]/u.test(child));
  const elements = root.children.filter(isElement);
  return new Set(hasWords || elements.length < 2 ? [] : elements);
}
