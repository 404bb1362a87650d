import { asWritten, folded, type DecodedText } from './decoded-text.ts';
import { bytesIn, printableIn, runEnd } from './encoded-bytes.ts';
import { unescaped } from './escapes.ts';
import { lettersOf, plain } from './plain-text.ts';
import { Substrings } from './substrings.ts';

/** Where a text tells a secret, or a piece of it. */
export interface Trace {
  start: number;
  end: number;
  /** Characters of the secret, or bytes, that are told. */
  length: number;
  isWhole: boolean;
}

/** Fewer of a secret's characters tell too little of it, and are found by chance. */
const pieceMinCharacters = 4;
/** The same where anything may stand in between. */
const scatteredMinCharacters = 8;
/** A secret with fewer letters and digits is not looked for with anything in between. */
const scatteredSecretMinCharacters = 6;
/** How often a text may have been escaped. */
const layersMax = 6;

/** What is looked for in texts, each forwards and backwards. */
export interface SecretScan {
  characters: readonly Substrings[];
  bytes: readonly Substrings[];
  /** Its letters and digits. */
  letters: readonly Substrings[];
}

export function createSecretScan(value: string): SecretScan {
  const trimmed = value.trim();
  const utf8 = Uint32Array.from(Buffer.from(trimmed, 'utf8'));
  const letters = folded(lettersOf(plain(asWritten(trimmed)), new Uint8Array(0))).codes;
  return {
    characters: [...readingsOf(trimmed)].flatMap((reading) => bothWays(folded(reading).codes)),
    bytes: bothWays(folded({ codes: utf8, starts: utf8, ends: utf8 }).codes),
    letters: letters.length < scatteredSecretMinCharacters ? [] : bothWays(letters),
  };
}

/** A secret with backslashes or the like in it is also looked for as it would be decoded: a row of them is read as one. */
function* readingsOf(value: string): Generator<DecodedText> {
  for (const [count, layer] of [...layersOf(asWritten(value))].entries())
    if (count === 0 || layer.codes.length >= pieceMinCharacters) yield layer;
}

const bothWays = (codes: Uint32Array) => [new Substrings(codes), new Substrings(codes.toReversed())];

/** A text as it stands, and with one layer of escapes after the other taken off. */
function* layersOf(text: DecodedText): Generator<DecodedText> {
  let layer: DecodedText | undefined = plain(text);
  for (let count = 0; layer !== undefined && count < layersMax; count += 1) {
    yield layer;
    const next: DecodedText | undefined = unescaped(layer);
    layer = next && plain(next);
  }
}

/** A secret to look for; with `pieces`, also any four characters of it that follow each other. */
export interface Wanted {
  scan: SecretScan;
  pieces: boolean;
}

type Found<Secret> = Trace & { of: Secret };

/**
 * Where a text tells secrets: as a whole, and where it was cut off within one, the greater part, or any piece; as they
 * are or backwards; plainly, escaped for addresses, HTML, scripts or JSON, or in base64 or hex, also one in the other;
 * with anything between their letters, where these are many; letter case, accents, white space, and what is not seen
 * aside. The time that it takes is linear in the text. `kept` are the places of what is no text of a page.
 */
export function tracesIn<Secret extends Wanted>(
  text: string,
  wanted: readonly Secret[],
  kept: readonly { start: number; end: number }[] = [],
): Found<Secret>[] {
  const isKept = new Uint8Array(kept.length === 0 ? 0 : text.length);
  for (const { start, end } of kept) isKept.fill(1, start, end);
  const reversed = Array.from({ length: text.length }, (_, index) => text.charAt(text.length - 1 - index)).join('');
  const turned = tracesOneWay(reversed, wanted, isKept.toReversed());
  return [
    ...tracesOneWay(text, wanted, isKept),
    ...turned.map((trace) => ({ ...trace, start: text.length - trace.end, end: text.length - trace.start })),
  ];
}

function tracesOneWay<Secret extends Wanted>(
  text: string,
  wanted: readonly Secret[],
  isKept: Uint8Array,
): Found<Secret>[] {
  const traces: Found<Secret>[] = [];
  const look = (reading: DecodedText, kind: keyof SecretScan) => {
    for (const of of wanted)
      for (const substrings of of.scan[kind])
        for (const trace of tracesOf(substrings, reading, text, { kind, pieces: of.pieces }))
          traces.push({ ...trace, of });
  };
  const hasLetters = wanted.some(({ scan }) => scan.letters.length > 0);
  const lookThrough = (whole: DecodedText, isInner: boolean) => {
    for (const layer of layersOf(whole)) {
      look(folded(layer), 'characters');
      if (hasLetters && !isInner) look(folded(lettersOf(layer, isKept)), 'letters');
      for (const bytes of bytesIn(layer)) {
        look(folded(bytes), 'bytes');
        const inner = isInner ? undefined : printableIn(bytes);
        if (inner !== undefined) lookThrough(inner, true);
      }
    }
  };
  lookThrough(asWritten(text), false);
  return traces;
}

function leastOf({ length }: Substrings, isScattered: boolean, pieces: boolean): number {
  if (isScattered) return pieces ? scatteredMinCharacters : length;
  return pieces ? pieceMinCharacters : Math.max(pieceMinCharacters, Math.ceil(length / 2));
}

interface Looked {
  kind: keyof SecretScan;
  pieces: boolean;
}

function tracesOf(substrings: Substrings, reading: DecodedText, text: string, { kind, pieces }: Looked): Trace[] {
  const traces: Trace[] = [];
  const isScattered = kind === 'letters';
  const least = Math.min(substrings.length, leastOf(substrings, isScattered, pieces));
  substrings.walk(reading.codes, least, (piece) => {
    const isWhole = piece.length === substrings.length;
    // what is left of a run may have some bits of a byte more
    const isRunEnd = reading.codes[piece.end] === runEnd;
    const end = (isRunEnd ? reading.starts[piece.end] : reading.ends[piece.end - 1]) ?? 0;
    const isCutOff = end === text.length || text.startsWith('…', end);
    const length = isWhole || pieces ? piece.length : isCutOff ? piece.beginning() : 0;
    if (!isWhole && length < least) return;
    const first = piece.end - length;
    if (isScattered)
      for (const place of placesOf(reading, first, piece.end, text)) traces.push({ ...place, length, isWhole });
    else traces.push({ start: reading.starts[first] ?? 0, end, length, isWhole });
  });
  return traces;
}

/** Where a piece stands that has anything in between: that stays, but for a little. */
function placesOf({ starts, ends }: DecodedText, first: number, behind: number, text: string) {
  const places: { start: number; end: number }[] = [];
  for (let index = first; index < behind; index += 1) {
    const [start = 0, end = 0] = [starts[index], ends[index]];
    const last = places.at(-1);
    if (last !== undefined && /^[^\n"'[\]{}<>]{0,3}$/.test(text.slice(last.end, start))) last.end = end;
    else places.push({ start, end });
  }
  return places;
}
