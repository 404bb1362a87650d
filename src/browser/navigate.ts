import type { Response } from 'playwright-core';
import { messageOf } from '../contract/errors.ts';
import { decodeText } from './decode-text.ts';
import { entriesOfFeed } from './feed.ts';
import { askInOwnWorld } from './own-world.ts';
import { done, failed, type Surroundings, type ToolOutcome, unlessAborted } from './outcome.ts';
import { navigationFailure, notHtml, statusFailure } from './page-failures.ts';
import { afterAction, leaveIfElsewhere, settle, settleIfUnfinished, stopped } from './settle.ts';
import { lookAt, shortAddress, titleOf } from './snapshot.ts';
import { PageTrouble, type Tab } from './tab.ts';

/** How long what a page led on to may take to be there. */
const loadedMaxMs = 5_000;

/** Opens an address and says what came of it; a page that could not be opened leaves an empty one behind. */
export async function navigate(tab: Tab, url: string, surroundings: Surroundings): Promise<ToolOutcome> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return failed(
      'NETWORK_REFUSED',
      `${url} is no address that can be opened; give one that begins with https:// or http://`,
    );
  await unlessAborted(tab.beReady(), surroundings.signal);
  const outcome = await load(tab, url, surroundings);
  if (outcome.status === 'failed') await tab.renew();
  return outcome;
}

/** The tool `back`. */
export async function back(tab: Tab, surroundings: Surroundings): Promise<ToolOutcome> {
  const { pageTimeoutMs, signal, allowedSites } = surroundings;
  const from = tab.page.url();
  const options = { waitUntil: 'domcontentloaded', timeout: pageTimeoutMs } as const;
  try {
    const response = await unlessAborted(tab.page.goBack(options), signal);
    tab.status = response?.status() ?? tab.status;
    tab.feedText = undefined;
  } catch (error) {
    if (signal.aborted || tab.page.isClosed()) throw error;
    const stop = tab.gate.takeStop();
    return stop === undefined
      ? navigationFailure(`the page before ${from}`, messageOf(error), surroundings, tab.gate.lastAdmitted)
      : stopped(stop, from, allowedSites);
  }
  if (tab.page.url() === from || tab.page.url() === 'about:blank') {
    await unlessAborted(tab.page.goForward(options), signal).catch(() => undefined); // it stays empty
    return failed('TOOL_FAILED', `there is no page before ${from}`);
  }
  const problem = await afterAction(tab, from, surroundings);
  return problem?.outcome ?? done(await lookAt(tab, 'back', surroundings));
}

async function load(tab: Tab, url: string, surroundings: Surroundings, isFrame = false): Promise<ToolOutcome> {
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
    return size.exceeded ? tooLarge() : await judge(tab, url, response, surroundings, isFrame);
  } catch (error) {
    if (signal.aborted) {
      stopLoading(tab);
      throw signal.reason;
    }
    if (size.exceeded) return tooLarge();
    const stop = tab.gate.takeStop();
    if (stop !== undefined) return stopped(stop, url, surroundings.allowedSites);
    const last = documents.at(-1);
    const type = contentType(last);
    const answered = last && (statusFailure(url, last.status()) ?? (isReadable(type) ? undefined : notHtml(url, type)));
    return answered ?? navigationFailure(url, messageOf(error), surroundings, tab.gate.lastAdmitted);
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
  isFrame: boolean,
): Promise<ToolOutcome> {
  const left = await leaveIfElsewhere(tab, surroundings.allowedSites, url);
  if (left !== undefined) return left;
  if (response !== null) {
    const type = contentType(response);
    const text = isHtml(type) || !isReadable(type) ? undefined : await textOf(response);
    const failure =
      statusFailure(url, response.status()) ?? (isHtml(type) || isFeed(text, url) ? undefined : notHtml(url, type));
    if (failure !== undefined) return failure;
    tab.status = response.status();
    tab.feedText = text;
  }
  if (tab.feedText === undefined && (await staysEmpty(tab, surroundings.signal))) {
    const stop = tab.gate.takeStop();
    if (stop !== undefined) return stopped(stop, url, surroundings.allowedSites);
    const frame = await unlessAborted(askInOwnWorld(tab, largestFrame, null), surroundings.signal);
    // a page in a frame may put itself into that frame again
    if (frame !== null && !isFrame) return load(tab, frame, surroundings, true);
    return failed('PAGE_EMPTY', `${url} opened, but there is nothing on it`);
  }
  return describe(tab, surroundings.signal).catch(async (error: unknown) => {
    whereLeadingOn(tab, surroundings.signal, error);
    await settle(tab.page, surroundings.signal);
    return describe(tab, surroundings.signal);
  });
}

async function describe(tab: Tab, signal: AbortSignal): Promise<ToolOutcome> {
  const title = await titleOf(tab, signal);
  const type = askInOwnWorld(tab, () => document.contentType, null);
  const url = shortAddress(tab.page.url());
  return done({ tool: 'navigate', url, status: tab.status, title, content_type: await unlessAborted(type, signal) });
}

/** Runs in a page that shows nothing of its own: the address of what fills it, as in a set of frames. */
function largestFrame(): string | null {
  const areaOf = (frame: Element) => {
    const { width, height } = frame.getBoundingClientRect();
    return width * height;
  };
  const frames = [...document.querySelectorAll<HTMLFrameElement | HTMLIFrameElement>('frame[src], iframe[src]')];
  const [largest] = frames.toSorted((one, other) => areaOf(other) - areaOf(one));
  const isFilling = largest !== undefined && areaOf(largest) * 3 > innerWidth * innerHeight;
  return isFilling && /^https?:/.test(largest.src) ? largest.src : null;
}

/** Undefined where the page has moved on. */
async function textOf(response: Response): Promise<string | undefined> {
  const body = await response.body().catch(() => undefined);
  return body && decodeText(body, response.headers()['content-type']);
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

async function staysEmpty(tab: Tab, signal: AbortSignal): Promise<boolean> {
  const isEmpty = () => unlessAborted(askInOwnWorld(tab, showsNothing, loadedMaxMs), signal);
  const first = await isEmpty().catch((error: unknown) => whereLeadingOn(tab, signal, error));
  if (first === false) return false;
  const hasChanged = await settleIfUnfinished(tab.page, signal);
  return first === 'leads on' || hasChanged ? isEmpty() : true;
}

/** Runs in the page, which may have led on to another one that is just coming. */
async function showsNothing(loadedMaxMs: number): Promise<boolean> {
  if (document.readyState === 'loading')
    await new Promise((resolve) => {
      document.addEventListener('DOMContentLoaded', resolve, { once: true });
      setTimeout(resolve, loadedMaxMs);
    });
  return document.links.length === 0 && (document.body?.innerText ?? '').trim() === '';
}

/** A page that is leading on at this moment cannot be asked; whatever else went wrong is thrown again. */
function whereLeadingOn({ page }: Tab, signal: AbortSignal, error: unknown): 'leads on' {
  if (signal.aborted || page.isClosed() || error instanceof PageTrouble) throw error;
  return 'leads on';
}

const contentType = (response: Response | null | undefined) =>
  (response?.headers()['content-type'] ?? 'text/html').split(';')[0]?.trim().toLowerCase() || 'text/html';
const isHtml = (type: string) => type === 'text/html' || type === 'application/xhtml+xml';
const isReadable = (type: string) => /^text\/|[/+](?:xml|json)$/.test(type);
const isFeed = (text: string | undefined, url: string) => text !== undefined && entriesOfFeed(text, url) !== undefined;
