import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { startDelayMeter } from '../delay-meter.ts';
import { PageActivity } from './activity.ts';
import type { PageMark } from '../../contract/tools.ts';
import { answerDialog } from './dialogs.ts';
import { FieldJournal } from './field-journal.ts';
import { KnownFrames } from './known-frames.ts';
import { answers, closeSoon, shownBy } from './page-answers.ts';
import { BrowserEnded, PageTrouble } from './page-trouble.ts';
import { Popups } from './popups.ts';
import { RequestGate } from './request-gate.ts';
import { watchScripts } from './loaded-scripts.ts';
import type { SessionLoad } from './session-load.ts';
import { stuckMessage } from './stuck-message.ts';
import { Unrest } from './unrest.ts';
import { within } from '../within.ts';

/** A page with what is known of it. */
interface OpenPage {
  readonly page: Page;
  /** Chromium's own protocol for this page, its network events on. */
  readonly protocol: CDPSession;
  readonly mainFrameId: string;
  readonly frames: KnownFrames;
  readonly activity: PageActivity;
  readonly journal: FieldJournal;
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
const renewMaxMs = 5_000;

/**
 * What a session has open: a page and its pop-ups, of which one is the open one. That one may be exchanged for an
 * empty page, which keeps cookies and storage.
 */
export class SessionPages {
  readonly context: BrowserContext;
  readonly gate = new RequestGate();
  readonly load: SessionLoad;
  readonly popups: Popups;
  /** False for a page that was built anew, until somebody was told its references. */
  areReferencesTold = true;
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
  #download: string | undefined;
  #trouble = new AbortController();
  #isActing = false;
  /** True where the trouble came between two actions, so that the next one is to tell. */
  #isUntold = false;
  #leaving: Promise<unknown> = Promise.resolve();
  readonly #unrest: Unrest;

  constructor(context: BrowserContext, load: SessionLoad) {
    this.context = context;
    this.load = load;
    this.popups = new Popups(context);
    load.exceeded.addEventListener('abort', () => this.#abortIfTooMuch());
    context.on('page', () => void this.#closeSurplus());
    // what waits for a page's network hears nothing more where Chromium has died
    context.once('close', () => {
      this.gate.held.dropAll();
      this.#trouble.abort(new BrowserEnded());
    });
    this.#unrest = new Unrest(context, (trouble) => this.#giveUp(trouble));
    context.on('dialog', (dialog) => {
      this.#dialogs += 1;
      if (this.#open !== undefined && dialog.page() === this.#open.page) this.#open.dialogs += 1;
      if (this.#dialogs > dialogsMax)
        this.#giveUp(new PageTrouble('the page opens one dialog after the other, so it was left'));
      const told = answerDialog(dialog, { isApproved: this.gate.isApproved });
      if (told !== undefined) this.gate.addNotice(told);
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
  get journal(): FieldJournal {
    return this.#current.journal;
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
   * Begins to count dialogs anew; the signal aborts with a PageTrouble when the page cannot be worked with, which may
   * have been found out since the last action: one that works with it is told, one that opens another need not know. What
   * an action goes on with that is already on its way is waited for.
   */
  beginAction({ goesOn = false, leavesPage = false }: { goesOn?: boolean; leavesPage?: boolean } = {}): AbortSignal {
    this.hasActed = false;
    this.#isActing = true;
    this.#dialogs = 0;
    this.#download = undefined;
    if (this.#trouble.signal.aborted && (leavesPage || !this.#isUntold)) this.#trouble = new AbortController();
    this.#isUntold = false;
    this.#abortIfTooMuch();
    if (!goesOn) this.activity.forget();
    if (leavesPage) this.#unrest.renew();
    return this.#trouble.signal;
  }

  /** True where it is known that the page cannot be worked with. */
  get isTroubled(): boolean {
    return this.#trouble.signal.aborted;
  }

  /** From now on nobody works with the page until the next action. */
  endAction(): void {
    this.#isActing = false;
  }

  #abortIfTooMuch(): void {
    const { aborted, reason } = this.load.exceeded;
    if (aborted) this.#giveUp(new PageTrouble(String(reason), 'PAGE_TOO_LARGE'));
  }

  /** Pages are closed at once: they would go on with what they do, whether or not an action is in progress. */
  #giveUp(trouble: PageTrouble, pages: Page[] = this.context.pages()): void {
    if (this.isTroubled) return;
    this.#trouble.abort(trouble);
    this.#isUntold = !this.#isActing;
    this.#leaving = Promise.all(pages.map(closeSoon));
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
    await this.popups.come();
    for (const page of this.context.pages().filter((candidate) => !this.all.includes(candidate))) {
      await page.waitForLoadState('domcontentloaded', { timeout: timeoutMs }).catch(() => undefined); // shown as it is
      if (/^https?:/.test(await shownBy(page))) await this.#adopt(page).catch(() => undefined); // it closed itself
      else await closeSoon(page);
    }
    return this.#open !== before;
  }

  /** Leaves a page that was closed for the one before it, or for an empty one. */
  async leaveClosed(): Promise<void> {
    await this.#leaving;
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
      if (this.isStuck) throw new PageTrouble(stuckMessage(renewMaxMs, (await meter.take()).largestMs));
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

  noteSent(bytes: number): void {
    this.#unrest.noteSent(bytes);
  }

  /** True for a frame that is known to be inside of one of the pages; false says nothing. */
  knowsFrame(frameId: string): boolean {
    return this.#pages.some(({ frames }) => frames.knows(frameId));
  }

  /** True for a frame inside of one of the pages. */
  async hasFrame(frameId: string): Promise<boolean> {
    return (await Promise.all(this.#pages.map(({ frames }) => frames.has(frameId)))).includes(true);
  }

  async #adopt(page: Page): Promise<void> {
    page.once('crash', () => {
      if (this.#open?.page === page)
        this.#giveUp(new PageTrouble('the page broke down (it crashed, or took too much memory)'), [page]);
      else void closeSoon(page);
    });
    page.on('download', (download) => (this.#download = download.url()));
    const journal = new FieldJournal();
    page.on('domcontentloaded', () => journal.forget());
    const protocol = await this.context.newCDPSession(page);
    // on for the page's life: measured, Network.disable does not return while a navigation waits for its server
    await protocol.send('Network.enable');
    await this.popups.watch(protocol);
    watchScripts(protocol);
    protocol.on('Network.dataReceived', ({ dataLength }) => this.load.countDecoded(dataLength));
    const { frameTree } = await protocol.send('Page.getFrameTree');
    const mainFrameId = frameTree.frame.id;
    this.#unrest.watchNetwork(protocol);
    const activity = new PageActivity(protocol, mainFrameId);
    page.once('close', () => activity.forget());
    const frames = new KnownFrames(protocol);
    const nothing = { status: 0, feedText: undefined, dialogs: 0 };
    this.#open = { page, protocol, mainFrameId, frames, activity, journal, ...nothing };
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
