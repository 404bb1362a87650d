import type { ToolCall } from '../contract/tools.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import { siteOf } from '../network/sites.ts';
import type {
  BrowserPool,
  BrowserPoolOptions,
  OpenSession,
  SessionAction,
  SessionStep,
  Settlement,
} from './browser-pool.ts';
import { createPageReader } from './page-reader.ts';
import { createBrowsers, type BrowserUse } from './chromium/browsers.ts';
import { browserBusy, openInBrowser, pageLost, register, sessionLost } from './open-in-browser.ts';
import { checkpointOf, checkpointToLeave, type PageCheckpoint, readCheckpoint } from './page/checkpoint.ts';
import type { ElementCall } from './tools/effects.ts';
import { examineInTime } from './examine.ts';
import { createSurroundings } from './surroundings.ts';
import { type Performed, performAction, settleRequest } from './perform.ts';
import { HeldPages } from './held-pages.ts';
import { restore, type TermsOfRestoring } from './restoring.ts';
import { StuckBrowsers } from './stuck-browsers.ts';
import { createRobots, productToken } from './fetching/robots.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import { openSessionPages } from './page/session-context.ts';
import type { SessionPages } from './page/session-pages.ts';
import { SessionLoad } from './page/session-load.ts';
import { tellable } from './secrets/telling.ts';
import { inTime } from './page/page-answers.ts';
import { playwrightMessage } from './playwright-message.ts';

/** What is open: also where it goes on from, should its browser be ended for another session's sake. */
interface Session extends OpenSession {
  pages: SessionPages;
  use: BrowserUse;
  contextId: string;
  secrets: Secrets;
  idle: NodeJS.Timeout;
}

/** A browser that takes longer to open a page may be slow, and need not be held up. */
const openMinMs = 5_000;
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
  sessionPagesMaxBytes = limits.sessionPagesMaxBytes,
  idleMs = idleDefaultMs,
  sessionsPerBrowser = 100,
  browserMaxAgeMs = 3_600_000,
  onLook,
  onPlaces = () => undefined,
  ...chromium
}: BrowserPoolOptions): BrowserPool {
  const sessions = new Map<string, Session>();
  /** Sessions that are being opened: they take a place as well. */
  let opening = 0;
  const held = new HeldPages(onPlaces);
  const browsers = createBrowsers({ ...chromium, guard, sessionsPerBrowser, browserMaxAgeMs });
  /** Of no session: for what goes wrong before there is one. */
  const anySecrets = createSecrets(given);
  const reader = createPageReader();
  const stuck = new StuckBrowsers(idleMs);
  const plainName = userAgent ?? productToken;
  const surroundings = createSurroundings({
    guard,
    failureAt: browsers.failureAt,
    robots: createRobots({ guard, userAgent: plainName, pageTimeoutMs }),
    userAgent: plainName,
    reader,
    pageTimeoutMs,
    graceMs,
    pageMaxBytes,
    onLook,
  });

  async function open(session: OpenSession) {
    const { sessionId, checkpoint, allowedSites, policy = [] } = session;
    await close(sessionId);
    const longest = held.longest();
    const isFull = placesTaken() + opening >= maxSessions;
    if (isFull && longest === undefined) throw browserBusy(maxSessions);
    opening += 1;
    let use: BrowserUse | undefined;
    try {
      if (isFull && longest !== undefined) await held.release(longest);
      const from = checkpoint && readCheckpoint(checkpoint);
      const placed = await openInBrowser(browsers, {
        isAlone: stuck.isSuspect(sessionId),
        mostMs: Math.max(openMinMs, pageTimeoutMs / 2),
        openIn: ({ running }) =>
          openSessionPages(running.browser, politeName(running), from?.state, new SessionLoad(sessionPagesMaxBytes)),
        onHeldUp: (heldUp) => spare(heldUp, null),
      });
      use = placed.use;
      const { opened: pages } = placed;
      const { browser } = use.running;
      const contextId = await register(use, pages);
      const opened = { ...session, pages, use, contextId, secrets: createSecrets(given, from?.typed) };
      const doAgain = (call: ToolCall, terms: TermsOfRestoring) =>
        performAction(pages, call, surroundings({ policy, ...terms, allowedSites }, opened.secrets));
      if (from !== null && from.url !== 'about:blank') await restore(pages, from, doAgain);
      keep(opened);
      return { browser: browser.browserType().name(), version: browser.version() };
    } catch (error) {
      use?.release();
      if (AutoTriggerError.is(error)) throw error;
      throw new AutoTriggerError('BrowserUnavailable', `no page can be opened: ${told(error, anySecrets)}`);
    } finally {
      opening -= 1;
      onPlaces();
    }
  }

  const placesTaken = () => [...sessions.keys()].filter((id) => !held.isLeaving(id)).length + stuck.sparedCount;

  function keep(opened: Omit<Session, 'idle'>): void {
    const { sessionId } = opened;
    const session = { ...opened, idle: setTimeout(() => void close(sessionId), idleMs).unref() };
    sessions.set(sessionId, session);
    session.pages.context.once('close', () => {
      clearTimeout(session.idle);
      session.use.gates.remove(session.contextId);
      if (sessions.get(sessionId) === session) sessions.delete(sessionId);
      void held.release(sessionId); // what is known of it is told
      onPlaces();
    });
  }

  function hold(sessionId: string, terms: { milliseconds: number; signal: AbortSignal }): Promise<PageCheckpoint> {
    const session = sessions.get(sessionId);
    if (session === undefined) return Promise.reject(sessionLost(sessionId));
    const { pages, secrets, checkpoint, idle } = session;
    idle.refresh();
    return held.keep(sessionId, terms, async () => {
      // a page whose script waits for a person's answer tells nothing
      const left = await inTime(checkpointToLeave(pages, secrets)).catch(() => checkpoint);
      await close(sessionId);
      return left ?? { url: 'about:blank', storageState: null };
    });
  }

  async function act({ sessionId, action, ...terms }: SessionAction): Promise<SessionStep> {
    const begin = performance.now();
    return withPages(sessionId, terms.signal, async (session) => {
      const performed = await performAction(session.pages, action, surroundings(terms, secretsOf(session, terms)));
      const { isStuck, isTroubled } = session.pages;
      // what took longer would not be over in time if it were done again
      if (isStuck && !isTroubled && performance.now() - begin < pageTimeoutMs && leaveShared(session))
        throw new Error('its browser was held up');
      return stepOf(session, action, terms, performed);
    });
  }

  async function settle({ sessionId, action, heldId, isApproved, ...rest }: Settlement): Promise<SessionStep> {
    const terms = { ...rest, origin: null, permitted: 'act', approves: isApproved ? () => true : null } as const;
    return withPages(sessionId, rest.signal, async (session) =>
      stepOf(
        session,
        action,
        rest,
        await settleRequest(
          session.pages,
          action,
          { id: heldId, isApproved },
          surroundings(terms, secretsOf(session, terms)),
        ),
      ),
    );
  }

  async function stepOf(
    session: Session,
    action: ToolCall,
    { allowedSites, policy, signal }: Pick<SessionAction, 'allowedSites' | 'policy' | 'signal'>,
    { outcome: untold, held }: Performed,
  ): Promise<SessionStep> {
    const { pages, secrets } = session;
    const outcome = await tellable(untold, secrets, { reader, signal });
    if (pages.isStuck) {
      endStuck(session);
      return { outcome, checkpoint: null, site: null };
    }
    Object.assign(session, { allowedSites, policy });
    if (outcome.status === 'done' && 'effects' in outcome.result) pages.areReferencesTold = true;
    const address = pages.open.url();
    const site = /^https?:/.test(address) ? siteOf(address) : null;
    // a page whose script waits for an answer cannot be asked for what it keeps
    if (held !== undefined) return { outcome, checkpoint: null, site, held: secrets.scrubAll(held) };
    const checkpoint = looking.has(action.tool) ? null : await inTime(checkpointOf(pages, secrets));
    session.checkpoint = checkpoint ?? session.checkpoint;
    return { outcome, checkpoint, site };
  }

  async function examine(sessionId: string, call: ElementCall, signal: AbortSignal) {
    return withPages(sessionId, signal, ({ pages, secrets }) =>
      examineInTime(pages, call, { secrets, guard, reader, signal, pageTimeoutMs }),
    );
  }

  async function withPages<Result>(
    sessionId: string,
    signal: AbortSignal,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const session = sessions.get(sessionId) ?? (await goOn(sessionId));
    session.idle.refresh();
    try {
      return await work(session);
    } catch (error) {
      if (signal.aborted) throw error;
      if (stuck.isSpared(sessionId) && !session.pages.hasActed) return await withPages(sessionId, signal, work);
      await close(sessionId);
      if (!session.pages.hasActed) throw sessionLost(sessionId);
      throw pageLost(sessionId, told(error, session.secrets));
    } finally {
      session.idle.refresh();
    }
  }

  /** Opens a session where it stood when its browser was ended for another one's sake. */
  async function goOn(sessionId: string): Promise<Session> {
    const spared = stuck.take(sessionId);
    if (spared !== undefined) await open(spared).catch(() => undefined); // it is lost, then
    const session = sessions.get(sessionId);
    if (session === undefined) throw sessionLost(sessionId);
    return session;
  }

  /** Ends the browser of a session that found it stuck. The others there go on in another one. */
  const endStuck = (finder: Session) => spare(finder.use, finder);

  /**
   * The same, but the finder goes on as well, in a browser of its own: it need not be its page that held up the others.
   * False where it has one already, or has done what may not be done again.
   */
  function leaveShared(finder: Session): boolean {
    if (sessionsIn(finder.use).length === 1 || finder.pages.hasActed) return false;
    spare(finder.use, finder, [finder]);
    return true;
  }

  const sessionsIn = ({ running }: BrowserUse) => [...sessions.values()].filter(({ use }) => use.running === running);

  function spare(use: BrowserUse, finder: Session | null, more: Session[] = []): void {
    const all = sessionsIn(use);
    stuck.note(finder?.sessionId, [...all.filter((session) => session !== finder), ...more]);
    for (const session of all) {
      clearTimeout(session.idle);
      sessions.delete(session.sessionId);
    }
    use.kill();
  }

  const politeName = (running: BrowserUse['running']) =>
    userAgent ?? `${running.userAgent.replace('HeadlessChrome/', 'Chrome/')} ${productToken}`;

  /** The names of the sites that a session may be on are told as they are. */
  const secretsOf = ({ secrets }: Session, { allowedSites }: Pick<SessionAction, 'allowedSites'>): Secrets =>
    Object.assign(secrets, { sites: allowedSites });

  /** A failure may repeat what was typed. */
  const told = (error: unknown, secrets: Secrets) => cutText(secrets.scrub(playwrightMessage(error)), 500);

  async function close(sessionId: string): Promise<void> {
    stuck.forget(sessionId);
    const session = sessions.get(sessionId);
    if (session === undefined) return;
    clearTimeout(session.idle);
    sessions.delete(sessionId);
    // a browser that cannot even close what it has open serves nobody any more
    await inTime(session.pages.context.close()).catch(() => endStuck(session));
    session.use.release();
    onPlaces();
  }

  async function closeAll(): Promise<void> {
    for (const { idle } of sessions.values()) clearTimeout(idle);
    sessions.clear();
    stuck.forgetAll();
    await Promise.all([browsers.endAll(), reader.close()]);
  }

  const releaseHeld = () => held.releaseAll();
  const placesFree = () => maxSessions - placesTaken() + held.count;
  return { open, act, settle, examine, hold, releaseHeld, placesFree, close, closeAll };
}
