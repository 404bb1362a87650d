import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { AutoTriggerError, detailsToSend, type ErrorCode, errorCodes } from '../contract/errors.ts';

type Activities = { [name: string]: (input: never) => Promise<unknown> };

/** Part of how workers share their work: no news for logs and metrics. */
const expected: ReadonlySet<ErrorCode> = new Set(['BrowserBusy', 'LeftToOthers']);

/** The only place where our errors become failures. What is not ours keeps its stack and stays retryable. */
export function toFailure(error: unknown): unknown {
  if (!AutoTriggerError.is(error)) return error;
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    details: detailsToSend(error),
    cause: error,
    nonRetryable: !errorCodes[error.code].retryable,
    ...(expected.has(error.code) ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
  });
}

/** The same activities, failing in Temporal's form. */
export function withFailures<Group extends { [Name in keyof Group]: (input: never) => Promise<unknown> }>(
  group: Group,
): Group {
  const wrapped = Object.entries(group as Activities).map(([name, activity]) => [
    name,
    async (input: never) => {
      try {
        return await activity(input);
      } catch (error) {
        throw toFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Group;
}
