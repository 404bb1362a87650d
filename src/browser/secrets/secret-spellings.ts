/**
 * A pattern for all the ways in which a page, an address or a message may spell a secret: each character as it is or
 * encoded, whatever its neighbours are; or the whole in base64 or hex. Where a text was cut off, the greater part of
 * one counts as well. It has no groups that capture.
 */
export function spellingsOf(value: string): string {
  const bytes = Buffer.from(value, 'utf8');
  const inWords = value.trim().split(/(\s+)/).filter(Boolean);
  const spelled = inWords.flatMap((word) => (/\s/.test(word) ? [whiteSpace] : charactersOf(word)));
  const hex = Array.from(bytes, (byte) => `${byte.toString(16).padStart(2, '0')}[\\s:-]?`);
  return `${notAmongBackslashes}(?:${[spelled, ...base64Forms(bytes), hex].map(wholeOrCutOff).join('|')})`;
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
const backslash = plainly('\\');
const backslashes = `${backslash}+`;
/** As many as five times over to escape something make of one. */
const escapesMax = 31;
const fewBackslashes = `${backslash}{1,${escapesMax}}`;
/** What begins with backslashes begins with the first of them; else each would be followed to the last one. */
const notAmongBackslashes = `(?<!${backslash}(?=${backslash}))`;
const ampersand = `${plainly('&')}(?:amp${plainly(';')})*`;
const entity = (name: string) => `${ampersand}${name}${plainly(';')}`;
const entities: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const number = (codePoint: number) => `${plainly('#')}(?:0*${codePoint}|x0*${codePoint.toString(16)})`;
const whiteSpace = String.raw`(?:\s|\+|%(?:25)*(?:20|0[9ad])|${entity('nbsp')}|${entity(number(32))}|${fewBackslashes}(?:[nrt]|(?:u00|x)(?:20|0[9ad])))+`;

/**
 * Each character in all its spellings; backslashes in a row are one, since any number of them may stand for each. Within
 * a secret that number has a bound, as each place where one may begin would be followed to the end of such a row.
 */
function charactersOf(word: string): string[] {
  const parts = Array.from(word.matchAll(/\\+|[^\\]/gu), ([part]) => part);
  return parts.map((part, position) => {
    const isFirst = position === 0;
    if (part.startsWith('\\')) return `${spelledBackslash}{${part.length},${isFirst ? '' : part.length + escapesMax}}`;
    // those of a backslash before it have taken all others
    const isAfterBackslash = parts[position - 1]?.startsWith('\\') === true;
    return spellings(part, isFirst ? backslashes : isAfterBackslash ? backslash : fewBackslashes);
  });
}

const spelledBackslash = `(?:${backslash}(?:u005c|x5c)?|%(?:25)*u005c|${entity(number(92))})`;

function spellings(character: string, escapes: string): string {
  const either = [...new Set([character, character.toLowerCase(), character.toUpperCase()])];
  const forms = either.flatMap(encodings);
  const named = entities[character];
  if (named !== undefined) forms.push(entity(named));
  const plain = `(?:${[...new Set(forms)].join('|')}|${escape(character)})`;
  const inScripts = `${escapes}(?:${[...new Set(either.flatMap(afterBackslash))].join('|')})`;
  return /["'/]/.test(character) ? `(?:${inScripts}|(?:${escapes})?${plain})` : `(?:${inScripts}|${plain})`;
}

/** For addresses, also those of Latin-1, and for HTML. */
function encodings(character: string): string[] {
  const codePoint = character.codePointAt(0) ?? 0;
  const forms = [
    percent(Buffer.from(character)),
    wide(character)
      .map((unit) => `%(?:25)*u${unit}`)
      .join(''),
    entity(number(codePoint)),
  ];
  if (codePoint < 256) forms.push(percent(Buffer.from([codePoint])));
  return forms;
}

/** For scripts. */
function afterBackslash(character: string): string[] {
  const codePoint = character.codePointAt(0) ?? 0;
  const forms = [`u${wide(character).join(`${fewBackslashes}u`)}`];
  if (codePoint < 256) forms.push(`x${codePoint.toString(16).padStart(2, '0')}`);
  return forms;
}

const wide = (character: string) =>
  Array.from({ length: character.length }, (_, unit) => character.charCodeAt(unit).toString(16).padStart(4, '0'));

/** The characters of base64 that depend on the value alone, at each of the three places where it may begin. */
function base64Forms(bytes: Buffer): string[][] {
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/={1,2}$/, '');
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
