/** White space folded to single spaces, none at the ends. */
export function foldSpace(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
