import type { ElementEffect } from '../../contract/tools.ts';
import type { LookResult } from '../../contract/results.ts';
import { cutText } from '../../contract/json.ts';
import { limits } from '../../contract/limits.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { effectOf, framesOf } from './effects.ts';
import { pageModelOf } from '../page/extract-page.ts';
import { framePlaces } from '../page/frame-origins.ts';
import { probeElements } from '../page/probe-elements.ts';
import { done, type Surroundings, type ToolOutcome } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { within } from '../within.ts';
import { askPage } from '../page/ask-page.ts';
import { holdTellingFields } from '../page/secret-fields.ts';
import { settle } from '../page/settle.ts';
import { PageTrouble } from '../page/page-trouble.ts';
import type { SessionPages } from '../page/session-pages.ts';

const treeMaxCharacters = 20_000;
const nameMaxCharacters = 300;
const lineMaxCharacters = 1_000;
const titleMaxCharacters = 500;
/** A page that does not answer for so long hangs. */
const answerMaxMs = 10_000;
/** Pages beyond these are not made into a tree: it would take minutes, and memory without end. */
const elementsMax = 100_000;
const textMaxCharacters = 5_000_000;
const matchesMax = 10;
const matchMaxLines = 12;

type Looking = Pick<Surroundings, 'secrets' | 'signal'>;

/** A look at the open page, with what using its elements does. */
export async function lookAt<Tool extends LookResult['tool']>(
  pages: SessionPages,
  tool: Tool,
  looking: Looking,
): Promise<LookResult & { tool: Tool }> {
  const { lines, title } = await wholeTree(pages, looking);
  const { text, isCut } = cutLines(lines, treeMaxCharacters);
  const elements = await elementsIn(pages, text, looking);
  return { tool, url: shortAddress(pages.open.url()), title, tree: text, is_cut: isCut, ...elements };
}

/** The tool `snapshot`: the open page as an accessibility tree, in which every element has a reference. */
export async function snapshot(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  return done(await lookAt(pages, 'snapshot', surroundings));
}

/** The tool `find`: the places of the whole page that contain a text, each with what it is in and what is in it. */
export async function find(
  pages: SessionPages,
  text: string,
  looking: Looking & Pick<Surroundings, 'reader'>,
): Promise<ToolOutcome> {
  const { lines } = await wholeTree(pages, looking);
  const wanted = folded(text);
  const page = await unlessAborted(pageModelOf(pages), looking.signal);
  const places = [...lines.keys()].filter((index) => folded(lines[index] ?? '').includes(wanted));
  const quotes = await looking.reader.read('lines', { page, text }, looking.signal);
  const matches = places.slice(0, matchesMax).map((index) => placeOf(lines, index));
  return done({
    tool: 'find',
    url: shortAddress(pages.open.url()),
    matches,
    matches_total: places.length,
    quotes: quotes.filter((line) => isTold(line, wanted, looking)),
    ...(await elementsIn(pages, matches.join('\n'), looking)),
  });
}

/** False where a line has the text in a secret alone: it could be guessed bit by bit. */
function isTold(line: string, wanted: string, { secrets }: Looking): boolean {
  const scrubbed = secrets.scrub(line);
  return scrubbed === line || folded(scrubbed).includes(wanted);
}

/** The page's title, within a bound that pages do not keep. */
export async function pageTitle(pages: SessionPages, signal: AbortSignal): Promise<string> {
  const title = askPage(pages, (most) => document.title.slice(0, most), titleMaxCharacters);
  return foldSpace(await answered(title, signal));
}

/** An address as results show it. */
export const shortAddress = (url: string): string => cutText(url, limits.addressMaxCharacters);

async function wholeTree(pages: SessionPages, looking: Looking): Promise<{ lines: string[]; title: string }> {
  try {
    return await treeNow(pages, looking);
  } catch (error) {
    if (looking.signal.aborted || pages.open.isClosed() || error instanceof PageTrouble) throw error;
    // the page led on while it was looked at
    await settle(pages.open, looking.signal);
    return treeNow(pages, looking);
  }
}

async function treeNow(pages: SessionPages, { secrets, signal }: Looking): Promise<{ lines: string[]; title: string }> {
  const size = await answered(askPage(pages, measure, null), signal);
  if (size.elements > elementsMax || size.characters > textMaxCharacters)
    throw new PageTrouble(
      `the page is too large to be looked at (${size.elements} elements, ${size.characters} characters), so it was left`,
    );
  // a tree of a document without a root is waited for until one comes
  if (size.elements === 0) return { lines: [''], title: secrets.scrub(await pageTitle(pages, signal)) };
  await answered(holdTellingFields(pages, { secrets, signal }), signal);
  const tree = await answered(pages.open.ariaSnapshot({ mode: 'ai', timeout: answerMaxMs }), signal);
  const lines = secrets.scrub(tree, 'tree').split('\n').map(cutLine);
  return { lines, title: secrets.scrub(await pageTitle(pages, signal)) };
}

/** What a tree would be made of: scripts and styles are not. */
function measure() {
  const lengthOf = (nodes: ArrayLike<Node>) =>
    Array.from(nodes).reduce((length, node) => length + (node.textContent ?? '').length, 0);
  const body: Element | null = document.body ?? document.documentElement;
  if (body === null) return { elements: 0, characters: 0 };
  return {
    elements: document.getElementsByTagName('*').length,
    characters: lengthOf([body]) - lengthOf(body.querySelectorAll('script, style, template')),
  };
}

/** Settles as the page answers; a page that hangs does not. */
async function answered<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return within(answerMaxMs, unlessAborted(answer, signal), () => {
    throw new PageTrouble(`the page did not answer for ${answerMaxMs / 1_000} s, so it was left`);
  });
}

/** What using the elements of a look does, and which of them are in frames of other origins. */
async function elementsIn(
  pages: SessionPages,
  text: string,
  { signal }: Looking,
): Promise<Pick<LookResult, 'effects' | 'frames'>> {
  const refs = [...new Set(Array.from(text.matchAll(/\[ref=(\w+)\]/g), ([, ref = '']) => ref))];
  if (refs.length === 0) return { effects: {} };
  const elements = await answered(probeElements(pages, { refs, isDetailed: false }, signal), signal);
  const place = { pageUrl: pages.open.url(), frames: framePlaces(pages.open) };
  const effects = elements.map((element) => [element.ref, effectOf(element, place)] as const);
  const beyond = Object.fromEntries(effects.filter((pair): pair is [string, ElementEffect] => pair[1] !== undefined));
  const framed = elements
    .map((element) => [element.ref, framesOf(element, place)] as const)
    .filter(([, frames]) => frames.length > 0);
  return { effects: beyond, ...(framed.length === 0 ? {} : { frames: Object.fromEntries(framed) }) };
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
