import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import type { ToolCall } from '../contract/agent.ts';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import { limits } from '../contract/limits.ts';
import type { NetworkGuard } from '../network/guard.ts';
import { launchChromium, type RunningBrowser } from './chromium.ts';
import type { Surroundings, ToolOutcome } from './outcome.ts';
import { performAction } from './perform.ts';
import { openTab, type Tab } from './tab.ts';

/** Where a session's page stands, in the clear: seal the storage state before it leaves this process. */
interface PageCheckpoint {
  url: string;
  /** Cookies and local storage, as Playwright gives and takes them. */
  storageState: unknown;
}

export interface BrowserPoolOptions {
  executablePath: () => Promise<string>;
  /** Sessions that may have a page at one time. */
  maxSessions: number;
  guard: NetworkGuard;
  /** How long a page may take to load, in milliseconds; 30 s. */
  pageTimeoutMs?: number;
  /** How large a document may be, decoded, in bytes; 10 MB. */
  pageMaxBytes?: number;
  /** A page that nobody used for so long is given back, in milliseconds; 15 minutes. */
  idleMs?: number;
}

interface OpenSession {
  sessionId: string;
  /** Restored where given; a page that does not load any more is no error. */
  checkpoint: PageCheckpoint | null;
  allowedSites: string[];
}

interface SessionAction {
  sessionId: string;
  action: ToolCall;
  /** Sites that the page may be on, before and after. */
  allowedSites: string[];
  signal: AbortSignal;
}

/** One Chromium for this process, one context a session. A session's actions come one after the other. */
export interface BrowserPool {
  /** @throws {AutoTriggerError} BrowserBusy where all are in use; BrowserUnavailable where Chromium does not start. */
  open(session: OpenSession): Promise<{ browser: string; version: string }>;
  /**
   * `checkpoint` is null after tools that only look.
   * @throws {AutoTriggerError} SessionLost where the session's page is not in this process; the signal's reason.
   */
  act(action: SessionAction): Promise<{ outcome: ToolOutcome; checkpoint: PageCheckpoint | null }>;
  /** Gives the page back; one that is gone already is no error. */
  close(sessionId: string): Promise<void>;
  /** Ends every session and the browser; a later `open` starts a new one. */
  closeAll(): Promise<void>;
}

interface Session {
  tab: Tab;
  idle: NodeJS.Timeout;
}

const busyRetryMs = 1_000;
const idleDefaultMs = 15 * 60_000;

export function createBrowserPool({
  executablePath,
  maxSessions,
  guard,
  pageTimeoutMs = limits.pageTimeoutMs,
  pageMaxBytes = limits.pageMaxBytes,
  idleMs = idleDefaultMs,
}: BrowserPoolOptions): BrowserPool {
  const sessions = new Map<string, Session>();
  /** Sessions that are being opened: they take a place as well. */
  let opening = 0;
  let running: Promise<RunningBrowser> | undefined;

  /** The browser that runs, or a new one where there is none any more. */
  async function browser(): Promise<Browser> {
    running ??= launch();
    return (await running).browser;
  }

  async function launch(): Promise<RunningBrowser> {
    try {
      const launched = await launchChromium(executablePath);
      launched.browser.once('disconnected', () => (running = undefined));
      return launched;
    } catch (error) {
      running = undefined;
      throw error;
    }
  }

  async function open({ sessionId, checkpoint, allowedSites }: OpenSession) {
    await close(sessionId);
    if (sessions.size + opening >= maxSessions)
      throw new AutoTriggerError('BrowserBusy', `all ${maxSessions} browser sessions of this worker are in use`, {
        retryAfterMs: busyRetryMs,
      });
    opening += 1;
    try {
      const launched = await browser();
      const context = await newContext(launched, checkpoint?.storageState);
      const tab = await openTab(context);
      if (checkpoint !== null && checkpoint.url !== 'about:blank') await restore(tab, checkpoint.url, allowedSites);
      keep(sessionId, tab);
      return { browser: launched.browserType().name(), version: launched.version() };
    } catch (error) {
      if (AutoTriggerError.is(error)) throw error;
      throw new AutoTriggerError('BrowserUnavailable', `no page can be opened: ${messageOf(error)}`, { cause: error });
    } finally {
      opening -= 1;
    }
  }

  function keep(sessionId: string, tab: Tab): void {
    const session = { tab, idle: setTimeout(() => void close(sessionId), idleMs).unref() };
    sessions.set(sessionId, session);
    tab.context.once('close', () => {
      clearTimeout(session.idle);
      if (sessions.get(sessionId) === session) sessions.delete(sessionId);
    });
  }

  async function restore(tab: Tab, url: string, allowedSites: string[]): Promise<void> {
    const call: ToolCall = { tool: 'navigate', arguments: { url } };
    await performAction(tab, call, surroundings(allowedSites, new AbortController().signal));
  }

  async function act({ sessionId, action, allowedSites, signal }: SessionAction) {
    const session = sessions.get(sessionId);
    if (session === undefined) throw lost(sessionId);
    session.idle.refresh();
    const { tab } = session;
    try {
      const outcome = await performAction(tab, action, surroundings(allowedSites, signal));
      const looksOnly = action.tool === 'entries' || action.tool === 'read' || action.tool === 'snapshot';
      return { outcome, checkpoint: looksOnly ? null : await checkpointOf(tab) };
    } catch (error) {
      if (signal.aborted) throw error;
      await close(sessionId);
      throw lost(sessionId, error);
    } finally {
      session.idle.refresh();
    }
  }

  const surroundings = (allowedSites: string[], signal: AbortSignal): Surroundings => ({
    guard,
    allowedSites,
    pageTimeoutMs,
    pageMaxBytes,
    signal,
  });

  async function close(sessionId: string): Promise<void> {
    const session = sessions.get(sessionId);
    if (session === undefined) return;
    clearTimeout(session.idle);
    sessions.delete(sessionId);
    await session.tab.context.close().catch(() => undefined); // its browser is gone
  }

  async function closeAll(): Promise<void> {
    const launched = running;
    running = undefined;
    for (const { idle } of sessions.values()) clearTimeout(idle);
    sessions.clear();
    await launched?.then(
      ({ end }) => end(),
      () => undefined, // it never started
    );
  }

  return { open, act, close, closeAll };
}

function lost(sessionId: string, cause?: unknown): AutoTriggerError {
  return new AutoTriggerError('SessionLost', `the page of session ${sessionId} is not in this worker any more`, {
    cause,
  });
}

async function newContext(browser: Browser, storageState: unknown): Promise<BrowserContext> {
  const options: BrowserContextOptions = { acceptDownloads: false, serviceWorkers: 'block' };
  if (storageState === null || storageState === undefined) return browser.newContext(options);
  try {
    return await browser.newContext({
      ...options,
      storageState: storageState as BrowserContextOptions['storageState'] & {},
    });
  } catch (error) {
    if (!browser.isConnected()) throw error;
    return browser.newContext(options); // a state that Chromium does not take: the page opens without it
  }
}

async function checkpointOf(tab: Tab): Promise<PageCheckpoint> {
  return { url: tab.page.url(), storageState: await tab.context.storageState() };
}
