import { Decoding, type DecodedText } from './decoded-text.ts';

/** Stands between the runs of a text that can be decoded: no byte, and at the place where a run ends. */
export const runEnd = 0x11_00_00;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const bytesMin = 4;

interface Encoding {
  /** Of each character its place in one of the alphabets; -1 of all others. */
  values: Int8Array;
  /** 1 for what may stand between characters of a run. */
  isBetween: Uint8Array;
  bitsEach: number;
  /** How many places of a run its first byte may begin at. */
  places: number;
  /** Fewer characters are fewer bytes than are looked for. */
  leastRun: number;
}
const base64 = encodingOf([`${alphabet}+/`, `${alphabet}-_`], /[\r\n]/, 6);
const hex = encodingOf(['0123456789abcdef', '0123456789ABCDEF'], /[\s:-]/, 4);

/**
 * All the bytes that a text may mean in base64, base64url or hex: each of the texts has what comes of beginning at
 * another place of a run. Lines of base64 may be broken anywhere, and bytes in hex be set apart.
 */
export function* bytesIn(text: DecodedText): Generator<DecodedText> {
  for (const encoding of [base64, hex]) {
    const longest = longestRun(text, encoding);
    for (let skipped = 0; skipped < encoding.places; skipped += 1)
      if (longest - skipped >= encoding.leastRun) yield decode(text, encoding, skipped);
  }
}

function longestRun({ codes }: DecodedText, { values, isBetween }: Encoding): number {
  let [run, longest] = [0, 0];
  for (const code of codes) {
    if ((values[code] ?? -1) >= 0) run += 1;
    else if (isBetween[code] !== 1) run = 0;
    if (run > longest) longest = run;
  }
  return longest;
}

function decode(
  { codes, starts, ends }: DecodedText,
  { values, isBetween, bitsEach }: Encoding,
  skipped: number,
): DecodedText {
  const decoding = new Decoding(codes.length + 1);
  let left = skipped;
  let [bits, held] = [0, 0];
  let [start, end] = [0, 0];
  const endRun = () => {
    if (decoding.last !== undefined && decoding.last !== runEnd) decoding.add(runEnd, end, end);
    [left, bits, held] = [skipped, 0, 0];
  };
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    const value = values[code] ?? -1;
    if (value < 0) {
      if (isBetween[code] !== 1) endRun();
      continue;
    }
    if (left > 0) {
      left -= 1;
      continue;
    }
    if (bits === 0) start = starts[index] ?? 0;
    end = ends[index] ?? 0;
    held = ((held << bitsEach) | value) & 0xff_ff;
    bits += bitsEach;
    if (bits < 8) continue;
    bits -= 8;
    decoding.add((held >> bits) & 0xff, start, end);
    start = starts[index] ?? 0; // its other bits are of the next byte
  }
  endRun();
  return decoding.text;
}

/** Fewer bytes that can be printed come about by chance. */
const printableMin = 8;
/** More of them take the time of what else is looked for. */
const printableMax = 20_000;

/** What of the bytes may be a text again, which may be encoded itself, within a bound; undefined where there is nothing. */
export function printableIn({ codes, starts, ends }: DecodedText): DecodedText | undefined {
  const decoding = new Decoding(0);
  let from = 0;
  for (let index = 0; index <= codes.length && decoding.size < printableMax; index += 1) {
    const code = index - from < printableMax ? (codes[index] ?? runEnd) : runEnd;
    if (code >= 0x20 && code < 0x7f) continue;
    if (index - from >= printableMin) {
      for (let at = from; at < index; at += 1) decoding.add(codes[at] ?? 0, starts[at] ?? 0, ends[at] ?? 0);
      decoding.add(runEnd, ends[index - 1] ?? 0, ends[index - 1] ?? 0);
    }
    from = index + 1;
  }
  return decoding.last === undefined ? undefined : decoding.text;
}

function encodingOf(alphabets: string[], between: RegExp, bitsEach: number): Encoding {
  const isBetween = Uint8Array.from({ length: 128 }, (_, code) => Number(between.test(String.fromCharCode(code))));
  const values = new Int8Array(128).fill(-1);
  for (const alphabet of alphabets)
    for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;
  return {
    values,
    isBetween,
    bitsEach,
    places: bitsEach === 6 ? 4 : 2,
    leastRun: Math.ceil((bytesMin * 8) / bitsEach),
  };
}
