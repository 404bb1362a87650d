import { Decoding, type DecodedText } from './decoded-text.ts';

/** What a piece of an escaped text stands for, and behind which code of the text it ends. */
interface Escape {
  codes: number[];
  end: number;
}

const percent = 0x25;
const ampersand = 0x26;
const backslash = 0x5c;

/**
 * The text with one layer of escapes taken off: those of addresses (also of Latin-1, and escaped themselves), of HTML and
 * of scripts and JSON. Undefined where there are none.
 */
export function unescaped(text: DecodedText): DecodedText | undefined {
  const { codes, starts, ends } = text;
  if (!codes.some((code) => code === percent || code === ampersand || code === backslash)) return undefined;
  const decoding = new Decoding(codes.length);
  let isChanged = false;
  for (let index = 0; index < codes.length;) {
    const escape = escapeAt(codes, index) ?? { codes: [codes[index] ?? 0], end: index + 1 };
    isChanged ||= escape.end > index + 1;
    for (const code of escape.codes) decoding.add(code, starts[index] ?? 0, ends[escape.end - 1] ?? 0);
    index = escape.end;
  }
  return isChanged ? decoding.text : undefined;
}

function escapeAt(codes: Uint32Array, index: number): Escape | undefined {
  const code = codes[index];
  if (code === percent) return percentAt(codes, index);
  if (code === ampersand) return entityAt(codes, index);
  return code === backslash ? backslashesAt(codes, index) : undefined;
}

/** A byte is the first of a character in UTF-8, or else a character of Latin-1. */
function percentAt(codes: Uint32Array, index: number): Escape | undefined {
  const first = byteAt(codes, index);
  if (first === undefined) return unitAt(codes, index);
  const length = first.byte < 0xc2 ? 1 : first.byte < 0xe0 ? 2 : first.byte < 0xf0 ? 3 : first.byte < 0xf5 ? 4 : 1;
  const bytes = [first.byte];
  let { end } = first;
  while (bytes.length < length) {
    const next = byteAt(codes, end);
    if (next === undefined || next.byte >> 6 !== 0b10) return { codes: [first.byte], end: first.end };
    bytes.push(next.byte);
    end = next.end;
  }
  return { codes: length === 1 ? bytes : unitsOf(Buffer.from(bytes).toString('utf8')), end };
}

function byteAt(codes: Uint32Array, index: number): { byte: number; end: number } | undefined {
  if (codes[index] !== percent) return undefined;
  const at = behindPercent(codes, index);
  const byte = numberAt(codes, at, 2, 16);
  return byte === undefined ? undefined : { byte, end: at + 2 };
}

/** `%u00fc`, as `escape` writes it. */
function unitAt(codes: Uint32Array, index: number): Escape | undefined {
  const at = behindPercent(codes, index);
  if (!isLetter(codes[at], 'u')) return undefined;
  const unit = numberAt(codes, at + 1, 4, 16);
  return unit === undefined ? undefined : { codes: [unit], end: at + 5 };
}

/** Behind `%`, `%25`, `%2525` and so on, which is what is escaped again and again. */
function behindPercent(codes: Uint32Array, index: number): number {
  let at = index + 1;
  while (codes[at] === 0x32 && codes[at + 1] === 0x35 && isBehindMore(codes, at + 2)) at += 2;
  return at;
}
const isBehindMore = (codes: Uint32Array, at: number) =>
  isLetter(codes[at], 'u') || numberAt(codes, at, 2, 16) !== undefined;

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '\u00AD',
  zwj: '\u200D',
  zwnj: '\u200C',
};
const entityMaxCharacters = 20;
const amp = unitsOf('amp;');

function entityAt(codes: Uint32Array, index: number): Escape | undefined {
  let at = index + 1;
  // what is escaped again and again
  while (amp.every((code, offset) => codes[at + offset] === code) && entityBody(codes, at + amp.length) !== undefined)
    at += amp.length;
  const body = entityBody(codes, at);
  return body && { codes: unitsOf(body.text), end: body.end };
}

function entityBody(codes: Uint32Array, at: number): { text: string; end: number } | undefined {
  const length = codes.subarray(at, at + entityMaxCharacters).indexOf(0x3b);
  if (length < 2) return undefined;
  const body = String.fromCharCode(...codes.subarray(at, at + length)).toLowerCase();
  const [, hex, decimal] = /^#(?:x([0-9a-f]+)|(\d+))$/.exec(body) ?? [];
  const codePoint = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const text = named[body] ?? (codePoint <= 0x10_ff_ff ? String.fromCodePoint(codePoint) : undefined);
  return text === undefined ? undefined : { text, end: at + length + 1 };
}

/** However many there are: what is escaped in a text that is escaped has more of them. */
function backslashesAt(codes: Uint32Array, index: number): Escape | undefined {
  let at = index + 1;
  while (codes[at] === backslash) at += 1;
  const letter = String.fromCharCode(codes[at] ?? 0);
  if (/[nrt]/.test(letter)) return { codes: [0x20], end: at + 1 };
  const digits = { u: 4, x: 2 }[letter];
  const unit = digits && numberAt(codes, at + 1, digits, 16);
  if (digits !== undefined && unit !== undefined) return { codes: [unit], end: at + 1 + digits };
  if (/["'/]/.test(letter)) return { codes: [letter.charCodeAt(0)], end: at + 1 };
  return at - index < 2 ? undefined : { codes: Array.from({ length: (at - index) >> 1 }, () => backslash), end: at };
}

function numberAt(codes: Uint32Array, at: number, digits: number, base: number): number | undefined {
  let number = 0;
  for (let index = at; index < at + digits; index += 1) {
    const digit = Number.parseInt(String.fromCharCode(codes[index] ?? 0), base);
    if (Number.isNaN(digit)) return undefined;
    number = number * base + digit;
  }
  return number;
}

const isLetter = (code: number | undefined, letter: string) =>
  code !== undefined && (code | 0x20) === letter.charCodeAt(0);

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
