import type { AgentConfig } from '../contract/agent.ts';
import type { Effect, ToolCall } from '../contract/tools.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { NetworkGuard } from '../network/guard.ts';
import type { PageLook } from '../reading/page-look.ts';
import { siteOf } from '../network/sites.ts';
import { createBrowsers, type BrowserUse } from './chromium/browsers.ts';
import { checkpointOf, type PageCheckpoint, readCheckpoint } from './page/checkpoint.ts';
import type { ApprovedShape, ElementCall, Examination } from './tools/effects.ts';
import { examineCall } from './tools/interact.ts';
import { failed, type FailedOutcome, type Surroundings, type ToolOutcome } from './outcome.ts';
import { performAction } from './perform.ts';
import { createRobots, productToken } from './fetching/robots.ts';
import { createSecrets, type Secret, type Secrets } from './secrets/secrets.ts';
import { newContext } from './page/new-context.ts';
import { openSessionPages, type SessionPages } from './page/session-pages.ts';
import { tellable } from './secrets/telling.ts';
import { within } from './within.ts';
import { playwrightMessage } from './playwright-message.ts';

export interface BrowserPoolOptions {
  executablePath: () => Promise<string>;
  /** The variables that Chromium gets; this process's own where left out. */
  environment?: Record<string, string>;
  /** Sessions that may have a page at one time. */
  maxSessions: number;
  guard: NetworkGuard;
  /** How pages get to know who visits them; Chromium's own name and the product's where left out. */
  userAgent?: string | undefined;
  /** What the operator lets sessions type without knowing it. */
  secrets?: readonly Secret[];
  /** How long a page may take to load, in milliseconds; 30 s. */
  pageTimeoutMs?: number;
  /** How long any tool may take beyond that, in milliseconds; 20 s. */
  graceMs?: number;
  /** How large a document may be, decoded, in bytes; 10 MB. */
  pageMaxBytes?: number;
  /** A page that nobody used for so long is given back, in milliseconds; longer than a page may be held for a person. */
  idleMs?: number;
  /** After so many sessions a new Chromium takes over; 100. */
  sessionsPerBrowser?: number;
  /** After so long as well, in milliseconds; an hour. */
  browserMaxAgeMs?: number;
  /** Told what each look that listed entries or read a text went by, as for saving it. */
  onLook?: (look: PageLook) => void;
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
  /** The most that the action may do; what would do more is not done. */
  permitted: Effect;
  /** Whether what would be done now is what a person approved; null where no person was asked. */
  approves: ((now: ApprovedShape) => boolean) | null;
  robots: AgentConfig['robots'];
  signal: AbortSignal;
}

interface SessionStep {
  outcome: ToolOutcome;
  /** Null after tools that only look. */
  checkpoint: PageCheckpoint | null;
  /** The site that the page is on now; null for an empty page. */
  site: string | null;
}

/** One Chromium for this process, one context a session. A session's actions come one after the other. */
export interface BrowserPool {
  /** @throws {AutoTriggerError} BrowserBusy where all are in use; BrowserUnavailable where Chromium does not start. */
  open(session: OpenSession): Promise<{ browser: string; version: string }>;
  /**
   * One tool call; what the page does is an outcome.
   * @throws {AutoTriggerError} SessionLost where the session's page is not in this process; PageLost where it went and
   * the action may have been done; the signal's reason.
   */
  act(action: SessionAction): Promise<SessionStep>;
  /**
   * What a call on an element would do just now, without doing it.
   * @throws {AutoTriggerError} SessionLost where the session's page is not in this process; PageLost where it went and
   * the action may have been done; the signal's reason.
   */
  examine(sessionId: string, call: ElementCall, signal: AbortSignal): Promise<Examination | FailedOutcome>;
  /** Gives the page back; one that is gone already is no error. */
  close(sessionId: string): Promise<void>;
  /** Ends every session and the browser; a later `open` starts a new one. */
  closeAll(): Promise<void>;
}

interface Session {
  secrets: Secrets;
  pages: SessionPages;
  use: BrowserUse;
  contextId: string;
  idle: NodeJS.Timeout;
}

const busyRetryMs = 1_000;
const answerMaxMs = 5_000;
const idleDefaultMs = (limits.holdPageMaxSeconds + 600) * 1_000;
const looking: ReadonlySet<string> = new Set(['entries', 'read', 'snapshot', 'find', 'screenshot']);

export function createBrowserPool({
  maxSessions,
  guard,
  userAgent,
  secrets: given = [],
  pageTimeoutMs = limits.pageTimeoutMs,
  graceMs = 20_000,
  pageMaxBytes = limits.pageMaxBytes,
  idleMs = idleDefaultMs,
  sessionsPerBrowser = 100,
  browserMaxAgeMs = 3_600_000,
  onLook,
  ...chromium
}: BrowserPoolOptions): BrowserPool {
  const sessions = new Map<string, Session>();
  /** Sessions that are being opened: they take a place as well. */
  let opening = 0;
  const browsers = createBrowsers({ ...chromium, guard, sessionsPerBrowser, browserMaxAgeMs });
  /** Of no session: for what goes wrong before there is one. */
  const anySecrets = createSecrets(given);
  const plainName = userAgent ?? productToken;
  const robots = createRobots({ guard, userAgent: plainName, pageTimeoutMs });

  async function open({ sessionId, checkpoint, allowedSites }: OpenSession) {
    await close(sessionId);
    if (sessions.size + opening >= maxSessions)
      throw new AutoTriggerError('BrowserBusy', `all ${maxSessions} browser sessions of this worker are in use`, {
        retryAfterMs: busyRetryMs,
      });
    opening += 1;
    let use: BrowserUse | undefined;
    try {
      use = await browsers.use();
      const { browser } = use.running;
      const from = checkpoint && readCheckpoint(checkpoint);
      const context = await newContext(browser, politeName(use), from?.state);
      context.once('close', use.release);
      const pages = await openSessionPages(context);
      const { targetInfo } = await pages.protocol.send('Target.getTargetInfo');
      const contextId = targetInfo.browserContextId ?? '';
      use.gates.add(contextId, pages);
      const secrets = createSecrets(given, from?.typed);
      if (from !== null && from.url !== 'about:blank') await restore(pages, from.url, allowedSites, secrets);
      keep(sessionId, { pages, use, contextId, secrets });
      return { browser: browser.browserType().name(), version: browser.version() };
    } catch (error) {
      use?.release();
      if (AutoTriggerError.is(error)) throw error;
      throw new AutoTriggerError('BrowserUnavailable', `no page can be opened: ${told(error, anySecrets)}`);
    } finally {
      opening -= 1;
    }
  }

  function keep(sessionId: string, opened: Omit<Session, 'idle'>): void {
    const session = { ...opened, idle: setTimeout(() => void close(sessionId), idleMs).unref() };
    sessions.set(sessionId, session);
    session.pages.context.once('close', () => {
      clearTimeout(session.idle);
      session.use.gates.remove(session.contextId);
      if (sessions.get(sessionId) === session) sessions.delete(sessionId);
    });
  }

  /** What was open may be opened again: robots.txt was asked then. */
  async function restore(pages: SessionPages, url: string, allowedSites: string[], secrets: Secrets): Promise<void> {
    const { signal } = new AbortController();
    const terms = { allowedSites, permitted: 'read', approves: null, robots: 'ignore', signal } as const;
    await performAction(pages, { tool: 'navigate', arguments: { url } }, surroundings(terms, secrets));
  }

  async function act({ sessionId, action, ...terms }: SessionAction): Promise<SessionStep> {
    return withPages(sessionId, terms.signal, async ({ pages, secrets }) => {
      secrets.sites = terms.allowedSites;
      const outcome = await performAction(pages, action, surroundings(terms, secrets));
      if (pages.isStuck) {
        sessions.get(sessionId)?.use.running.kill();
        return { outcome: tellable(outcome, secrets), checkpoint: null, site: null };
      }
      const checkpoint = looking.has(action.tool) ? null : await inTime(checkpointOf(pages, secrets));
      const address = pages.open.url();
      const site = /^https?:/.test(address) ? siteOf(address) : null;
      return { outcome: tellable(outcome, secrets), checkpoint, site };
    });
  }

  async function examine(sessionId: string, call: ElementCall, signal: AbortSignal) {
    return withPages(sessionId, signal, async ({ pages, secrets }) => {
      const deadline = AbortSignal.timeout(pageTimeoutMs);
      try {
        const target = await examineCall(pages, call, { secrets, guard, signal: AbortSignal.any([signal, deadline]) });
        return 'status' in target ? secrets.scrubAll(target) : target.examination;
      } catch (error) {
        if (signal.aborted || !deadline.aborted) throw error;
        return failed('PAGE_TIMEOUT', `the page did not answer within ${pageTimeoutMs / 1_000} s`);
      }
    });
  }

  async function withPages<Result>(
    sessionId: string,
    signal: AbortSignal,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const session = sessions.get(sessionId);
    if (session === undefined) throw lost(sessionId);
    session.idle.refresh();
    try {
      return await work(session);
    } catch (error) {
      if (signal.aborted) throw error;
      await close(sessionId);
      if (!session.pages.hasActed) throw lost(sessionId);
      throw new AutoTriggerError(
        'PageLost',
        `the page of session ${sessionId} was lost in the middle (${told(error, session.secrets)})`,
      );
    } finally {
      session.idle.refresh();
    }
  }

  const surroundings = (
    { robots: wish, ...terms }: Omit<SessionAction, 'sessionId' | 'action'>,
    secrets: Secrets,
  ): Surroundings => ({
    ...terms,
    guard,
    failureAt: browsers.failureAt,
    robots: wish === 'respect' ? robots : null,
    userAgent: plainName,
    secrets,
    pageTimeoutMs,
    graceMs,
    pageMaxBytes,
    onLook,
  });

  const politeName = ({ running }: BrowserUse) =>
    userAgent ?? `${running.userAgent.replace('HeadlessChrome/', 'Chrome/')} ${productToken}`;

  /** A failure may repeat what was typed. */
  const told = (error: unknown, secrets: Secrets) => cutText(secrets.scrub(playwrightMessage(error)), 500);

  async function close(sessionId: string): Promise<void> {
    const session = sessions.get(sessionId);
    if (session === undefined) return;
    clearTimeout(session.idle);
    sessions.delete(sessionId);
    // a browser that cannot even close what it has open serves nobody any more
    await inTime(session.pages.context.close()).catch(() => session.use.running.kill());
    session.use.release();
  }

  async function closeAll(): Promise<void> {
    for (const { idle } of sessions.values()) clearTimeout(idle);
    sessions.clear();
    await browsers.endAll();
  }

  return { open, act, examine, close, closeAll };
}

/** What a browser that works does at once. */
function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return within(answerMaxMs, work, () => {
    throw new Error('the browser does not answer');
  });
}

function lost(sessionId: string): AutoTriggerError {
  return new AutoTriggerError('SessionLost', `the page of session ${sessionId} is not in this worker any more`);
}
