import { AutoTriggerError } from '../contract/errors.ts';
import type { Browsers, BrowserUse } from './chromium/browsers.ts';
import type { SessionPages } from './page/session-pages.ts';
import { within } from './within.ts';

const busyRetryMs = 1_000;

interface Opening<Opened> {
  isAlone: boolean;
  /** A browser that takes longer counts as held up, in milliseconds. */
  mostMs: number;
  openIn: (use: BrowserUse) => Promise<Opened>;
  onHeldUp: (use: BrowserUse) => void;
}

/**
 * Opens something in a browser. One that has just ended, or does not do what it is told, is exchanged for another, once;
 * `onHeldUp` is told of the latter.
 */
export async function openInBrowser<Opened>(
  browsers: Browsers,
  { isAlone, mostMs, openIn, onHeldUp }: Opening<Opened>,
): Promise<{ use: BrowserUse; opened: Opened }> {
  const attempt = async () => {
    const use = await browsers.use({ isAlone });
    try {
      const opened = await within(mostMs, openIn(use), () => {
        onHeldUp(use);
        throw new Error(`the browser did not answer for ${mostMs / 1_000} s`);
      });
      return { use, opened };
    } catch (error) {
      use.release();
      throw error;
    }
  };
  return attempt().catch(attempt);
}

/** Has what the pages ask for judged and counted as theirs; the name of their context to Chromium. */
export async function register(use: BrowserUse, pages: SessionPages): Promise<string> {
  pages.context.once('close', use.release);
  const { targetInfo } = await pages.protocol.send('Target.getTargetInfo');
  const contextId = targetInfo.browserContextId ?? '';
  use.gates.add(contextId, pages);
  use.meter(contextId, pages.load.traffic);
  return contextId;
}

export function sessionLost(sessionId: string): AutoTriggerError {
  return new AutoTriggerError('SessionLost', `the page of session ${sessionId} is not in this worker any more`);
}

export function pageLost(sessionId: string, why: string): AutoTriggerError {
  return new AutoTriggerError('PageLost', `the page of session ${sessionId} was lost in the middle (${why})`);
}

export function browserBusy(maxSessions: number): AutoTriggerError {
  const message = `all ${maxSessions} browser sessions of this worker are in use`;
  return new AutoTriggerError('BrowserBusy', message, { retryAfterMs: busyRetryMs });
}
