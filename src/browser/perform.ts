import { setTimeout as pause } from 'node:timers/promises';
import type { ToolCall } from '../contract/tools.ts';
import { cutText } from '../contract/json.ts';
import { isElementCall, shapeOf } from './tools/effects.ts';
import { interact } from './tools/interact.ts';
import { listEntries, readText } from './tools/entries-and-text.ts';
import { back, navigate } from './tools/navigate.ts';
import { done, failed, type Surroundings, type ToolOutcome } from './outcome.ts';
import { unlessAborted } from './unless-aborted.ts';
import { screenshot } from './tools/screenshot.ts';
import { afterAction, leaveIfElsewhere, stopped } from './page/settle.ts';
import { find, lookAt, snapshot } from './tools/snapshot.ts';
import { PageTrouble, type SessionPages } from './page/session-pages.ts';
import { listTabs } from './tools/tabs.ts';
import { playwrightMessage } from './playwright-message.ts';

/**
 * One action in a session's open page. What the page does is an outcome; rejects where the signal aborts, and where the pages are gone.
 * Pages that are stuck afterwards are of no use any more.
 */
export async function performAction(
  pages: SessionPages,
  call: ToolCall,
  surroundings: Surroundings,
): Promise<ToolOutcome> {
  const { signal } = surroundings;
  const mostMs = surroundings.pageTimeoutMs + surroundings.graceMs;
  if (pages.open.isClosed()) await pages.leaveClosed();
  const trouble = pages.beginAction();
  const deadline = AbortSignal.timeout(mostMs);
  const bounded = { ...surroundings, signal: AbortSignal.any([signal, deadline, trouble]) };
  const from = pages.open.url();
  const stoppedMeanwhile = pages.gate.takeStop();
  pages.gate.open(bounded);
  try {
    if (surroundings.approves !== null && !isElementCall(call) && !surroundings.approves(shapeOf(call)))
      return failed('PAGE_CHANGED', `${call.tool} was not done: it is not what was approved`);
    if (call.tool === 'navigate') return await navigate(pages, call.arguments.url, bounded);
    const left = await leaveIfElsewhere(pages, surroundings.allowedSites, from);
    if (left !== undefined) return left;
    if (stoppedMeanwhile?.reason === 'elsewhere' && (await isShort(pages, bounded.signal)))
      return stopped(stoppedMeanwhile, from, surroundings.allowedSites);
    return await dispatch(pages, call, bounded);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (pages.context.browser()?.isConnected() === false) throw error;
    if (!pages.isStuck) await pages.renew().catch(unlessStuck(pages));
    const reason = trouble.aborted ? trouble.reason : error;
    if (reason instanceof PageTrouble) return failed(reason.code, `${call.tool} on ${from}: ${reason.message}`);
    return deadline.aborted
      ? failed('PAGE_TIMEOUT', `${from} did not answer within ${mostMs / 1_000} s`)
      : failed('TOOL_FAILED', `${call.tool} on ${from}: ${cutText(playwrightMessage(error), 300)}`);
  } finally {
    pages.gate.narrow();
  }
}

function unlessStuck(pages: SessionPages): (error: unknown) => void {
  return (error) => {
    if (!pages.isStuck) throw error;
  };
}

/** A page that says little beyond leading on to another one. */
function isShort({ open: page }: SessionPages, signal: AbortSignal): Promise<boolean> {
  const most = 500;
  return unlessAborted(
    page.evaluate((characters) => (document.body?.innerText ?? '').length < characters, most),
    signal,
  );
}

function dispatch(
  pages: SessionPages,
  call: Exclude<ToolCall, { tool: 'navigate' }>,
  surroundings: Surroundings,
): Promise<ToolOutcome> {
  switch (call.tool) {
    case 'back':
      return back(pages, surroundings);
    case 'entries':
      return listEntries(pages, surroundings);
    case 'read':
      return readText(pages, surroundings);
    case 'snapshot':
      return snapshot(pages, surroundings);
    case 'find':
      return find(pages, call.arguments.text, surroundings);
    case 'scroll':
      return scroll(pages, call.arguments.direction, surroundings);
    case 'wait':
      return wait(pages, call.arguments.seconds, surroundings);
    case 'tabs':
      return listTabs(pages, call.arguments.switch_to, surroundings);
    case 'screenshot':
      return screenshot(pages, surroundings);
    default:
      return interact(pages, call, surroundings);
  }
}

/** The tool `scroll`: the page itself, or where that does not move what is in the middle of it. */
async function scroll(pages: SessionPages, direction: 'up' | 'down', surroundings: Surroundings): Promise<ToolOutcome> {
  const from = pages.open.url();
  const move = (sign: number) => {
    let element = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const canScroll = (one: Element) =>
      one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY);
    const page = document.scrollingElement ?? document.documentElement;
    if (page.scrollHeight <= innerHeight + 1) while (element && !canScroll(element)) element = element.parentElement;
    else element = page;
    (element ?? page).scrollBy({ top: sign * innerHeight * 0.9, behavior: 'instant' });
  };
  await unlessAborted(pages.open.evaluate(move, direction === 'down' ? 1 : -1), surroundings.signal);
  const problem = await afterAction(pages, from, surroundings);
  return problem?.outcome ?? done(await lookAt(pages, 'scroll', surroundings));
}

/** The tool `wait`. */
async function wait(pages: SessionPages, seconds: number, surroundings: Surroundings): Promise<ToolOutcome> {
  const from = pages.open.url();
  await pause(seconds * 1_000, undefined, { signal: surroundings.signal });
  const problem = await afterAction(pages, from, surroundings);
  return problem?.outcome ?? done(await lookAt(pages, 'wait', surroundings));
}
