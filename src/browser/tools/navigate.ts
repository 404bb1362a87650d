import type { Response } from 'playwright-core';
import { decodeText } from '../fetching/decode-text.ts';
import { askPage } from '../page/ask-page.ts';
import { done, failed, RequestHeld, type Surroundings, type ToolOutcome } from '../outcome.ts';
import { playwrightMessage } from '../playwright-message.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { within } from '../within.ts';
import { navigationFailure, notHtml, statusFailure } from '../page/page-failures.ts';
import { afterAction, leaveIfElsewhere, settle, settleIfUnfinished, stopped } from '../page/settle.ts';
import { lookAt, shortAddress, pageTitle } from './snapshot.ts';
import { PageTrouble } from '../page/page-trouble.ts';
import type { SessionPages } from '../page/session-pages.ts';

/** How long what a page led on to may take to be there. */
const loadedMaxMs = 5_000;
const stopMaxMs = 1_000;

/** Opens an address and says what came of it; a page that could not be opened leaves an empty one behind. */
export async function navigate(pages: SessionPages, url: string, surroundings: Surroundings): Promise<ToolOutcome> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return failed(
      'NETWORK_REFUSED',
      `${url} is no address that can be opened; give one that begins with https:// or http://`,
    );
  await unlessAborted(pages.beReady(), surroundings.signal);
  const outcome = await load(pages, url, surroundings);
  if (outcome.status === 'failed') await pages.renew();
  return outcome;
}

/** The tool `back`. */
export async function back(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  const { pageTimeoutMs, signal, allowedSites } = surroundings;
  const from = pages.open.url();
  const options = { waitUntil: 'domcontentloaded', timeout: pageTimeoutMs } as const;
  try {
    const response = await unlessAborted(pages.open.goBack(options), signal);
    pages.status = response?.status() ?? pages.status;
    pages.feedText = undefined;
  } catch (error) {
    if (signal.aborted || pages.open.isClosed()) throw error;
    const stop = pages.gate.takeStop();
    return stop === undefined
      ? navigationFailure(`the page before ${from}`, playwrightMessage(error), surroundings, pages.gate.lastAdmitted)
      : stopped(stop, from, allowedSites);
  }
  if (pages.open.url() === from || pages.open.url() === 'about:blank') {
    await unlessAborted(pages.open.goForward(options), signal).catch(() => undefined); // it stays empty
    return failed('TOOL_FAILED', `there is no page before ${from}`);
  }
  const problem = await afterAction(pages, from, surroundings);
  return problem ?? done(await lookAt(pages, 'back', surroundings));
}

async function load(
  pages: SessionPages,
  url: string,
  surroundings: Surroundings,
  isFrame = false,
): Promise<ToolOutcome> {
  const { pageTimeoutMs, signal } = surroundings;
  const documents: Response[] = [];
  const remember = (response: Response) => {
    if (response.request().isNavigationRequest() && response.request().frame() === pages.open.mainFrame())
      documents.push(response);
  };
  const page = pages.open;
  page.on('response', remember);
  const size = watchSize(pages, surroundings.pageMaxBytes);
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
    return size.exceeded ? tooLarge() : await judge(pages, url, response, surroundings, isFrame);
  } catch (error) {
    if (signal.aborted) {
      if (!(signal.reason instanceof RequestHeld)) await within(stopMaxMs, stopLoading(pages), () => undefined);
      throw signal.reason;
    }
    if (size.exceeded) return tooLarge();
    const stop = pages.gate.takeStop();
    if (stop !== undefined) return stopped(stop, url, surroundings.allowedSites);
    const last = documents.at(-1);
    const type = contentType(last);
    const answered = last && (statusFailure(url, last.status()) ?? (isReadable(type) ? undefined : notHtml(url, type)));
    return answered ?? navigationFailure(url, playwrightMessage(error), surroundings, pages.gate.lastAdmitted);
  } finally {
    page.off('response', remember);
    size.stop();
  }
}

/** Whether what was loaded is a page, or a feed, that can be worked with. */
async function judge(
  pages: SessionPages,
  url: string,
  response: Response | null,
  surroundings: Surroundings,
  isFrame: boolean,
): Promise<ToolOutcome> {
  const left = await leaveIfElsewhere(pages, surroundings.allowedSites, url);
  if (left !== undefined) return left;
  if (response !== null) {
    const type = contentType(response);
    const text = isHtml(type) || !isReadable(type) ? undefined : await responseText(response);
    const failure =
      statusFailure(url, response.status()) ??
      (isHtml(type) || (await isFeed(text, url, surroundings)) ? undefined : notHtml(url, type));
    if (failure !== undefined) return failure;
    pages.status = response.status();
    pages.feedText = text;
  }
  if (pages.feedText === undefined && (await staysEmpty(pages, surroundings.signal))) {
    const stop = pages.gate.takeStop();
    if (stop !== undefined) return stopped(stop, url, surroundings.allowedSites);
    const frame = await unlessAborted(askPage(pages, largestFrame, null), surroundings.signal);
    // a page in a frame may put itself into that frame again
    if (frame !== null && !isFrame) return load(pages, frame, surroundings, true);
    return failed('PAGE_EMPTY', `${url} opened, but there is nothing on it`);
  }
  return pageOpened(pages, surroundings.signal).catch(async (error: unknown) => {
    whereLeadingOn(pages, surroundings.signal, error);
    await settle(pages.open, surroundings.signal);
    return pageOpened(pages, surroundings.signal);
  });
}

/** The page that was opened. */
export async function pageOpened(pages: SessionPages, signal: AbortSignal): Promise<ToolOutcome> {
  const title = await pageTitle(pages, signal);
  const type = askPage(pages, () => document.contentType, null);
  const url = shortAddress(pages.open.url());
  return done({ tool: 'navigate', url, status: pages.status, title, content_type: await unlessAborted(type, signal) });
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
async function responseText(response: Response): Promise<string | undefined> {
  const body = await response.body().catch(() => undefined);
  return body && decodeText(body, response.headers()['content-type']);
}

/** Stops a document that grows beyond the bound, whatever its headers say of its length. */
function watchSize(pages: SessionPages, maxBytes: number): { exceeded: boolean; stop: () => void } {
  const { protocol, mainFrameId } = pages;
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
    void stopLoading(pages);
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

/** Done when Chromium says so: a late stop would be the next page's. */
async function stopLoading({ protocol }: SessionPages): Promise<void> {
  await protocol.send('Page.stopLoading').catch(() => undefined); // the page is gone already
}

async function staysEmpty(pages: SessionPages, signal: AbortSignal): Promise<boolean> {
  const isEmpty = () => unlessAborted(askPage(pages, showsNothing, loadedMaxMs), signal);
  const first = await isEmpty().catch((error: unknown) => whereLeadingOn(pages, signal, error));
  if (first === false) return false;
  const hasChanged = await settleIfUnfinished(pages.open, signal);
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
function whereLeadingOn({ open: page }: SessionPages, signal: AbortSignal, error: unknown): 'leads on' {
  if (signal.aborted || page.isClosed() || error instanceof PageTrouble) throw error;
  return 'leads on';
}

const contentType = (response: Response | null | undefined) =>
  (response?.headers()['content-type'] ?? 'text/html').split(';')[0]?.trim().toLowerCase() || 'text/html';
const isHtml = (type: string) => type === 'text/html' || type === 'application/xhtml+xml';
const isReadable = (type: string) => /^text\/|[/+](?:xml|json)$/.test(type);
const isFeed = async (text: string | undefined, url: string, { reader, signal }: Surroundings) =>
  text !== undefined && (await reader.read('isFeed', { text, url }, signal));
