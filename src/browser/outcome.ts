import type { AgentConfig } from '../contract/agent.ts';
import type { ActionOutcome, ToolResult } from '../contract/results.ts';
import type { Effect } from '../contract/tools.ts';
import type { SessionErrorCode } from '../contract/session-errors.ts';
import type { ConnectionFailure } from '../network/dialler.ts';
import type { NetworkGuard } from '../network/guard.ts';
import type { PageLook } from '../reading/page-look.ts';
import type { ApprovedShape } from './tools/effects.ts';
import type { Robots } from './fetching/robots.ts';
import type { PageReader } from './page-reader.ts';
import type { Secrets } from './secrets/secrets.ts';

/** How a tool ended. What the page or the network did is told to the planner and never thrown. */
export type ToolOutcome = Extract<ActionOutcome, { status: 'done' | 'failed' }>;
export type FailedOutcome = Extract<ActionOutcome, { status: 'failed' }>;

/** What a tool works within. */
export interface Surroundings {
  guard: NetworkGuard;
  /** Why no connection to the host and port of an address came about; undefined where the last one did. */
  failureAt(address: string): ConnectionFailure | undefined;
  /** Sites that the page may be on. */
  allowedSites: string[];
  /** By which what the page asks for is judged. */
  policy: AgentConfig['policy'];
  /** Where the action was said to be, or to lead, when it was decided on; null where that was not known. */
  origin: string | null;
  /** The most that the action may do. */
  permitted: Effect;
  /** Whether what would be done now is what a person approved; null where no person was asked. */
  approves: ((now: ApprovedShape) => boolean) | null;
  /** Asked before each page; null where the session ignores robots.txt. */
  robots: Robots | null;
  /** How the product names itself where it asks past the browser. */
  userAgent: string;
  secrets: Secrets;
  reader: PageReader;
  pageTimeoutMs: number;
  /** Beyond the time-out of a page: what a tool's own waiting, extraction and feeds may take. */
  graceMs: number;
  pageMaxBytes: number;
  /** Told what a look that listed entries or read a text went by. */
  onLook?: ((look: PageLook) => void) | undefined;
  /** Ends the tool at once; the tool then rejects with the signal's reason. */
  signal: AbortSignal;
}

export const done = (result: ToolResult): ToolOutcome => ({ status: 'done', result });
export const failed = (code: SessionErrorCode, message: string): FailedOutcome => ({ status: 'failed', code, message });

/** Why a tool's work is cut off: a request of the page waits for a person, and is to go on waiting. */
export class RequestHeld extends Error {
  override readonly name = 'RequestHeld';
}
