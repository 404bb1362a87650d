import type { Page } from 'playwright-core';
import { siteOf } from '../../network/sites.ts';
import type { Stop } from './verdict.ts';
import { failed, type FailedOutcome, type Surroundings } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { SessionPages } from './session-pages.ts';

/** How long a page that is still empty may go on building itself. */
const settleMs = 3_000;

/** Waits until what an action set off has come to rest, goes on in a pop-up that it opened, and says what was stopped. */
export async function afterAction(
  pages: SessionPages,
  from: string,
  surroundings: Surroundings,
): Promise<FailedOutcome | undefined> {
  const { pageTimeoutMs, signal, allowedSites } = surroundings;
  const pageBefore = pages.open;
  await pages.activity.rest(pageTimeoutMs, signal);
  if (pages.open.isClosed()) await pages.leaveClosed();
  const wentOn = await unlessAborted(pages.goToPopup(pageTimeoutMs), signal);
  if (!wentOn && pages.open.url() !== from) {
    const loaded = pages.open.waitForLoadState('domcontentloaded', { timeout: pageTimeoutMs });
    await unlessAborted(
      loaded.catch(() => undefined),
      signal,
    ); // shown as far as it came
  }
  const stop = pages.gate.takeStop();
  if (stop !== undefined) {
    const problem = stopped(stop, from, allowedSites);
    if (pages.open === pageBefore && pages.open.url() === from) return problem;
    pages.gate.addNotice(noticeOf(problem));
  }
  if (pages.download !== undefined && !wentOn)
    return failed('PAGE_NOT_HTML', `${pages.download} is a file to download; files are not kept`);
  return leaveIfElsewhere(pages, allowedSites, from);
}

/** What was stopped beside what an action came to. */
export const noticeOf = ({ message }: FailedOutcome): string => `The page did not get what else it wanted: ${message}.`;

/** What a document that was stopped is to a planner. */
export function stopped(stop: Stop, from: string, allowedSites: string[]): FailedOutcome {
  const { url } = stop;
  switch (stop.reason) {
    case 'elsewhere':
      return elsewhere(from, url, allowedSites);
    case 'refused':
      return failed('NETWORK_REFUSED', `${from === url ? '' : `${from} led to ${url}: `}${stop.detail}`);
    case 'robots':
      return failed(
        stop.objection.code,
        `${url} was not opened: ${stop.objection.detail}; where you may visit it all the same, set config.robots to ignore`,
      );
    case 'denied':
      return failed(
        'ACCESS_REFUSED',
        `${from === url ? '' : `${from} led to `}${url}, which was not opened: ${stop.detail}`,
      );
    case 'too much':
      return failed('PAGE_CHANGED', `what the page wanted to send to ${url} was not sent: ${stop.detail}`);
    case 'given up':
      return failed('PAGE_CHANGED', `what was approved was not sent to ${url}: the page had given it up by then`);
    case 'form':
      return failed(
        'PAGE_CHANGED',
        `a form to ${url} (${stop.detail}) was stopped, since sending one was not permitted here`,
      );
    default:
      return failed('PAGE_UNREACHABLE', `${from} leads on from page to page without end`);
  }
}

/** A page that is not where it may be is not kept open: it may be proposed in its own right, and a person be asked. */
export async function leaveIfElsewhere(
  pages: SessionPages,
  allowedSites: string[],
  from: string,
): Promise<FailedOutcome | undefined> {
  const address = pages.open.url();
  if (address === 'about:blank' || (/^https?:/.test(address) && allowedSites.includes(siteOf(address))))
    return undefined;
  await pages.renew();
  if (/^https?:/.test(address)) return elsewhere(from, address, allowedSites);
  if (address.startsWith('chrome-error:')) return failed('PAGE_UNREACHABLE', `${from} led to a page that did not load`);
  return failed('NETWORK_REFUSED', `${from} led to ${address.slice(0, 100)}, which is no web page`);
}

function elsewhere(from: string, address: string, allowedSites: string[]): FailedOutcome {
  const led = from === address ? `${address} is on` : `${from} led to ${address} on`;
  const message = `${led} another site (${siteOf(address)}) than may be visited here (${allowedSites.join(', ') || 'none'})`;
  return { ...failed('ACCESS_REFUSED', message), left_to: address };
}

/**
 * Gives a page time where it can still change by itself: by scripts, frames, or by leading on to another page.
 * False where it cannot, so that nothing was waited for.
 */
export async function settleIfUnfinished(page: Page, signal: AbortSignal): Promise<boolean> {
  const canChange = page.evaluate(
    () =>
      document.readyState === 'loading' ||
      document.querySelector('script, meta[http-equiv="refresh" i], frame, iframe') !== null,
  );
  // a page that is leading on at this moment cannot be asked
  if (
    !(await unlessAborted(
      canChange.catch(() => true),
      signal,
    ))
  )
    return false;
  await settle(page, signal);
  return true;
}

/** Waits until a page that builds itself by scripts has come to rest, for 3 s at most. */
export async function settle(page: Page, signal: AbortSignal): Promise<void> {
  const rest = page.waitForLoadState('networkidle', { timeout: settleMs }).catch(() => undefined); // busy for ever
  await unlessAborted(rest, signal);
}
