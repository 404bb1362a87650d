import type { WorkflowClient, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';

import { Worker } from '@temporalio/worker';
import { payloadConverterPath } from '../../src/bundled-workflows.ts';
import { workflowBundle, noSinks, quietRuntime } from './bundle.ts';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** The histories of a workflow's runs, oldest first. */
export async function historiesOf(
  client: WorkflowClient,
  workflowId: string,
): Promise<{ runId: string; history: History }[]> {
  const runs: { runId: string; history: History }[] = [];
  let runId: string | undefined = (await client.getHandle(workflowId).describe()).runId;
  while (runId) {
    let history: History;
    try {
      history = await client.getHandle(workflowId, runId).fetchHistory();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) break;
      throw error;
    }
    runs.unshift({ runId, history });
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
  }
  return runs;
}

/** The types of the activities that a run asked for, in order. */
export function activitiesIn({ events }: History): string[] {
  return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
}

/** Replays histories against the present code; throws with all that no longer fit. */
export async function replay(histories: Iterable<{ workflowId: string; history: unknown }>): Promise<void> {
  quietRuntime();
  const results = Worker.runReplayHistories(
    { workflowBundle: await workflowBundle(), dataConverter: { payloadConverterPath }, sinks: noSinks },
    histories,
  );
  const failures: string[] = [];
  for await (const { workflowId, error } of results) if (error) failures.push(`${workflowId}: ${error.message}`);
  if (failures.length > 0) throw new Error(`histories that do not replay:\n${failures.join('\n')}`);
}
