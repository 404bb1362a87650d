import { hasClass, isElement, isInline, type PageElement, type PageNode, textOf } from '../page-model.ts';
import { type DateContext, findDate, findDateInLine, normaliseDate } from './dates.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { anyOf } from '../words/patterns.ts';

/** Bounds of the look at a card, which may be a whole article. */
const piecesMax = 300;
const charactersMax = 3_000;
/** What stands beside a date in a line that is about it: an author, a category, a number of comments. */
const leftoverMax = 45;
const wholeTextMax = 600;
const updates = new RegExp(
  anyOf(({ dates }) => dates?.updated),
  'iu',
);
const dayAndMs = 2 * 86_400_000;

/** A date that a piece of a page shows. */
export interface ShownDate {
  date: string;
  isReckoned: boolean;
}

/**
 * The date of a card, from its nodes: a `time` element or the like, a line that is little else, or a whole date in its
 * text. `title` is what names the card: a number in it is not taken for a day.
 */
export function shownDate(
  nodes: PageNode[],
  context: DateContext,
  { title, year }: { title?: PageElement | undefined; year?: number | undefined } = {},
): ShownDate | null {
  return markedDate(nodes, context) ?? dateInPieces(nodes, context, { title, year });
}

/** The date that an element shows in its own words or its attributes, as machines write it. */
export function dateIn(element: PageElement, context: DateContext): string | null {
  return shownDate([element], context)?.date ?? null;
}

export const isDateElement = (element: PageElement): boolean =>
  element.tag === 'time' ||
  (element.attributes['datetime'] !== undefined && element.tag !== 'ins' && element.tag !== 'del') ||
  hasClass(element, 'dt-published', 'published') ||
  /^(?:datePublished|dateCreated|dateModified)$/.test(element.attributes['itemprop'] ?? '');

function markedDate(nodes: PageNode[], context: DateContext): ShownDate | null {
  const found: { published: ShownDate | null; any: ShownDate | null } = { published: null, any: null };
  let left = piecesMax;
  const visit = (node: PageNode) => {
    if (!isElement(node) || found.published !== null || (left -= 1) < 0) return;
    if (isDateElement(node)) {
      const date = dateOfElement(node, context);
      const isPublished =
        hasClass(node, 'published', 'dt-published') || node.attributes['itemprop'] === 'datePublished';
      const isUpdate = hasClass(node, 'updated', 'dt-updated') || node.attributes['itemprop'] === 'dateModified';
      if (isPublished || !isUpdate) found.published ??= date;
      found.any ??= date;
    }
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return found.published ?? found.any;
}

function dateOfElement(element: PageElement, context: DateContext): ShownDate | null {
  const { datetime, title, content } = element.attributes;
  const exact = normaliseDate(datetime) ?? normaliseDate(content);
  if (exact !== null) return { date: exact, isReckoned: false };
  const shown = findDateInLine(textOf(element), context);
  const fromTitle = normaliseDate(title);
  return fromTitle === null || shown?.isReckoned === false ? (shown ?? null) : { date: fromTitle, isReckoned: false };
}

interface Piece {
  text: string;
  isTitle: boolean;
}

function dateInPieces(
  nodes: PageNode[],
  context: DateContext,
  { title, year }: { title?: PageElement | undefined; year?: number | undefined },
): ShownDate | null {
  const pieces = piecesOf(nodes, title);
  const latest = new Date(context.seenAt + dayAndMs).toISOString();
  const hits = pieces.flatMap((piece) => {
    if (piece.text.length > 120) return [];
    const found = findDateInLine(piece.text, context, year);
    const isLine = found !== undefined && piece.text.length - found.found.length <= leftoverMax;
    if (found === undefined || !isLine || (piece.isTitle && found.isReckoned)) return [];
    const rank = (piece.isTitle ? 4 : 0) + (found.date > latest ? 2 : 0) + (updates.test(piece.text) ? 1 : 0);
    return [{ date: found.date, isReckoned: found.isReckoned, rank }];
  });
  const best = hits.toSorted((one, other) => one.rank - other.rank)[0];
  if (best !== undefined) return { date: best.date, isReckoned: best.isReckoned };
  const whole = findDate(
    pieces
      .map((piece) => piece.text)
      .join(' ')
      .slice(0, wholeTextMax),
  );
  return whole === undefined ? null : { date: whole.date, isReckoned: false };
}

/** Texts as they stand in single elements, and lines of several of those that are short: a day and its month apart. */
function piecesOf(nodes: PageNode[], title: PageElement | undefined): Piece[] {
  const pieces: Piece[] = [];
  let line = { text: '', parts: 0 };
  let left = { pieces: piecesMax, characters: charactersMax };
  const closeLine = () => {
    const text = foldSpace(line.text);
    if (line.parts > 1 && text.length <= 80) pieces.push({ text, isTitle: false });
    line = { text: '', parts: 0 };
  };
  const visit = (node: PageNode, isTitle: boolean) => {
    if (left.pieces <= 0 || left.characters <= 0) return;
    if (!isElement(node)) {
      const own = node.slice(0, charactersMax);
      const text = own.trim();
      if (text === '') {
        line.text += ' ';
        return;
      }
      left = { pieces: left.pieces - 1, characters: left.characters - text.length };
      pieces.push({ text, isTitle });
      if (isTitle) return;
      line.text += own;
      line.parts += 1;
      return;
    }
    const isBlock = !isInline(node) && node.tag !== 'a';
    if (isBlock && !isSmallBlock(node)) closeLine();
    const { title: hint } = node.attributes;
    if (hint !== undefined && hint.length <= 60 && node.tag !== 'a') pieces.push({ text: hint, isTitle: false });
    for (const child of node.children) visit(child, isTitle || child === title);
    line.text += isBlock ? ' ' : '';
    if (isBlock && !isSmallBlock(node)) closeLine();
  };
  for (const node of nodes) visit(node, node === title);
  closeLine();
  return pieces;
}

/** Boxes of a few letters, as calendar leaves are made of: a day above its month. */
function isSmallBlock(element: PageElement): boolean {
  const only = element.children[0];
  return element.children.length === 1 && only !== undefined && !isElement(only) && only.trim().length <= 9;
}
