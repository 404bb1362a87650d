import { languages } from './languages.ts';
import type { LanguageWords } from './language-words.ts';
import { piecesOf, type Words } from './words.ts';

/** Takes the words of one kind from a language. */
export type Kind = (language: LanguageWords) => Words | undefined;

export const spacedLanguages = languages.filter(({ writing }) => writing?.isUnspaced !== true);
export const unspacedLanguages = languages.filter(({ writing }) => writing?.isUnspaced === true);

/**
 * One of the words that the languages have of a kind, in their order, as a piece of a regular expression; where there is
 * none, one that matches nothing.
 */
export function anyOf(kind: Kind, from: readonly LanguageWords[] = languages): string {
  const pieces = new Set(from.flatMap((language) => piecesOf(kind(language))));
  return pieces.size === 0 ? '(?!)' : `(?:${[...pieces].join('|')})`;
}

/**
 * The words of a kind as whole words, and anywhere in languages without spaces. JavaScript's own word boundary knows the
 * letters of English alone.
 */
export function wholeWords(kind: Kind): RegExp {
  const spaced = `(?<![\\p{L}\\p{N}])${anyOf(kind, spacedLanguages)}(?![\\p{L}\\p{N}])`;
  return new RegExp(`${spaced}|${anyOf(kind, unspacedLanguages)}`, 'iu');
}
