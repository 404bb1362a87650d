/** What comparing may still cost, in characters looked at; shared by all patterns that one path is compared with. */
export interface ComparingBudget {
  left: number;
}

/** A path of a robots.txt: `*` stands for anything, and `$` at its end for the end of the path. */
export interface PathPattern {
  /** Its octets, by which the most specific of several is known. */
  length: number;
  /** What stands between the stars. */
  pieces: string[];
  isAnchored: boolean;
}

/** Reads a pattern as it is written; several stars in a row are one. */
export function parsePathPattern(written: string): PathPattern {
  const text = normal(written).replaceAll(/\*+/g, '*');
  const isAnchored = text.endsWith('$');
  const body = isAnchored ? text.slice(0, -1) : text;
  return { length: text.length, pieces: body.replaceAll('$', '%24').split('*'), isAnchored };
}

/** The path of an address with its query, as patterns are compared with it: a star or dollar in it is itself. */
export function comparablePath(path: string): string {
  return normal(path).replaceAll('*', '%2A').replaceAll('$', '%24');
}

/**
 * Whether a pattern is the beginning of a path, or with `$` all of it, in time that is linear in both. Means nothing
 * once the budget is spent, which then is below zero.
 */
export function matchesPath({ pieces, isAnchored }: PathPattern, path: string, budget: ComparingBudget): boolean {
  const [first = '', ...others] = pieces;
  if (!path.startsWith(first)) return false;
  const last = isAnchored ? others.pop() : undefined;
  let position = first.length;
  for (const piece of others) {
    position = endOf(piece, path, position, budget);
    if (position < 0 || budget.left < 0) return false;
  }
  if (last !== undefined) return path.length - last.length >= position && path.endsWith(last);
  return !isAnchored || position === path.length;
}

/** Where the first occurrence of a piece ends, from a position on; -1 where there is none. After Knuth, Morris, Pratt. */
function endOf(piece: string, path: string, from: number, budget: ComparingBudget): number {
  if (piece === '') return from;
  if (piece.length > path.length - from) return -1;
  const borders = bordersOf(piece);
  let matched = 0;
  for (let index = from; index < path.length; index += 1) {
    budget.left -= 1;
    if (budget.left < 0) return -1;
    const character = path.charCodeAt(index);
    while (matched > 0 && character !== piece.charCodeAt(matched)) matched = borders[matched - 1] ?? 0;
    if (character === piece.charCodeAt(matched)) matched += 1;
    if (matched === piece.length) return index + 1;
  }
  return -1;
}

/** For each beginning of a text, how long its longest end is that is a beginning of the text, too. */
function bordersOf(text: string): number[] {
  const borders = [0];
  let length = 0;
  for (let index = 1; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    while (length > 0 && character !== text.charCodeAt(length)) length = borders[length - 1] ?? 0;
    if (character === text.charCodeAt(length)) length += 1;
    borders.push(length);
  }
  return borders;
}

/** What stands between `?` and the end may be escaped or not without meaning anything else. */
const sameInQueries = /[:/?@[\]'!(),;]/;

/**
 * Octets and escapes in one form, as both sides of a comparison need: what no address has as it is, is escaped; what
 * need not be escaped is not.
 */
function normal(text: string): string {
  const query = text.indexOf('?');
  return text.replaceAll(/%[\da-f]{2}|[^\u0021-\u007E]+|["<>\\^`{|}]+/gi, (found, index: number) => {
    if (!found.startsWith('%')) return encodeURIComponent(found.toWellFormed());
    const character = String.fromCharCode(Number.parseInt(found.slice(1), 16));
    const isSame = /[\w.~-]/.test(character) || (query >= 0 && index > query && sameInQueries.test(character));
    return isSame ? character : found.toUpperCase();
  });
}
