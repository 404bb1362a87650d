import { foldSpace } from './fold-space.ts';

/** One row an error: may the same call succeed later, and the exit code of the command line. */
export const errorCodes = {
  InvalidRequest: { retryable: false, exitCode: 2 },
  InvalidAnswer: { retryable: false, exitCode: 2 },
  BadConfiguration: { retryable: false, exitCode: 2 },
  UnknownTrigger: { retryable: false, exitCode: 3 },
  UnknownRequest: { retryable: false, exitCode: 3 },
  RequestClosed: { retryable: false, exitCode: 4 },
  WrongState: { retryable: false, exitCode: 4 },
  TemporalUnreachable: { retryable: true, exitCode: 5 },
  NoWorker: { retryable: true, exitCode: 1 },
  /** Every browser of this worker is in use; another worker, or the same a moment later, may have one. */
  BrowserBusy: { retryable: true, exitCode: 1 },
  /** Another worker is to take the step, so that the loss of one costs less; after half a second any does. */
  LeftToOthers: { retryable: true, exitCode: 1 },
  /** No browser can be started on this worker. */
  BrowserUnavailable: { retryable: true, exitCode: 1 },
  /** The session's page is not in this process: the worker was restarted, or the page was given back. */
  SessionLost: { retryable: false, exitCode: 1 },
  /** The session's page went, with its browser, in the middle of an action: whether that was done is not known. */
  PageLost: { retryable: false, exitCode: 1 },
  /** This worker does not have the session's earlier thoughts; the request is to be made whole. */
  ContextMissing: { retryable: false, exitCode: 1 },
  /** The model's server is busy, cannot be reached, or broke off: later it may answer. */
  ModelUnavailable: { retryable: true, exitCode: 1 },
  /** The planner cannot go on, and would not on a second try. */
  PlannerFailed: { retryable: false, exitCode: 1 },
  /** What a demo or a development command needs could not be obtained. */
  Unobtainable: { retryable: false, exitCode: 1 },
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorOptionsWithRetry extends ErrorOptions {
  /** Wait this long before the next try, in milliseconds; left out, the retry policy decides. */
  retryAfterMs?: number;
}

/** The one error class of the product. Its message says what is wrong, with which field or id, and what to do. */
export class AutoTriggerError extends Error {
  override readonly name = 'AutoTriggerError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptionsWithRetry = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Safe across realms (workflow sandbox, two copies of the package), where `instanceof` is not. */
  static is(error: unknown): error is AutoTriggerError {
    return error instanceof Error && error.name === 'AutoTriggerError' && 'code' in error && isErrorCode(error.code);
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}

/** The text of whatever was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return foldSpace(text);
}
