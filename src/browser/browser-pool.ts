import type { AgentConfig } from '../contract/agent.ts';
import type { Effect, ToolCall } from '../contract/tools.ts';
import type { ChromiumOptions } from './chromium/chromium.ts';
import type { NetworkGuard } from '../network/guard.ts';
import type { PageLook } from '../reading/page-look.ts';
import type { ToolOutcome, FailedOutcome } from './outcome.ts';
import type { PageCheckpoint } from './page/checkpoint.ts';
import type { WaitingRequest } from './page/held-requests.ts';
import type { Secret } from './secrets/secret.ts';
import type { ApprovedShape, ElementCall, Examination } from './tools/effects.ts';

export interface BrowserPoolOptions extends ChromiumOptions {
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
  /** How large a document may be, decoded, in bytes; 20 MB. */
  pageMaxBytes?: number;
  /** How much the pages of a session may load in all, in bytes; 100 MB. */
  sessionPagesMaxBytes?: number;
  /** A page that nobody used for so long is given back, in milliseconds; longer than a page may be held for a person. */
  idleMs?: number;
  /** After so many sessions a new Chromium takes over; 100. */
  sessionsPerBrowser?: number;
  /** After so long as well, in milliseconds; an hour. */
  browserMaxAgeMs?: number;
  /** Told what each look that listed entries or read a text went by, as for saving it. */
  onLook?: (look: PageLook) => void;
  /** Told whenever `placesFree` may have changed. */
  onPlaces?: () => void;
}

export interface OpenSession {
  sessionId: string;
  /** Restored where given; a page that does not load any more is no error. */
  checkpoint: PageCheckpoint | null;
  allowedSites: string[];
  policy?: AgentConfig['policy'];
}

export interface Settlement extends Omit<SessionAction, 'permitted' | 'approves' | 'origin'> {
  heldId: string;
  isApproved: boolean;
}

export interface SessionAction {
  sessionId: string;
  action: ToolCall;
  /** Sites that the page may be on, before and after. */
  allowedSites: string[];
  /** By which what the page asks for is judged; no rules where left out. */
  policy?: AgentConfig['policy'];
  /** Where the action was said to be, or to lead, when it was decided on. */
  origin?: string | null;
  /** The most that the action may do; what would do more is not done. */
  permitted: Effect;
  /** Whether what would be done now is what a person approved; null where no person was asked. */
  approves: ((now: ApprovedShape) => boolean) | null;
  robots: AgentConfig['robots'];
  signal: AbortSignal;
}

export interface SessionStep {
  outcome: ToolOutcome;
  /** Null after tools that only look. */
  checkpoint: PageCheckpoint | null;
  /** The site that the page is on now; null for an empty page. */
  site: string | null;
  /** What waits for a person; the action is gone on with when that is settled. */
  held?: WaitingRequest;
}

/** One Chromium for all but suspects, one context a session. A session's actions come one after the other. */
export interface BrowserPool {
  /**
   * Takes the place of the page that was held for a person longest, where there is no other.
   * @throws {AutoTriggerError} BrowserBusy where all are in use; BrowserUnavailable where Chromium does not start.
   */
  open(session: OpenSession): Promise<{ browser: string; version: string }>;
  /**
   * One tool call; what the page does is an outcome.
   * @throws {AutoTriggerError} SessionLost where the session's page is not in this process; PageLost where it went and
   * the action may have been done; the signal's reason.
   */
  act(action: SessionAction): Promise<SessionStep>;
  /**
   * Sends or drops what an action held, and goes on with it.
   * @throws {AutoTriggerError} as `act`.
   */
  settle(settlement: Settlement): Promise<SessionStep>;
  /**
   * What a call on an element would do just now, without doing it.
   * @throws {AutoTriggerError} SessionLost where the session's page is not in this process; PageLost where it went and
   * the action may have been done; the signal's reason.
   */
  examine(sessionId: string, call: ElementCall, signal: AbortSignal): Promise<Examination | FailedOutcome>;
  /**
   * Keeps a page as it is while a person thinks: until the time is over, in milliseconds, or another session needs its
   * place. Then it is given back, and resolves to what it can be opened again by, with what was filled in.
   * @throws {AutoTriggerError} SessionLost; the signal's reason, and the page stays.
   */
  hold(sessionId: string, terms: { milliseconds: number; signal: AbortSignal }): Promise<PageCheckpoint>;
  /** Gives back what is held, as before the end. */
  releaseHeld(): Promise<void>;
  /** How many sessions could be opened now, those that would take the place of a held page included. */
  placesFree(): number;
  /** Gives the page back; one that is gone already is no error. */
  close(sessionId: string): Promise<void>;
  /** Ends every session and the browser; a later `open` starts a new one. */
  closeAll(): Promise<void>;
}
