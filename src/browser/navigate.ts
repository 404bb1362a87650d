import type { Response } from 'playwright-core';
import { messageOf } from '../contract/errors.ts';
import { siteOf } from '../network/sites.ts';
import { entriesOfFeed } from './feed.ts';
import { done, failed, type Surroundings, type ToolOutcome, unlessAborted } from './outcome.ts';
import { navigationFailure, notHtml, statusFailure } from './page-failures.ts';
import { renewTab, type Tab } from './tab.ts';

/** How long a page that is still empty may go on building itself. */
const settleMs = 3_000;

/** Opens an address and says what came of it; a page that could not be opened leaves an empty one behind. */
export async function navigate(tab: Tab, url: string, surroundings: Surroundings): Promise<ToolOutcome> {
  const refusal = await refusalOf(url, surroundings);
  if (refusal !== undefined) return refusal;
  const outcome = await load(tab, url, surroundings);
  if (outcome.status === 'failed' && outcome.left_to === undefined) await renewTab(tab);
  return outcome;
}

async function refusalOf(url: string, { guard, allowedSites }: Surroundings): Promise<ToolOutcome | undefined> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return failed(
      'NETWORK_REFUSED',
      `${url} is no address that can be opened; give one that begins with https:// or http://`,
    );
  const verdict = await guard.check(url);
  if (!verdict.permitted) {
    const hint = verdict.reason.includes('AUTO_TRIGGER_ALLOW_NETWORKS')
      ? ''
      : `; AUTO_TRIGGER_ALLOW_NETWORKS=${new URL(url).host} would permit it`;
    return failed('NETWORK_REFUSED', `${verdict.reason}${hint}`);
  }
  return allowedSites.includes(siteOf(url)) ? undefined : elsewhere(url, url, allowedSites);
}

async function load(tab: Tab, url: string, surroundings: Surroundings): Promise<ToolOutcome> {
  const { pageTimeoutMs, signal } = surroundings;
  const documents: Response[] = [];
  const remember = (response: Response) => {
    if (response.request().isNavigationRequest() && response.request().frame() === tab.page.mainFrame())
      documents.push(response);
  };
  const { page } = tab;
  page.on('response', remember);
  const size = watchSize(tab, surroundings.pageMaxBytes);
  const tooLarge = () =>
    failed(
      'PAGE_TOO_LARGE',
      `${url} is larger than ${surroundings.pageMaxBytes / 1_000_000} MB; it was not read further`,
    );
  try {
    const response = await unlessAborted(
      page.goto(url, { waitUntil: 'domcontentloaded', timeout: pageTimeoutMs }),
      signal,
    );
    return size.exceeded ? tooLarge() : await judge(tab, url, response, surroundings);
  } catch (error) {
    if (signal.aborted) {
      stopLoading(tab);
      throw signal.reason;
    }
    if (size.exceeded) return tooLarge();
    const last = documents.at(-1);
    const type = contentType(last);
    const answered = last && (statusFailure(url, last.status()) ?? (isReadable(type) ? undefined : notHtml(url, type)));
    return answered ?? navigationFailure(url, messageOf(error), pageTimeoutMs);
  } finally {
    page.off('response', remember);
    size.stop();
  }
}

/** Whether what was loaded is a page, or a feed, that can be worked with. */
async function judge(
  tab: Tab,
  url: string,
  response: Response | null,
  surroundings: Surroundings,
): Promise<ToolOutcome> {
  const left = await leaveIfElsewhere(tab, surroundings.allowedSites, url);
  if (left !== undefined) return left;
  if (response !== null) {
    const type = contentType(response);
    const text = isHtml(type) || !isReadable(type) ? undefined : await response.text().catch(() => undefined);
    const failure =
      statusFailure(url, response.status()) ?? (isHtml(type) || isFeed(text, url) ? undefined : notHtml(url, type));
    if (failure !== undefined) return failure;
    tab.status = response.status();
    tab.feedText = text;
  }
  if (tab.feedText === undefined && (await staysEmpty(tab, surroundings.signal)))
    return failed('PAGE_EMPTY', `${url} opened, but there is nothing on it`);
  return done({
    tool: 'navigate',
    url: tab.page.url(),
    status: tab.status,
    title: await tab.page.title(),
    content_type: await tab.page.evaluate(() => document.contentType),
  });
}

/** A page of another site is not kept open: it may be proposed in its own right, and a person be asked. */
export async function leaveIfElsewhere(
  tab: Tab,
  allowedSites: string[],
  from: string,
): Promise<ToolOutcome | undefined> {
  const address = tab.page.url();
  if (!/^https?:/.test(address) || allowedSites.includes(siteOf(address))) return undefined;
  await renewTab(tab);
  return elsewhere(from, address, allowedSites);
}

function elsewhere(from: string, address: string, allowedSites: string[]): ToolOutcome {
  const led = from === address ? `${address} is on` : `${from} led to ${address} on`;
  const message = `${led} another site (${siteOf(address)}) than may be visited here (${allowedSites.join(', ') || 'none'})`;
  return { status: 'failed', code: 'ACCESS_REFUSED', message, left_to: address };
}

/** Stops a document that grows beyond the bound, whatever its headers say of its length. */
function watchSize(tab: Tab, maxBytes: number): { exceeded: boolean; stop: () => void } {
  const { protocol, mainFrameId } = tab;
  let documentId: string | undefined;
  let bytes = 0;
  const begin = ({ type, frameId, requestId }: { type?: string; frameId?: string; requestId: string }) => {
    if (type === 'Document' && frameId === mainFrameId) documentId = requestId;
  };
  const count = ({ requestId, dataLength }: { requestId: string; dataLength: number }) => {
    if (requestId !== documentId) return;
    bytes += dataLength;
    if (bytes <= maxBytes || watch.exceeded) return;
    watch.exceeded = true;
    stopLoading(tab);
  };
  protocol.on('Network.requestWillBeSent', begin);
  protocol.on('Network.dataReceived', count);
  const watch = {
    exceeded: false,
    stop() {
      protocol.off('Network.requestWillBeSent', begin);
      protocol.off('Network.dataReceived', count);
    },
  };
  return watch;
}

function stopLoading({ protocol }: Tab): void {
  void protocol.send('Page.stopLoading').catch(() => undefined); // the page is gone already
}

async function staysEmpty({ page }: Tab, signal: AbortSignal): Promise<boolean> {
  const isEmpty = () =>
    unlessAborted(
      page.evaluate(() => document.links.length === 0 && (document.body?.innerText ?? '').trim() === ''),
      signal,
    );
  if (!(await isEmpty())) return false;
  return !(await settleIfUnfinished(page, signal)) || isEmpty();
}

/**
 * Gives a page time where it can still change by itself: by scripts, or by leading on to another page.
 * False where it cannot, so that nothing was waited for.
 */
export async function settleIfUnfinished(page: Tab['page'], signal: AbortSignal): Promise<boolean> {
  const canChange = page.evaluate(() => document.querySelector('script, meta[http-equiv="refresh" i]') !== null);
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
export async function settle(page: Tab['page'], signal: AbortSignal): Promise<void> {
  const rest = page.waitForLoadState('networkidle', { timeout: settleMs }).catch(() => undefined); // busy for ever
  await unlessAborted(rest, signal);
}

const contentType = (response: Response | null | undefined) =>
  (response?.headers()['content-type'] ?? 'text/html').split(';')[0]?.trim().toLowerCase() || 'text/html';
const isHtml = (type: string) => type === 'text/html' || type === 'application/xhtml+xml';
const isReadable = (type: string) => /^text\/|[/+](?:xml|json)$/.test(type);
const isFeed = (text: string | undefined, url: string) => text !== undefined && entriesOfFeed(text, url) !== undefined;
