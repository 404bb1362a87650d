import {
  headingLevel,
  isElement,
  isInline,
  type PageElement,
  type PageModel,
  type PageNode,
  textOf,
} from '../page-model.ts';
import { foldSpace } from '../../contract/fold-space.ts';

const quotesMax = 5;
const quoteMaxCharacters = 400;
/** A line that is little more than the words that are looked for is the label of what follows it. */
const labelLeftover = 15;
const followingMax = 6;

interface Line {
  text: string;
  isHeading: boolean;
}

/**
 * Where a page's text has some words, letter case aside: the line that they stand in, word for word, and where that is
 * no more than a label what follows it.
 */
export function linesWith(page: PageModel, words: string): string[] {
  const wanted = foldSpace(words).toLowerCase();
  if (wanted === '') return [];
  const lines = linesOf(page.body);
  const quotes: string[] = [];
  for (const [position, { text }] of lines.entries()) {
    const at = text.toLowerCase().indexOf(wanted);
    if (at === -1) continue;
    const isLabel = text.length <= wanted.length + labelLeftover;
    quotes.push(isLabel ? withFollowing(lines, position) : around(text, at));
    if (quotes.length >= quotesMax) break;
  }
  if (quotes.length > 0) return quotes;
  const whole = textOf(page.body);
  const at = whole.toLowerCase().indexOf(wanted);
  return at === -1 ? [] : [whole.slice(at, at + wanted.length)];
}

function withFollowing(lines: Line[], position: number): string {
  let quote = lines[position]?.text ?? '';
  for (const next of lines.slice(position + 1, position + 1 + followingMax)) {
    if (next.isHeading || quote.length + next.text.length > quoteMaxCharacters) break;
    quote = `${quote} ${next.text}`;
  }
  return quote;
}

/** As much of a long line as tells what is around a place. */
function around(text: string, at: number): string {
  if (text.length <= quoteMaxCharacters) return text;
  const start = Math.max(0, at - quoteMaxCharacters / 2);
  return text.slice(start, start + quoteMaxCharacters).trim();
}

/** The lines of a text as people see them, white space folded, without what is left out. */
export function linesOf(body: PageElement, leaveOut: (element: PageElement) => boolean = () => false): Line[] {
  const lines: Line[] = [];
  let pieces: string[] = [];
  const close = (isHeading: boolean) => {
    const text = foldSpace(pieces.join(''));
    pieces = [];
    if (text !== '') lines.push({ text, isHeading });
  };
  const visit = (node: PageNode) => {
    if (!isElement(node)) {
      pieces.push(node);
      return;
    }
    if (leaveOut(node)) return;
    const isBlock = !isInline(node) && node.tag !== 'a';
    if (isBlock) close(false);
    node.children.forEach(visit);
    if (isBlock) close(headingLevel(node) !== undefined);
  };
  visit(body);
  close(false);
  return lines;
}
