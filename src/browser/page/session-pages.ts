import { availableParallelism, loadavg } from 'node:os';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { startDelayMeter } from '../delay-meter.ts';
import { PageActivity } from './activity.ts';
import { isWithinTree } from './frame-tree.ts';
import { PageTrouble } from './page-trouble.ts';
import type { PageMark } from '../../contract/tools.ts';
import { limits } from '../../contract/limits.ts';
import { RequestGate } from './request-gate.ts';
import { documentStart } from './document-start.ts';
import { SessionLoad } from './session-load.ts';
import { within } from '../within.ts';

/** A page with what is known of it. */
interface OpenPage {
  readonly page: Page;
  /** Chromium's own protocol for this page, its network events on. */
  readonly protocol: CDPSession;
  readonly mainFrameId: string;
  readonly activity: PageActivity;
  /** HTTP status of the document that is open. */
  status: number;
  /** The text of the document that is open, where that is a feed and no page. */
  feedText: string | undefined;
  /** That it opened by now. */
  dialogs: number;
}

/** More are closed again, the oldest pop-up first. */
const pagesMax = 6;
/** Dialogs that one action may bring. */
const dialogsMax = 10;
/** After so many a page is not navigated any more, but left: its next dialog could stop that. */
const dialogsBeforeNavigation = 3;
/** What a page's scripts may tell the developer in one action, errors too: each takes this process's time. */
const messagesMax = 1_000;
const [closeTimeoutMs, answerMaxMs] = [500, 1_000];
const [popupMaxMs, renewMaxMs] = [5_000, 5_000];

/**
 * What a session has open: a page and its pop-ups, of which one is the open one. That one may be exchanged for an
 * empty page, which keeps cookies and storage.
 */
export class SessionPages {
  readonly context: BrowserContext;
  readonly gate = new RequestGate();
  readonly load: SessionLoad;
  /** Local storage of the origins that were open, as it was last seen. */
  readonly storage = new Map<string, { name: string; value: string }[]>();
  #pages: OpenPage[] = [];
  #open: OpenPage | undefined;
  /** True once the action in progress may have changed something. */
  hasActed = false;
  /** What the page was when a person was asked about the action; a page that leads on does not say. */
  mark: PageMark | undefined;
  /** True where the action was not begun, since what an earlier one set off is decided on first. */
  isPutOff = false;
  /** True where the browser does not do what it is told any more. */
  isStuck = false;
  #dialogs = 0;
  #messages = 0;
  #download: string | undefined;
  #trouble = new AbortController();

  constructor(context: BrowserContext, load: SessionLoad) {
    this.context = context;
    this.load = load;
    load.exceeded.addEventListener('abort', () => this.#abortIfTooMuch());
    context.on('page', () => void this.#closeSurplus());
    // what waits for a page's network hears nothing more where Chromium has died
    context.once('close', () => {
      this.gate.held.dropAll();
      this.#trouble.abort(new Error('the browser has ended'));
    });
    const count = () => {
      this.#messages += 1;
      if (this.#messages === messagesMax)
        this.#trouble.abort(new PageTrouble('the page writes to its console without end, so it was left'));
    };
    context.on('console', count);
    context.on('weberror', count);
    context.on('dialog', (dialog) => {
      this.#dialogs += 1;
      if (this.#open !== undefined && dialog.page() === this.#open.page) this.#open.dialogs += 1;
      if (this.#dialogs > dialogsMax)
        this.#trouble.abort(new PageTrouble('the page opens one dialog after the other, so it was left'));
      // leaving a page is what was asked for, whatever the page asks
      const answered = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss();
      void answered.catch(() => undefined);
    });
  }

  /** The one to work with. */
  get open(): Page {
    return this.#current.page;
  }
  get protocol(): CDPSession {
    return this.#current.protocol;
  }
  get mainFrameId(): string {
    return this.#current.mainFrameId;
  }
  get activity(): PageActivity {
    return this.#current.activity;
  }
  get status(): number {
    return this.#current.status;
  }
  set status(status: number) {
    this.#current.status = status;
  }
  get feedText(): string | undefined {
    return this.#current.feedText;
  }
  set feedText(text: string | undefined) {
    this.#current.feedText = text;
  }
  /** All that is open, the oldest first. */
  get all(): Page[] {
    return this.#pages.map(({ page }) => page);
  }

  get #current(): OpenPage {
    if (this.#open === undefined) throw new Error('the session has no page');
    return this.#open;
  }

  /**
   * Begins to count dialogs anew; the signal aborts with a PageTrouble when the page cannot be worked with. What an
   * action goes on with that is already on its way is waited for.
   */
  beginAction({ goesOn = false }: { goesOn?: boolean } = {}): AbortSignal {
    this.hasActed = false;
    this.#dialogs = 0;
    this.#messages = 0;
    this.#download = undefined;
    if (this.#trouble.signal.aborted) this.#trouble = new AbortController();
    this.#abortIfTooMuch();
    if (!goesOn) this.activity.forget();
    return this.#trouble.signal;
  }

  #abortIfTooMuch(): void {
    const { aborted, reason } = this.load.exceeded;
    if (aborted) this.#trouble.abort(new PageTrouble(String(reason), 'PAGE_TOO_LARGE'));
  }

  /** The address of a file that the action led to; it was not saved. */
  get download(): string | undefined {
    return this.#download;
  }

  /** Opens an empty page and goes on there. */
  async openEmpty(): Promise<void> {
    await this.#adopt(await this.context.newPage());
  }

  /** Makes a page that is open the one to go on with. */
  switchTo(page: Page): void {
    this.#open = this.#pages.find((open) => open.page === page) ?? this.#open;
  }

  /** Goes on in the newest pop-up, if there are any new ones; one that shows nothing of its own is closed. */
  async goToPopup(timeoutMs: number): Promise<boolean> {
    const before = this.#open;
    for (const page of this.context.pages().filter((candidate) => !this.all.includes(candidate))) {
      await page.waitForLoadState('domcontentloaded', { timeout: timeoutMs }).catch(() => undefined); // shown as it is
      if (/^https?:/.test(await shownBy(page))) await this.#adopt(page).catch(() => undefined); // it closed itself
      else await closeSoon(page);
    }
    return this.#open !== before;
  }

  /** Waits until a pop-up shows what it was opened for, or has come at all. */
  async popupBegins(): Promise<void> {
    const options = { timeout: popupMaxMs };
    const known = this.context.pages().filter((page) => !this.all.includes(page));
    const begins = [
      this.context.waitForEvent('page', options),
      ...known.map((page) => page.waitForEvent('framenavigated', options)),
    ];
    await Promise.any(begins).catch(() => undefined); // it is gone
  }

  /** Leaves a page that was closed by itself for the one before it, or for an empty one. */
  async leaveClosed(): Promise<void> {
    this.#forgetClosed();
    if (this.#open !== undefined) return;
    const last = this.#pages.at(-1);
    if (last === undefined) await this.openEmpty();
    else this.#open = last;
  }

  /**
   * Goes on with an empty page. A navigation that failed can leave an error page which arrives later and interrupts
   * the next one, and a page that hangs can only be thrown away.
   *
   * Throws where that does not come about in 5 s: then the browser as a whole is held up.
   */
  async renew(): Promise<void> {
    const old = this.#open;
    const meter = startDelayMeter();
    try {
      const opened = this.openEmpty().then(() => true);
      this.isStuck = !(await within(renewMaxMs, opened, () => false));
      if (this.isStuck) throw new PageTrouble(stuckMessage((await meter.take()).largestMs));
    } finally {
      meter.stop();
    }
    if (old !== undefined) await closeSoon(old.page);
    this.#forgetClosed();
  }

  /** Goes on with an empty page where the open one hangs, or would not let itself be navigated. */
  async beReady(): Promise<void> {
    const { page, dialogs } = this.#current;
    if (dialogs >= dialogsBeforeNavigation || !(await answers(page))) await this.renew();
  }

  /** The address of the page that is open; empty where none is. */
  address(): string {
    return this.#open?.page.url() ?? '';
  }

  /** True for a frame inside of one of the pages. */
  async hasFrame(frameId: string): Promise<boolean> {
    for (const { protocol } of this.#pages) {
      const tree = await protocol.send('Page.getFrameTree').catch(() => undefined); // it is being closed
      if (tree !== undefined && isWithinTree(tree.frameTree, frameId)) return true;
    }
    return false;
  }

  async #adopt(page: Page): Promise<void> {
    page.once('crash', () => {
      if (this.#open?.page === page)
        this.#trouble.abort(new PageTrouble('the page broke down (it crashed, or took too much memory)'));
      else void closeSoon(page);
    });
    page.on('download', (download) => (this.#download = download.url()));
    const protocol = await this.context.newCDPSession(page);
    // on for the page's life: measured, Network.disable does not return while a navigation waits for its server
    await protocol.send('Network.enable');
    protocol.on('Network.dataReceived', ({ dataLength }) => this.load.countDecoded(dataLength));
    const { frameTree } = await protocol.send('Page.getFrameTree');
    const mainFrameId = frameTree.frame.id;
    const activity = new PageActivity(protocol, mainFrameId);
    this.#open = { page, protocol, mainFrameId, activity, status: 0, feedText: undefined, dialogs: 0 };
    this.#pages.push(this.#open);
  }

  #forgetClosed(): void {
    this.#pages = this.#pages.filter(({ page }) => !page.isClosed());
    if (this.#open?.page.isClosed()) this.#open = undefined;
  }

  async #closeSurplus(): Promise<void> {
    const pages = this.context.pages();
    const popups = pages.filter((page) => page !== this.#open?.page && page !== this.#pages[0]?.page);
    for (const page of popups.slice(0, Math.max(0, pages.length - pagesMax))) await closeSoon(page);
    this.#forgetClosed();
  }
}

export async function openSessionPages(
  context: BrowserContext,
  load = new SessionLoad(limits.sessionPagesMaxBytes),
): Promise<SessionPages> {
  await context.addInitScript(documentStart);
  const pages = new SessionPages(context, load);
  await pages.openEmpty();
  return pages;
}

/** What was measured: whether a page or the machine is to blame, nothing tells for sure. */
function stuckMessage(largestDelayMs: number): string {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `opening an empty page took more than ${renewMaxMs / 1_000} s, so the browser was ended; a page in it may have held it up, or the machine is too busy: its load was ${load} on ${availableParallelism()} processors, and this process's event loop was held up for at most ${largestDelayMs} ms`;
}

/** A page whose process hangs is not waited for. */
async function closeSoon(page: Page): Promise<void> {
  const closed = page.close().catch(() => undefined); // closed already
  await within(closeTimeoutMs, closed, () => undefined);
}

/** The address of a page's document; empty where that was stopped, or hangs. */
async function shownBy(page: Page): Promise<string> {
  const address = page.evaluate(() => (document.documentElement === null ? '' : location.href)).catch(() => '');
  return within(answerMaxMs, address, () => '');
}

/** False for a page whose process hangs; an error is an answer, too. */
async function answers(page: Page): Promise<boolean> {
  const answer = page.evaluate('1').then(
    () => true,
    () => true,
  );
  return within(answerMaxMs, answer, () => false);
}
