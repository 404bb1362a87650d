import type { Locator } from 'playwright-core';
import { messageOf } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import { leaveIfElsewhere, settle } from './navigate.ts';
import { done, failed, type Surroundings, type ToolOutcome, unlessAborted } from './outcome.ts';
import type { Tab } from './tab.ts';

const treeMaxCharacters = 20_000;
const actionTimeoutMs = 5_000;

/** The tool `snapshot`: the open page as an accessibility tree, in which every element has a reference. */
export async function snapshot(tab: Tab, { signal }: Surroundings): Promise<ToolOutcome> {
  return done({ tool: 'snapshot', ...(await lookAt(tab, signal)) });
}

/** The tool `click`; a page of another site that it leads to is left again. */
export function click(tab: Tab, ref: string, surroundings: Surroundings): Promise<ToolOutcome> {
  return act(
    tab,
    { tool: 'click', ref, perform: (element) => element.click({ timeout: actionTimeoutMs }) },
    surroundings,
  );
}

/** The tool `type`: replaces what is in a field. */
export function type(tab: Tab, ref: string, text: string, surroundings: Surroundings): Promise<ToolOutcome> {
  return act(
    tab,
    { tool: 'type', ref, perform: (element) => element.fill(text, { timeout: actionTimeoutMs }) },
    surroundings,
  );
}

interface Interaction {
  tool: 'click' | 'type';
  ref: string;
  perform: (element: Locator) => Promise<void>;
}

async function act(tab: Tab, { tool, ref, perform }: Interaction, surroundings: Surroundings): Promise<ToolOutcome> {
  const { signal, allowedSites } = surroundings;
  const element = await findElement(tab, ref, signal);
  if (element === undefined)
    return failed('STALE_REFERENCE', `${ref} names no element of the page as it is now; take a new snapshot`);
  const from = tab.page.url();
  try {
    await unlessAborted(perform(element), signal);
  } catch (error) {
    if (signal.aborted || tab.page.isClosed()) throw error;
    return failed('TOOL_FAILED', `${tool} ${ref}: ${cutText(messageOf(error).replace(/ Call log:.*/, ''), 300)}`);
  }
  await settle(tab.page, signal);
  return (await leaveIfElsewhere(tab, allowedSites, from)) ?? done({ tool, ...(await lookAt(tab, signal)) });
}

async function findElement({ page }: Tab, ref: string, signal: AbortSignal): Promise<Locator | undefined> {
  if (!/^(?:f\d+)?e\d+$/.test(ref)) return undefined;
  const element = page.locator(`aria-ref=${ref}`);
  const count = await unlessAborted(element.count(), signal).catch((error: unknown) => {
    if (signal.aborted || page.isClosed()) throw error;
    return 0; // the frame of the reference is gone
  });
  return count === 1 ? element : undefined;
}

async function lookAt({ page }: Tab, signal: AbortSignal): Promise<{ url: string; title: string; tree: string }> {
  const tree = await unlessAborted(page.ariaSnapshot({ mode: 'ai' }), signal);
  return { url: page.url(), title: await page.title(), tree: cutText(tree, treeMaxCharacters) };
}
