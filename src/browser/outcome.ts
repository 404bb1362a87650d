import type { ActionOutcome, Effect, ToolResult } from '../contract/agent.ts';
import type { SessionErrorCode } from '../contract/session.ts';
import type { ConnectionFailure } from '../network/dialler.ts';
import type { NetworkGuard } from '../network/guard.ts';
import type { ApprovedShape } from './effects.ts';
import type { Robots } from './robots.ts';
import type { Secrets } from './secrets.ts';

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
  /** The most that the action may do. */
  permitted: Effect;
  /** Whether what would be done now is what a person approved; null where no person was asked. */
  approves: ((now: ApprovedShape) => boolean) | null;
  /** Asked before each page; null where the session ignores robots.txt. */
  robots: Robots | null;
  /** How the product names itself where it asks past the browser. */
  userAgent: string;
  secrets: Secrets;
  pageTimeoutMs: number;
  /** Beyond the time-out of a page: what a tool's own waiting, extraction and feeds may take. */
  graceMs: number;
  pageMaxBytes: number;
  /** Ends the tool at once; the tool then rejects with the signal's reason. */
  signal: AbortSignal;
}

export const done = (result: ToolResult): ToolOutcome => ({ status: 'done', result });
export const failed = (code: SessionErrorCode, message: string): FailedOutcome => ({ status: 'failed', code, message });

/** Settles as `work` does, or rejects with the signal's reason as soon as that aborts. */
export async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
