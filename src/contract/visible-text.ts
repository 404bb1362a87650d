import { cutText } from './json.ts';

const wordsMaxCharacters = 80;

/**
 * A text of anyone's with all that is not to be seen made visible: control characters, escape sequences, line ends,
 * characters without a width, and marks that turn the direction of writing, as `\\u202e`.
 * Only what makes a sign a coloured one stays.
 */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u2800]|(?!\ufe0f)\p{Default_Ignorable_Code_Point}/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** Words of a page, a goal or a model within a sentence of ours: in quotation marks, and short. */
export function quotedWords(text: string): string {
  return `“${cutText(visible(text.replaceAll(/[“”]/g, '"').trim()), wordsMaxCharacters)}”`;
}
