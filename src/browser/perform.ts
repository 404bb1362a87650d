import type { ToolCall } from '../contract/agent.ts';
import { cutText } from '../contract/json.ts';
import { messageOf } from '../contract/errors.ts';
import { click, snapshot, type } from './interact.ts';
import { listEntries, readText } from './look.ts';
import { leaveIfElsewhere, navigate } from './navigate.ts';
import { failed, type Surroundings, type ToolOutcome } from './outcome.ts';
import { renewTab, type Tab } from './tab.ts';

/** Beyond the time-out of a page: what extraction, feeds and a page's own settling may take. */
const graceMs = 20_000;

/**
 * One action in a tab. What the page does is an outcome; rejects where the signal aborts, and where the tab is gone.
 */
export async function performAction(tab: Tab, call: ToolCall, surroundings: Surroundings): Promise<ToolOutcome> {
  const { signal, pageTimeoutMs } = surroundings;
  const deadline = AbortSignal.timeout(pageTimeoutMs + graceMs);
  const bounded = { ...surroundings, signal: AbortSignal.any([signal, deadline]) };
  const from = tab.page.url();
  try {
    const elsewhere =
      call.tool === 'navigate' ? undefined : await leaveIfElsewhere(tab, surroundings.allowedSites, from);
    return elsewhere ?? (await dispatch(tab, call, bounded));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (tab.page.isClosed() || tab.context.browser()?.isConnected() === false) throw error;
    await renewTab(tab);
    return deadline.aborted
      ? failed('PAGE_TIMEOUT', `${from} did not answer within ${(pageTimeoutMs + graceMs) / 1_000} s`)
      : failed('TOOL_FAILED', `${call.tool} on ${from}: ${cutText(messageOf(error), 300)}`);
  }
}

function dispatch(tab: Tab, call: ToolCall, surroundings: Surroundings): Promise<ToolOutcome> {
  switch (call.tool) {
    case 'navigate':
      return navigate(tab, call.arguments.url, surroundings);
    case 'entries':
      return listEntries(tab, surroundings);
    case 'read':
      return readText(tab, surroundings);
    case 'snapshot':
      return snapshot(tab, surroundings);
    case 'click':
      return click(tab, call.arguments.ref, surroundings);
    default:
      return type(tab, call.arguments.ref, call.arguments.text, surroundings);
  }
}
