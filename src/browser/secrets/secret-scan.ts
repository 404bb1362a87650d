import { asWritten, folded, type DecodedText } from './decoded-text.ts';
import { bytesIn, runEnd } from './encoded-bytes.ts';
import { unescaped } from './escapes.ts';
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
/** How often a text may have been escaped. */
const layersMax = 6;

/** What is looked for in texts. */
export interface SecretScan {
  /** As characters and as bytes, each forwards and backwards. */
  characters: readonly Substrings[];
  bytes: readonly Substrings[];
}

export function createSecretScan(value: string): SecretScan {
  const trimmed = value.trim();
  const utf8 = Uint32Array.from(Buffer.from(trimmed, 'utf8'));
  return {
    characters: [...readingsOf(trimmed)].flatMap((reading) => bothWays(folded(reading).codes)),
    bytes: bothWays(folded({ codes: utf8, starts: utf8, ends: utf8 }).codes),
  };
}

/** A secret with backslashes or the like in it is also looked for as it would be decoded: a row of them is read as one. */
function* readingsOf(value: string): Generator<DecodedText> {
  let layer: DecodedText | undefined = asWritten(value);
  for (let count = 0; layer !== undefined && count < layersMax; count += 1) {
    if (count === 0 || layer.codes.length >= pieceMinCharacters) yield layer;
    layer = unescaped(layer);
  }
}

const bothWays = (codes: Uint32Array) => [new Substrings(codes), new Substrings(codes.toReversed())];

/** A secret to look for; with `pieces`, also any four characters of it that follow each other. */
export interface Wanted {
  scan: SecretScan;
  pieces: boolean;
}

/**
 * Where a text tells secrets: as a whole, and where it was cut off within one, the greater part, or any piece; as they
 * are or backwards; plainly, escaped for addresses, HTML, scripts or JSON, or in base64 or hex; letter case and white
 * space aside. The time that it takes is linear in the text.
 */
export function tracesIn<Secret extends Wanted>(text: string, wanted: readonly Secret[]): (Trace & { of: Secret })[] {
  const traces: (Trace & { of: Secret })[] = [];
  const look = (reading: DecodedText, kind: keyof SecretScan) => {
    for (const of of wanted)
      for (const substrings of of.scan[kind])
        for (const trace of tracesOf(substrings, reading, text, of.pieces)) traces.push({ ...trace, of });
  };
  let layer: DecodedText | undefined = asWritten(text);
  for (let count = 0; layer !== undefined && count < layersMax; count += 1) {
    look(folded(layer), 'characters');
    for (const bytes of bytesIn(layer)) look(folded(bytes), 'bytes');
    layer = unescaped(layer);
  }
  return traces;
}

function tracesOf(substrings: Substrings, reading: DecodedText, text: string, pieces: boolean): Trace[] {
  const traces: Trace[] = [];
  const least = pieces ? pieceMinCharacters : Math.max(pieceMinCharacters, Math.ceil(substrings.length / 2));
  substrings.walk(reading.codes, (piece) => {
    const isWhole = piece.length === substrings.length;
    if (!isWhole && piece.length < least) return;
    // what is left of a run may have some bits of a byte more
    const isRunEnd = reading.codes[piece.end] === runEnd;
    const end = (isRunEnd ? reading.starts[piece.end] : reading.ends[piece.end - 1]) ?? 0;
    const isCutOff = end === text.length || text.startsWith('…', end);
    const length = isWhole || pieces ? piece.length : isCutOff ? piece.beginning() : 0;
    if (!isWhole && length < least) return;
    traces.push({ start: reading.starts[piece.end - length] ?? 0, end, length, isWhole });
  });
  return traces;
}
