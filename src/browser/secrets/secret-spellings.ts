/**
 * A pattern for all the ways in which a page, an address or a message may spell a secret: each character as it is or
 * encoded, whatever its neighbours are; or the whole in base64 or hex. Where a text was cut off, the greater part of
 * one counts as well. It has no groups that capture.
 */
export function spellingsOf(value: string): string {
  const bytes = Buffer.from(value, 'utf8');
  const inWords = value.trim().split(/(\s+)/).filter(Boolean);
  const spelled = inWords.flatMap((word) => (/\s/.test(word) ? [whiteSpace] : Array.from(word, spellings)));
  const hex = Array.from(bytes, (byte) => `${byte.toString(16).padStart(2, '0')}[\\s:-]?`);
  return [spelled, ...base64Forms(bytes), hex].map(wholeOrCutOff).join('|');
}

/** Fewer of a secret's characters, bytes or digits tell too little of it, and are found by chance. */
const cutOffMin = 4;

function wholeOrCutOff(units: string[]): string {
  const least = Math.min(units.length, Math.max(cutOffMin, Math.ceil(units.length / 2)));
  const rest = units.slice(least);
  const partly = rest.slice(0, -1).reduceRight((inner, unit) => `(?:${unit}${inner})?`, '');
  return `${units.slice(0, least).join('')}(?:${rest.join('')}|${partly}(?=…|$))`;
}

const escape = (text: string) => text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);
/** An ASCII character as it is, or escaped for an address, however often. */
const plainly = (character: string) => `(?:${escape(character)}|${percent(Buffer.from(character))})`;
const percent = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => `%(?:25)*${byte.toString(16).padStart(2, '0')}`).join('');
const backslashes = `${plainly('\\')}+`;
const ampersand = `${plainly('&')}(?:amp${plainly(';')})*`;
const entity = (name: string) => `${ampersand}${name}${plainly(';')}`;
const entities: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const number = (codePoint: number) => `${plainly('#')}(?:0*${codePoint}|x0*${codePoint.toString(16)})`;
const whiteSpace = String.raw`(?:\s|\+|%(?:25)*(?:20|0[9ad])|${entity('nbsp')}|${entity(number(32))}|${backslashes}(?:[nrt]|(?:u00|x)(?:20|0[9ad])))+`;

function spellings(character: string): string {
  const forms = [character, character.toLowerCase(), character.toUpperCase()].flatMap(encodings);
  const named = entities[character];
  if (named !== undefined) forms.push(entity(named));
  const either = `(?:${[...new Set(forms)].join('|')}|${escape(character)})`;
  return /["'\\/]/.test(character) ? `(?:${backslashes})?${either}` : either;
}

/** For addresses, also those of Latin-1, for HTML and for scripts. */
function encodings(character: string): string[] {
  const codePoint = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, unit) => character.charCodeAt(unit).toString(16));
  const wide = units.map((unit) => unit.padStart(4, '0'));
  const forms = [
    percent(Buffer.from(character)),
    wide.map((unit) => `%(?:25)*u${unit}`).join(''),
    wide.map((unit) => `${backslashes}u${unit}`).join(''),
    entity(number(codePoint)),
  ];
  if (codePoint < 256) forms.push(percent(Buffer.from([codePoint])), `${backslashes}x${units[0]?.padStart(2, '0')}`);
  return forms;
}

/** The characters of base64 that depend on the value alone, at each of the three places where it may begin. */
function base64Forms(bytes: Buffer): string[][] {
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
  return forms.filter((form) => form.length >= cutOffMin).map((form) => Array.from(form, inBase64));
}

/** The two characters that addresses have others for, or escape; lines of mail are broken anywhere. */
function inBase64(character: string): string {
  const spelled =
    { '+': String.raw`(?:[+-]|%(?:25)*2b)`, '/': String.raw`(?:\\?/|_|%(?:25)*2f)` }[character] ?? character;
  return String.raw`${spelled}(?:\r?\n)?`;
}
