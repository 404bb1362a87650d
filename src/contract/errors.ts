import { z } from 'zod';
import { boundedDetails, FieldProblem } from './error-details.ts';
import { foldSpace } from './fold-space.ts';

const problems = z.array(FieldProblem).default([]);
const text = z.string().optional();
const nothing = z.object({});

/**
 * One row an error: may the same call succeed later, the exit code of the command line, and the details that it
 * carries beside its message (docs/reference/errors.md). Details are bounded and hold no secret.
 */
export const errorCodes = {
  InvalidRequest: { retryable: false, exitCode: 2, details: z.object({ problems }) },
  InvalidAnswer: { retryable: false, exitCode: 2, details: z.object({ request_id: text, problems }) },
  BadConfiguration: { retryable: false, exitCode: 2, details: z.object({ variable: text }) },
  UnknownTrigger: { retryable: false, exitCode: 3, details: z.object({ tracking_id: text }) },
  UnknownRequest: { retryable: false, exitCode: 3, details: z.object({ request_id: text, grant_id: text, key: text }) },
  RequestClosed: { retryable: false, exitCode: 4, details: z.object({ tracking_id: text, request_id: text }) },
  WrongState: {
    retryable: false,
    exitCode: 4,
    details: z.object({ tracking_id: text, state: text, field: text, limit: z.number().optional() }),
  },
  TemporalUnreachable: {
    retryable: true,
    exitCode: 5,
    details: z.object({ address: text, timeout_ms: z.number().optional() }),
  },
  NoWorker: {
    retryable: true,
    exitCode: 1,
    details: z.object({ tracking_id: text, email: text, task_queue: text }),
  },
  /** Every browser of this worker is in use; another worker, or the same a moment later, may have one. */
  BrowserBusy: { retryable: true, exitCode: 1, details: nothing },
  /** Another worker is to take the step, so that the loss of one costs less; after half a second any does. */
  LeftToOthers: { retryable: true, exitCode: 1, details: nothing },
  /** No browser can be started on this worker. */
  BrowserUnavailable: { retryable: true, exitCode: 1, details: nothing },
  /** The session's page is not in this process: the worker was restarted, or the page was given back. */
  SessionLost: { retryable: false, exitCode: 1, details: nothing },
  /** The session's page went, with its browser, in the middle of an action: whether that was done is not known. */
  PageLost: { retryable: false, exitCode: 1, details: nothing },
  /** This worker does not have the session's earlier thoughts; the request is to be made whole. */
  ContextMissing: { retryable: false, exitCode: 1, details: nothing },
  /** The model's server is busy, cannot be reached, or broke off: later it may answer. */
  ModelUnavailable: { retryable: true, exitCode: 1, details: nothing },
  /** The planner cannot go on, and would not on a second try. */
  PlannerFailed: { retryable: false, exitCode: 1, details: nothing },
  /** What a demo or a development command needs could not be obtained. */
  Unobtainable: { retryable: false, exitCode: 1, details: nothing },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** What an error of a code carries beside its message. What is not known is left out; `problems` is always a list. */
export type ErrorDetails<Code extends ErrorCode = ErrorCode> = z.output<(typeof errorCodes)[Code]['details']>;

export interface AutoTriggerErrorOptions<Code extends ErrorCode = ErrorCode> extends ErrorOptions {
  /** Wait this long before the next try, in milliseconds; left out, the retry policy decides. */
  retryAfterMs?: number;
  details?: z.input<(typeof errorCodes)[Code]['details']>;
}

/** An error of one of these codes: a union, so that a look at `code` tells what `details` holds. */
type AutoTriggerErrorOf<Code extends ErrorCode> = { [Each in Code]: AutoTriggerError<Each> }[Code];

/** The one error class of the product. Its message says what is wrong, with which field or id, and what to do. */
export class AutoTriggerError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AutoTriggerError';
  readonly code: Code;
  /** What the message says, for a program: by code, as `errorCodes` has it. */
  readonly details: ErrorDetails<Code>;
  readonly retryAfterMs: number | undefined;

  constructor(code: Code, message: string, options: AutoTriggerErrorOptions<Code> = {}) {
    super(message, options);
    this.code = code;
    this.details = readDetails(code, options.details ?? { problems: [{ field: null, message }] });
    this.retryAfterMs = options.retryAfterMs;
  }

  /**
   * True for an error of the product, with a code for one of that code, whose `details` then have its type.
   *
   * Safe across realms (workflow sandbox, two copies of the package), where `instanceof` is not.
   */
  static is<Code extends ErrorCode = ErrorCode>(error: unknown, code?: Code): error is AutoTriggerErrorOf<Code> {
    return (
      error instanceof Error &&
      error.name === 'AutoTriggerError' &&
      'code' in error &&
      isErrorCode(error.code) &&
      (code === undefined || error.code === code)
    );
  }
}

/** Details as a failure carries them over a border: none where there are none. */
export function detailsToSend({ details }: AutoTriggerError): unknown[] {
  return Object.keys(details).length > 0 ? [details] : [];
}

/** Details as they came over a border, or from our own code: what does not fit is left out. */
export function readDetails<Code extends ErrorCode>(code: Code, details: unknown): ErrorDetails<Code> {
  const schema: z.ZodType = errorCodes[code].details;
  const read = schema.safeParse(details);
  return boundedDetails(read.success ? read.data : schema.parse({})) as ErrorDetails<Code>;
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}

/** The text of whatever was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return foldSpace(text);
}
