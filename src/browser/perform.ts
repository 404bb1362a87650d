import { setTimeout as pause } from 'node:timers/promises';
import type { PageMark, ToolCall } from '../contract/tools.ts';
import { cutText } from '../contract/json.ts';
import { isElementCall, shapeOf } from './tools/effects.ts';
import { interact } from './tools/interact.ts';
import { listEntries, readText } from './tools/entries-and-text.ts';
import { back, pageOpened, navigate } from './tools/navigate.ts';
import { done, failed, RequestHeld, type Surroundings, type ToolOutcome } from './outcome.ts';
import { unlessAborted } from './unless-aborted.ts';
import { screenshot } from './tools/screenshot.ts';
import { afterAction, leaveIfElsewhere, noticeOf, stopped } from './page/settle.ts';
import { find, lookAt, snapshot } from './tools/snapshot.ts';
import { TooComplex } from './page-reader.ts';
import type { WaitingRequest } from './page/held-requests.ts';
import { BrowserEnded, PageTrouble } from './page/page-trouble.ts';
import type { SessionPages } from './page/session-pages.ts';
import { listTabs } from './tools/tabs.ts';
import { titleAndPrice } from './page/title-and-price.ts';
import { within } from './within.ts';
import { playwrightMessage } from './playwright-message.ts';

/** A page that answers does so at once. */
const markMaxMs = 2_000;

/** What an action came to; with `held` it is not over: a request waits for a person, and then it is gone on with. */
export interface Performed {
  outcome: ToolOutcome;
  held?: WaitingRequest;
}

/**
 * One action in a session's open page. What the page does is an outcome; rejects where the signal aborts, and where the pages are gone.
 * Pages that are stuck afterwards are of no use any more.
 */
export async function performAction(
  pages: SessionPages,
  call: ToolCall,
  surroundings: Surroundings,
): Promise<Performed> {
  await pages.leaveClosed();
  const trouble = pages.beginAction({ leavesPage: call.tool === 'navigate' });
  const from = pages.open.url();
  const stoppedMeanwhile = pages.gate.takeStop();
  if (surroundings.approves === null) pages.mark = undefined;
  pages.isPutOff = pages.gate.held.hasUntold;
  return carryOut(pages, call, surroundings, { trouble, goesOn: false }, async (bounded) => {
    if (pages.isPutOff) return unlessAborted(new Promise<never>(() => undefined), bounded.signal);
    if (surroundings.approves !== null && !isElementCall(call) && !surroundings.approves(shapeOf(call)))
      return failed('PAGE_CHANGED', `${call.tool} was not done: it is not what was approved`);
    if (call.tool === 'navigate') return navigate(pages, call.arguments.url, bounded);
    const left = await leaveIfElsewhere(pages, surroundings.allowedSites, from);
    if (left !== undefined) return left;
    if (stoppedMeanwhile !== undefined) {
      const problem = stopped(stoppedMeanwhile, from, surroundings.allowedSites);
      if (stoppedMeanwhile.reason === 'elsewhere' && (await isShort(pages, bounded.signal))) return problem;
      pages.gate.addNotice(noticeOf(problem));
    }
    return dispatch(pages, call, bounded);
  });
}

/** Goes on with an action when it is decided whether what it held may be sent. */
export async function settleRequest(
  pages: SessionPages,
  call: ToolCall,
  { id, isApproved }: { id: string; isApproved: boolean },
  surroundings: Surroundings,
): Promise<Performed> {
  const from = pages.open.url();
  const trouble = pages.beginAction({ goesOn: true });
  pages.hasActed = isApproved;
  return carryOut(pages, call, surroundings, { trouble, goesOn: true }, async (bounded) => {
    const popup = isApproved && !pages.activity.isNavigating ? pages.popups.begin(pages.all) : undefined;
    const settled = pages.gate.held.settle(id, isApproved);
    if (settled === undefined)
      return failed('PAGE_CHANGED', `${call.tool} did not go on: what waited to be sent is gone`);
    if (settled.is_page && popup !== undefined) await unlessAborted(popup, bounded.signal);
    const problem = await afterAction(pages, from, bounded);
    if (problem !== undefined) return problem;
    if (pages.isPutOff)
      return failed(
        'PAGE_CHANGED',
        `${call.tool} was not done: first a person decided on what an earlier action had set off; do it again`,
      );
    if (call.tool === 'navigate') return pageOpened(pages, bounded.signal);
    return done(await lookAt(pages, isElementCall(call) || call.tool === 'wait' ? call.tool : 'snapshot', bounded));
  });
}

async function carryOut(
  pages: SessionPages,
  call: ToolCall,
  surroundings: Surroundings,
  { trouble, goesOn }: { trouble: AbortSignal; goesOn: boolean },
  work: (bounded: Surroundings) => Promise<ToolOutcome>,
): Promise<Performed> {
  const { signal, approves } = surroundings;
  const mostMs = surroundings.pageTimeoutMs + surroundings.graceMs;
  const deadline = AbortSignal.timeout(mostMs);
  const holding = new AbortController();
  const bounded = { ...surroundings, signal: AbortSignal.any([signal, deadline, trouble, holding.signal]) };
  const from = pages.open.url();
  pages.gate.open({ ...bounded, tool: call.tool, isApproved: approves !== null }, { goesOn });
  const held = pages.gate.held.next().then((request) => ({ request }));
  try {
    const working = work(bounded);
    const first = await Promise.race([working, held]);
    if (!('request' in first)) return { outcome: withNotices(first, pages) };
    holding.abort(new RequestHeld());
    working.catch(() => undefined); // it was cut off
    const { request } = first;
    const outcome = failed('PAGE_CHANGED', `${call.tool} was not done: ${request.element} waits for a person`);
    const page = request.is_page ? pages.mark : await markOf(pages, surroundings);
    return { outcome: withNotices(outcome, pages), held: page === undefined ? request : { ...request, page } };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const reason = trouble.aborted ? trouble.reason : error;
    if (reason instanceof BrowserEnded || pages.context.browser()?.isConnected() === false) throw error;
    if (!pages.isStuck) await pages.renew().catch(unlessStuck(pages));
    if (reason instanceof PageTrouble)
      return { outcome: failed(reason.code, `${call.tool} on ${from}: ${reason.message}`) };
    if (reason instanceof TooComplex)
      return { outcome: failed('PAGE_TOO_COMPLEX', `${from} was left: ${reason.message}`) };
    const outcome = deadline.aborted
      ? failed('PAGE_TIMEOUT', `${from} did not answer within ${mostMs / 1_000} s`)
      : failed('TOOL_FAILED', `${call.tool} on ${from}: ${cutText(playwrightMessage(error), 300)}`);
    return { outcome };
  } finally {
    pages.endAction();
    pages.gate.narrow();
  }
}

/** What the page is that wants to send something; undefined where it waits for the answer, and so gives none. */
async function markOf(pages: SessionPages, surroundings: Surroundings): Promise<PageMark | undefined> {
  const mark = titleAndPrice(pages, surroundings).catch(() => undefined); // it is being left
  return within(markMaxMs, mark, () => undefined);
}

function withNotices(outcome: ToolOutcome, pages: SessionPages): ToolOutcome {
  const notices = pages.gate.takeNotices();
  return notices.length === 0 ? outcome : { ...outcome, notices };
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
  return problem ?? done(await lookAt(pages, 'scroll', surroundings));
}

/** The tool `wait`. */
async function wait(pages: SessionPages, seconds: number, surroundings: Surroundings): Promise<ToolOutcome> {
  const from = pages.open.url();
  await pause(seconds * 1_000, undefined, { signal: surroundings.signal });
  const problem = await afterAction(pages, from, surroundings);
  return problem ?? done(await lookAt(pages, 'wait', surroundings));
}
