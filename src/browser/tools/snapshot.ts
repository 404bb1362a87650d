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
import { lookableSize } from '../page/page-size.ts';
import { holdTellingFields } from '../page/secret-fields.ts';
import { settle } from '../page/settle.ts';
import { PageTrouble } from '../page/page-trouble.ts';
import type { SessionPages } from '../page/session-pages.ts';

const titleMaxCharacters = 500;
/** A page that does not answer for so long hangs. */
const answerMaxMs = 10_000;
/** A page that goes on filling fields while it is looked at is looked at so often. */
const looksMax = 5;

type Looking = Pick<Surroundings, 'secrets' | 'signal' | 'reader'>;

/** A look at the open page, with what using its elements does. */
export async function lookAt<Tool extends LookResult['tool']>(
  pages: SessionPages,
  tool: Tool,
  looking: Looking,
): Promise<LookResult & { tool: Tool }> {
  const { reader, secrets, signal } = looking;
  const { tree, title } = await wholeTree(pages, looking);
  const { text, isCut } = await reader.readText('tree', { tree, secrets: secrets.plain }, tree.length, signal);
  const elements = await elementsIn(pages, text, looking);
  return { tool, url: shortAddress(pages.open.url()), title, tree: text, is_cut: isCut, ...elements };
}

/** The tool `snapshot`: the open page as an accessibility tree, in which every element has a reference. */
export async function snapshot(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  return done(await lookAt(pages, 'snapshot', surroundings));
}

/** The tool `find`: the places of the whole page that contain a text, each with what it is in and what is in it. */
export async function find(pages: SessionPages, text: string, looking: Looking): Promise<ToolOutcome> {
  const { reader, secrets, signal } = looking;
  const { tree } = await wholeTree(pages, looking);
  const page = await unlessAborted(pageModelOf(pages), signal);
  const input = { tree, page, text, secrets: secrets.plain };
  const { matches, total, quotes } = await reader.read('places', input, signal);
  return done({
    tool: 'find',
    url: shortAddress(pages.open.url()),
    matches,
    matches_total: total,
    quotes,
    ...(await elementsIn(pages, matches.join('\n'), looking)),
  });
}

/** The page's title, within a bound that pages do not keep. */
export async function pageTitle(pages: SessionPages, signal: AbortSignal): Promise<string> {
  const title = askPage(pages, (most) => document.title.slice(0, most), titleMaxCharacters);
  return foldSpace(await answered(title, signal));
}

/** An address as results show it. */
export const shortAddress = (url: string): string => cutText(url, limits.addressMaxCharacters);

async function wholeTree(pages: SessionPages, looking: Looking): Promise<{ tree: string; title: string }> {
  try {
    return await treeNow(pages, looking);
  } catch (error) {
    if (looking.signal.aborted || pages.open.isClosed() || error instanceof PageTrouble) throw error;
    // the page led on while it was looked at
    await settle(pages.open, looking.signal);
    return treeNow(pages, looking);
  }
}

async function treeNow(pages: SessionPages, looking: Looking): Promise<{ tree: string; title: string }> {
  const { secrets, signal } = looking;
  const { elements } = await answered(lookableSize(pages, signal), signal);
  const titleNow = async () => secrets.scrub(await pageTitle(pages, signal));
  // a tree of a document without a root is waited for until one comes
  if (elements === 0) return { tree: '', title: await titleNow() };
  const hold = () => answered(holdTellingFields(pages, looking), signal);
  const look = () => answered(pages.open.ariaSnapshot({ mode: 'ai', timeout: answerMaxMs }), signal);
  let held = await hold();
  let tree = await look();
  // the page may have filled further fields while it was looked at
  for (let looks = 1, now = await hold(); now !== held; looks += 1, held = now, now = await hold()) {
    if (looks === looksMax) throw new PageTrouble('the page fills fields without end with a secret, so it was left');
    tree = await look();
  }
  return { tree, title: await titleNow() };
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
