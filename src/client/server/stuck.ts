import type { WorkflowExecutionDescription } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { TemporalConnection } from './connection.ts';
import type { HistoryEvent } from './history.ts';
import { WorkflowTaskFailedCause } from './temporal-enums.ts';

/** Why no worker can run a trigger: its workflow task is tried again and again, and fails. */
export interface Trouble {
  /** When it failed first; null where the history does not tell. */
  since: string | null;
  attempts: number;
  cause: string;
  what_to_do: string;
}

const lastEvents = 20;

/** The trouble of a stuck trigger; null for any other, also for one whose worker was lost in the middle of a task. */
export async function readTrouble(
  temporal: TemporalConnection,
  { workflowId, runId, raw }: Pick<WorkflowExecutionDescription, 'workflowId' | 'runId' | 'raw'>,
): Promise<Trouble | null> {
  const attempts = raw.pendingWorkflowTask?.attempt ?? 1;
  if (attempts <= 1) return null;
  const { history } = await temporal.call(() =>
    temporal.service.getWorkflowExecutionHistoryReverse({
      namespace: temporal.namespace,
      execution: { workflowId, runId },
      maximumPageSize: lastEvents,
    }),
  );
  // only the first failure of a task is written down; those of its further tries are not
  const ending = history?.events?.find(
    (event) => event.workflowTaskFailedEventAttributes ?? event.workflowTaskTimedOutEventAttributes,
  );
  const failed = ending?.workflowTaskFailedEventAttributes;
  const isHarmless = failed
    ? failed.cause === WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
    : attempts === 2;
  if (isHarmless) return null;
  return {
    since: optionalTsToDate(ending?.eventTime)?.toISOString() ?? null,
    attempts,
    ...(failed ? failure(failed) : timeOut),
  };
}

type Failure = NonNullable<HistoryEvent['workflowTaskFailedEventAttributes']>;
type Explanation = Pick<Trouble, 'cause' | 'what_to_do'>;

const timeOut: Explanation = {
  cause: 'its workers do not finish its workflow task in time',
  what_to_do: 'look at the load and the log of the workers; give them more memory and processors, or start another',
};

function failure({ cause, failure }: Failure): Explanation {
  const message = failure?.message || `workflow task failed (cause ${cause ?? 'unknown'})`;
  const isOfAnotherVersion =
    cause === WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR ||
    /TMPRL1100|nondeterminis|does not know version/i.test(message);
  return {
    cause: message,
    what_to_do: isOfAnotherVersion
      ? 'its workers are of another version than the one that it was begun with or went on with: start a worker of the newest version; it goes on by itself'
      : "its worker's log has the whole failure; once a worker with mended code runs, it goes on by itself",
  };
}
