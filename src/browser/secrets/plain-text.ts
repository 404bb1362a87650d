import { Decoding, type DecodedText } from './decoded-text.ts';

/** What nobody sees, or what is drawn upon the letter before: it may stand between letters that belong together. */
const unseen =
  /[\u{300}-\u{36F}\u{1AB0}-\u{1AFF}\u{1DC0}-\u{1DFF}\u{20D0}-\u{20FF}\u{FE20}-\u{FE2F}]|(?![\t\n\v\f\r ])[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;

const unitsInBmp = 0x1_00_00;
/** Of the characters that have one, their plainest form: not wide, bold, raised or circled, and without accents. */
const plainForms = new Map<number, number[]>();
const hasPlainForm = Uint8Array.from({ length: unitsInBmp }, (_, code) => {
  if (isSurrogate(code)) return 1;
  const form = plainForm(code);
  if (form.length === 1 && form[0] === code) return 0;
  plainForms.set(code, form);
  return 1;
});

function plainForm(codePoint: number): number[] {
  const form = String.fromCodePoint(codePoint).normalize('NFKD').replaceAll(unseen, '');
  return Array.from({ length: form.length }, (_, index) => form.charCodeAt(index));
}

/** A text with each character in its plainest form, and without those that are not seen; letter case stays. */
export function plain(text: DecodedText): DecodedText {
  const { codes, starts, ends } = text;
  if (!codes.some((code) => hasPlainForm[code] === 1)) return text;
  const decoding = new Decoding(codes.length);
  for (let index = 0; index < codes.length; index += 1) {
    const start = starts[index] ?? 0;
    const pair = pairAt(codes, index);
    const code = codes[index] ?? 0;
    const form = pair === undefined ? (plainForms.get(code) ?? [code]) : plainForm(pair);
    if (pair !== undefined) index += 1;
    for (const unit of form) decoding.add(unit, start, ends[index] ?? 0);
  }
  return decoding.text;
}

function pairAt(codes: Uint32Array, index: number): number | undefined {
  const [high = 0, low = 0] = [codes[index], codes[index + 1]];
  if (!isSurrogate(high) || !isSurrogate(low)) return undefined;
  const codePoint = String.fromCharCode(high, low).codePointAt(0) ?? 0;
  return codePoint < unitsInBmp ? undefined : codePoint;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd8_00 && code <= 0xdf_ff;
}

const isLetter = Uint8Array.from({ length: unitsInBmp }, (_, code) =>
  Number(isSurrogate(code) || /[\p{L}\p{N}]/u.test(String.fromCharCode(code))),
);

/** The letters and digits of a text alone, but for those in what is left out: pieces with anything in between are found so. */
export function lettersOf({ codes, starts, ends }: DecodedText, isLeftOut: Uint8Array): DecodedText {
  const decoding = new Decoding(codes.length);
  for (let index = 0; index < codes.length; index += 1) {
    const start = starts[index] ?? 0;
    if (isLetter[codes[index] ?? 0] === 1 && isLeftOut[start] !== 1)
      decoding.add(codes[index] ?? 0, start, ends[index] ?? 0);
  }
  return decoding.text;
}
