import type { WorkflowExecutionDescription } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { PendingActivityState } from './temporal-enums.ts';

/** A step that failed and is tried again. */
export interface PendingStep {
  /** The activity, as the Temporal UI names it. */
  step: string;
  attempts: number;
  last_error: string;
  /** Null while a try runs. */
  next_attempt_at: string | null;
}

/** What a trigger does not get on with at the moment. */
export function pendingSteps({ raw }: WorkflowExecutionDescription): PendingStep[] {
  return (raw.pendingActivities ?? []).flatMap(({ activityType, attempt, lastFailure, state, scheduledTime }) =>
    lastFailure
      ? {
          step: activityType?.name ?? 'unknown',
          attempts: (attempt ?? 1) - 1,
          last_error: innermost(lastFailure),
          next_attempt_at:
            state === PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
              ? (optionalTsToDate(scheduledTime)?.toISOString() ?? null)
              : null,
        }
      : [],
  );
}

interface Failure {
  message?: string | null;
  cause?: Failure | null;
}

/** What went wrong at the bottom of it: what wraps it says where, not why. */
function innermost({ message, cause }: Failure): string {
  return cause ? innermost(cause) : message || 'unknown';
}
