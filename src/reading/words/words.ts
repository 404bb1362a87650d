/**
 * Words of one kind, set apart by ` | ` or by ends of lines. Each is plain text, or has some of these in it:
 *
 * - `posts?`: the letter before `?` may be missing; `find(ing)?`: so may what is in brackets
 * - `(read|see) more`: one of several, without spaces around the bar; `cansad[oa]`: one of several letters
 * - `erschein*`: any letters may follow; `raggiung+`: one at least; `the +`: any word; all up to `wordMaxCharacters`
 * - `beliebt…`: anything may follow, up to `anythingMaxCharacters`; `no…30posts`: up to 30 characters stand between
 * - `l'article`: any apostrophe
 * - `francs?_`: no letter follows
 * - `related\\b…`: the word ends there; `hier(?! soir)`: not before that; `(?<!not )below`: not after that
 * - `\\s`, `\\[`, `[^.]{0,80}`: as in regular expressions, for the rest
 *
 * Nothing is repeated without a bound: each place of a text is then read in a time that does not grow with the text.
 *
 * All else stands for itself, a point too. Where two words begin alike, the longer one comes first.
 */
export type Words = string;

/** The words of a kind, each as a piece of a regular expression. */
export function piecesOf(words: Words | undefined): string[] {
  return (words ?? '')
    .split(/\s\|\s|\n/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .map(pieceOf);
}

/** Longer ones are no words. */
const wordMaxCharacters = 60;
const anythingMaxCharacters = 200;

const escapes = /\\(?:[pP]\{[^{}]*\}|.)[+*]?/;
const letterClass = /\[[^[\]]*\]/;
const lookaround = /\(\?<?[=!]/;
const marks = /…\d*|[(*+'_.]/;
const syntax = new RegExp([escapes, letterClass, lookaround, marks].map(({ source }) => source).join('|'), 'gu');
const meanings: Record<string, string> = {
  '(': '(?:',
  '*': `\\p{L}{0,${wordMaxCharacters}}`,
  '+': `\\p{L}{1,${wordMaxCharacters}}`,
  "'": "['’]",
  _: '(?!\\p{L})',
  '.': '\\.',
};

function pieceOf(word: string): string {
  return word.replaceAll(syntax, (mark) => {
    if (!mark.startsWith('…')) return meanings[mark] ?? mark;
    return `.{0,${mark === '…' ? anythingMaxCharacters : mark.slice(1)}}`;
  });
}
