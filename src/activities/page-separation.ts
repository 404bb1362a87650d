import { Context } from '@temporalio/activity';
import { BoundedMap } from '../contract/bounded-map.ts';
import { AutoTriggerError } from '../contract/errors.ts';

/** Keeps a session's page out of the process that runs its workflow, so that the loss of one does not cost both. */
export interface PageSeparation {
  /** This process has loaded the run into its memory. */
  noteLoaded(runId: string): void;
  /**
   * Passes on a step of a run that is in memory here. After half a second it stays all the same.
   * @throws {AutoTriggerError} LeftToOthers.
   */
  leaveToOthers(): Promise<void>;
}

/** For so long a step waits for another process: the polls that waited longest come first, and may all be of one. */
const patienceMs = 500;
const nextTryMs = 10;

/**
 * `hasPeers`: whether other processes take steps as well. `runsMax`: as many as a process has in memory; the one that
 * was loaded longest ago goes first.
 */
export function separatePages({
  hasPeers,
  runsMax,
}: {
  hasPeers: () => Promise<boolean>;
  runsMax: number;
}): PageSeparation {
  const runs = new BoundedMap<string, true>(runsMax);
  return {
    noteLoaded(runId) {
      runs.set(runId, true);
    },
    async leaveToOthers() {
      const { workflowExecution, scheduledTimestampMs, currentAttemptScheduledTimestampMs } = Context.current().info;
      const waitedMs = currentAttemptScheduledTimestampMs - scheduledTimestampMs; // both by the server's clock
      const isHere = runs.has(workflowExecution?.runId ?? '');
      if (!isHere || waitedMs >= patienceMs || !(await hasPeers())) return;
      throw new AutoTriggerError('LeftToOthers', 'this worker runs the workflow; another is to have the page', {
        retryAfterMs: nextTryMs,
      });
    },
  };
}
