import { foldSpace } from '../../contract/fold-space.ts';
import { cutText } from '../../contract/json.ts';
import type { PageModel } from '../../reading/page-model.ts';
import { linesWith } from '../../reading/text/page-lines.ts';
import { type PlainSecrets, type Secrets, secretsFrom } from '../secrets/secrets.ts';

const treeMaxCharacters = 20_000;
const nameMaxCharacters = 300;
const lineMaxCharacters = 1_000;
const matchesMax = 10;
const matchMaxLines = 12;

/** What is told of an accessibility tree, as Playwright writes it: its beginning, without secrets. */
export function toldTree({ tree, secrets }: { tree: string; secrets: PlainSecrets }): { text: string; isCut: boolean } {
  return cutLines(linesOf(tree, secretsFrom(secrets)), treeMaxCharacters);
}

/** Where a page has a text: in its tree, and in what it says; without secrets, and without what only a secret has. */
export function placesWith({
  tree,
  page,
  text,
  secrets: plain,
}: {
  tree: string;
  page: PageModel;
  text: string;
  secrets: PlainSecrets;
}): { matches: string[]; total: number; quotes: string[] } {
  const secrets = secretsFrom(plain);
  const lines = linesOf(tree, secrets);
  const wanted = folded(text);
  const places = [...lines.keys()].filter((index) => folded(lines[index] ?? '').includes(wanted));
  return {
    matches: places.slice(0, matchesMax).map((index) => placeOf(lines, index)),
    total: places.length,
    quotes: linesWith(page, text).filter((line) => isTold(line, wanted, secrets)),
  };
}

const linesOf = (tree: string, secrets: Secrets) => secrets.scrub(tree, 'tree').split('\n').map(cutLine);

/** False where a line has the text in a secret alone: it could be guessed bit by bit. */
function isTold(line: string, wanted: string, secrets: Secrets): boolean {
  const scrubbed = secrets.scrub(line);
  return scrubbed === line || folded(scrubbed).includes(wanted);
}

/** Names and texts of any length are cut inside of the line, so that its reference stays. */
function cutLine(line: string): string {
  if (line.length <= nameMaxCharacters) return line;
  // a quote that nothing closes goes on to the end, or each quote would be looked at anew
  const shortened = line.replaceAll(/"([^"\\]*(?:\\[^][^"\\]*)*)(?:"|\\?$)/g, (quoted, name: string) =>
    quoted.length <= nameMaxCharacters ? quoted : `"${cutText(name, nameMaxCharacters)}"`,
  );
  return cutText(shortened, lineMaxCharacters);
}

function cutLines(lines: string[], maxCharacters: number): { text: string; isCut: boolean } {
  let length = -1;
  const end = lines.findIndex((line) => (length += line.length + 1) > maxCharacters);
  return end < 0 ? { text: lines.join('\n'), isCut: false } : { text: lines.slice(0, end).join('\n'), isCut: true };
}

/** A line of the tree with the line that it is under, and the first ones under it. */
function placeOf(lines: string[], index: number): string {
  const depth = depthOf(lines[index] ?? '');
  const parent = lines.slice(0, index).findLast((line) => depthOf(line) < depth);
  const under = lines.slice(index + 1, index + matchMaxLines);
  const end = under.findIndex((line) => depthOf(line) <= depth);
  return [...(parent === undefined ? [] : [parent]), lines[index], ...(end < 0 ? under : under.slice(0, end))].join(
    '\n',
  );
}

const depthOf = (line: string) => line.search(/\S/);
const folded = (text: string) => foldSpace(text.toLowerCase());
