/**
 * Words as whole words, in any script that has spaces, letter case aside; `unspaced` are those of languages without.
 * JavaScript's own word boundary knows the letters of English alone.
 */
export function anyOf(words: string[], unspaced: string[] = []): RegExp {
  const spaced = `(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`;
  return new RegExp([spaced, ...unspaced].join('|'), 'iu');
}
