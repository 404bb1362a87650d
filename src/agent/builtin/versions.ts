import { anyOf, type Kind, spacedLanguages, unspacedLanguages } from '../../reading/words/patterns.ts';

/** A version number, and the line of the page that has it. */
export interface FoundVersion {
  version: string;
  line: string;
}

const labels: Kind = ({ texts }) => texts?.versionLabels;
const number =
  /(?<![\p{L}\p{N}.,/])(v\.?\s?)?(\d{1,5}(?:\.\d{1,6}){1,3}(?:[-.]?(?:alpha|beta|rc|pre(?:view)?|dev)[-.]?\d*)?)(?![.,]?\d|\p{L}|\s?[%€$£])/giu;
const named = new RegExp(
  `(?<!\\p{L})${anyOf(labels, spacedLanguages)}(?!\\p{L})|${anyOf(labels, unspacedLanguages)}`,
  'iu',
);
const preliminary = /alpha|beta|rc|pre|dev/i;
const date = /^\d{1,2}\.\d{1,2}\.(?:19|20)\d\d$/;
/** A line that is little more than a version says which one it is; longer ones may speak of another thing's. */
const labelMaxCharacters = 80;

/**
 * The newest version number in a text, by its parts: of short lines that name a version, else of all lines that do,
 * else of short lines with a number of three parts. Preliminary ones count where there is no other.
 */
export function newestVersionIn(text: string): FoundVersion | undefined {
  const found = text.split('\n').flatMap((line) =>
    [...line.matchAll(number)].flatMap(([, mark, version = '']) => {
      if (date.test(version)) return [];
      const isNamed = mark !== undefined || named.test(line);
      const isLabel = line.length <= labelMaxCharacters;
      const doubt = isNamed ? (isLabel ? 0 : 1) : isLabel && version.split('.').length > 2 ? 2 : 3;
      return doubt === 3 ? [] : [{ version, line, doubt }];
    }),
  );
  const least = Math.min(...found.map(({ doubt }) => doubt));
  const likely = found.filter(({ doubt }) => doubt === least);
  const final = likely.filter(({ version }) => !preliminary.test(version));
  const [newest] = (final.length > 0 ? final : likely).toSorted((one, other) => compare(other.version, one.version));
  return newest && { version: newest.version, line: newest.line };
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
