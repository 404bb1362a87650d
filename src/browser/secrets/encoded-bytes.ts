import { Decoding, type DecodedText } from './decoded-text.ts';

/** Stands between the runs of a text that can be decoded: no byte, and at the place where a run ends. */
export const runEnd = 0x11_00_00;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const base64Values = valuesOf([`${alphabet}+/`, `${alphabet}-_`]);
const hexValues = valuesOf(['0123456789abcdef', '0123456789ABCDEF']);

/**
 * All the bytes that a text may mean in base64, base64url or hex: each of the texts has what comes of beginning at
 * another place of a run. Lines of base64 may be broken anywhere, and bytes in hex be set apart.
 */
export function* bytesIn(text: DecodedText): Generator<DecodedText> {
  for (let skipped = 0; skipped < 4; skipped += 1) yield decode(text, base64Values, /[\r\n]/, 6, skipped);
  for (let skipped = 0; skipped < 2; skipped += 1) yield decode(text, hexValues, /[\s:-]/, 4, skipped);
}

function decode(
  { codes, starts, ends }: DecodedText,
  values: Int8Array,
  between: RegExp,
  bitsEach: number,
  skipped: number,
): DecodedText {
  const isBetween = Uint8Array.from({ length: 128 }, (_, code) => Number(between.test(String.fromCharCode(code))));
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

/** What of the bytes may be a text again, which may be encoded itself; undefined where there is nothing. */
export function printableIn({ codes, starts, ends }: DecodedText): DecodedText | undefined {
  const decoding = new Decoding(0);
  let from = 0;
  for (let index = 0; index <= codes.length; index += 1) {
    const code = codes[index] ?? runEnd;
    if (code >= 0x20 && code < 0x7f) continue;
    if (index - from >= printableMin) {
      for (let at = from; at < index; at += 1) decoding.add(codes[at] ?? 0, starts[at] ?? 0, ends[at] ?? 0);
      decoding.add(runEnd, ends[index - 1] ?? 0, ends[index - 1] ?? 0);
    }
    from = index + 1;
  }
  return decoding.last === undefined ? undefined : decoding.text;
}

/** Of each character its place in one of the alphabets; -1 of all others. */
function valuesOf(alphabets: string[]): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (const alphabet of alphabets)
    for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;
  return values;
}
