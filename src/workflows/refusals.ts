import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { AutoTriggerError, detailsToSend } from '../contract/errors.ts';

/** Runs a handler so that a refusal reaches the caller with its type, and never holds the workflow task. */
export async function inFailureForm<Result>(handle: () => Promise<Result>): Promise<Result> {
  try {
    return await handle();
  } catch (error) {
    throw failureOf(error);
  }
}

/** Runs a validator so; what it throws is a refusal. */
export function refuse(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): unknown {
  return AutoTriggerError.is(error) ? finalFailure(error) : refusalWithin(error);
}

/** An error of ours in Temporal's form, which nobody tries again. */
export function finalFailure(error: AutoTriggerError): ApplicationFailure {
  return ApplicationFailure.nonRetryable(error.message, error.code, ...detailsToSend(error));
}

/** What an activity refused as bad input, in its own form; anything else is passed on as it is. */
export function refusalWithin(error: unknown): unknown {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'InvalidRequest'
    ? ApplicationFailure.nonRetryable(cause.message, cause.type, ...(cause.details ?? []))
    : error;
}
