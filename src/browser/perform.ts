import { setTimeout as pause } from 'node:timers/promises';
import type { ToolCall } from '../contract/agent.ts';
import { cutText } from '../contract/json.ts';
import { messageOf } from '../contract/errors.ts';
import { isElementCall, shapeOf } from './effects.ts';
import { interact } from './interact.ts';
import { listEntries, readText } from './look.ts';
import { back, navigate } from './navigate.ts';
import { done, failed, type Surroundings, type ToolOutcome, unlessAborted } from './outcome.ts';
import { screenshot } from './screenshot.ts';
import { afterAction, leaveIfElsewhere, stopped } from './settle.ts';
import { find, lookAt, snapshot } from './snapshot.ts';
import { PageTrouble, type Tab } from './tab.ts';
import { listTabs } from './tabs.ts';

/**
 * One action in a tab. What the page does is an outcome; rejects where the signal aborts, and where the tab is gone.
 * A tab that is stuck afterwards is of no use any more.
 */
export async function performAction(tab: Tab, call: ToolCall, surroundings: Surroundings): Promise<ToolOutcome> {
  const { signal } = surroundings;
  const mostMs = surroundings.pageTimeoutMs + surroundings.graceMs;
  if (tab.page.isClosed()) await tab.leaveClosed();
  const trouble = tab.beginAction();
  const deadline = AbortSignal.timeout(mostMs);
  const bounded = { ...surroundings, signal: AbortSignal.any([signal, deadline, trouble]) };
  const from = tab.page.url();
  const stoppedMeanwhile = tab.gate.takeStop();
  tab.gate.open(bounded);
  try {
    if (surroundings.approves !== null && !isElementCall(call) && !surroundings.approves(shapeOf(call)))
      return failed('PAGE_CHANGED', `${call.tool} was not done: it is not what was approved`);
    if (call.tool === 'navigate') return await navigate(tab, call.arguments.url, bounded);
    const left = await leaveIfElsewhere(tab, surroundings.allowedSites, from);
    if (left !== undefined) return left;
    if (stoppedMeanwhile?.reason === 'elsewhere' && (await isShort(tab, bounded.signal)))
      return stopped(stoppedMeanwhile, from, surroundings.allowedSites);
    return await dispatch(tab, call, bounded);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (tab.context.browser()?.isConnected() === false) throw error;
    if (!tab.isStuck) await tab.renew().catch(unlessStuck(tab));
    const reason = trouble.aborted ? trouble.reason : error;
    if (reason instanceof PageTrouble) return failed('TOOL_FAILED', `${call.tool} on ${from}: ${reason.message}`);
    return deadline.aborted
      ? failed('PAGE_TIMEOUT', `${from} did not answer within ${mostMs / 1_000} s`)
      : failed('TOOL_FAILED', `${call.tool} on ${from}: ${cutText(messageOf(error).replace(/ Call log:.*/, ''), 300)}`);
  } finally {
    tab.gate.narrow();
  }
}

function unlessStuck(tab: Tab): (error: unknown) => void {
  return (error) => {
    if (!tab.isStuck) throw error;
  };
}

/** A page that says little beyond leading on to another one. */
function isShort({ page }: Tab, signal: AbortSignal): Promise<boolean> {
  const most = 500;
  return unlessAborted(
    page.evaluate((characters) => (document.body?.innerText ?? '').length < characters, most),
    signal,
  );
}

function dispatch(
  tab: Tab,
  call: Exclude<ToolCall, { tool: 'navigate' }>,
  surroundings: Surroundings,
): Promise<ToolOutcome> {
  switch (call.tool) {
    case 'back':
      return back(tab, surroundings);
    case 'entries':
      return listEntries(tab, surroundings);
    case 'read':
      return readText(tab, surroundings);
    case 'snapshot':
      return snapshot(tab, surroundings);
    case 'find':
      return find(tab, call.arguments.text, surroundings);
    case 'scroll':
      return scroll(tab, call.arguments.direction, surroundings);
    case 'wait':
      return wait(tab, call.arguments.seconds, surroundings);
    case 'tabs':
      return listTabs(tab, call.arguments.switch_to, surroundings);
    case 'screenshot':
      return screenshot(tab, surroundings);
    default:
      return interact(tab, call, surroundings);
  }
}

/** The tool `scroll`: the page itself, or where that does not move what is in the middle of it. */
async function scroll(tab: Tab, direction: 'up' | 'down', surroundings: Surroundings): Promise<ToolOutcome> {
  const from = tab.page.url();
  const move = (sign: number) => {
    let element = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const canScroll = (one: Element) =>
      one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY);
    const page = document.scrollingElement ?? document.documentElement;
    if (page.scrollHeight <= innerHeight + 1) while (element && !canScroll(element)) element = element.parentElement;
    else element = page;
    (element ?? page).scrollBy({ top: sign * innerHeight * 0.9, behavior: 'instant' });
  };
  await unlessAborted(tab.page.evaluate(move, direction === 'down' ? 1 : -1), surroundings.signal);
  const problem = await afterAction(tab, from, surroundings);
  return problem?.outcome ?? done(await lookAt(tab, 'scroll', surroundings));
}

/** The tool `wait`. */
async function wait(tab: Tab, seconds: number, surroundings: Surroundings): Promise<ToolOutcome> {
  const from = tab.page.url();
  await pause(seconds * 1_000, undefined, { signal: surroundings.signal });
  const problem = await afterAction(tab, from, surroundings);
  return problem?.outcome ?? done(await lookAt(tab, 'wait', surroundings));
}
