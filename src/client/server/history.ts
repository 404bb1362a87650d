import { type Connection, defaultPayloadConverter } from '@temporalio/client';
import { grpcStatus, grpcStatusOf, type TemporalConnection } from './connection.ts';

type HistoryResponse = Awaited<ReturnType<Connection['workflowService']['getWorkflowExecutionHistory']>>;
export type HistoryEvent = NonNullable<NonNullable<HistoryResponse['history']>['events']>[number];

export interface HistoryPage {
  events: HistoryEvent[];
  /** Where the next page begins; empty at the end of a closed run. */
  nextPageToken: Uint8Array;
}

export interface ReadHistoryInput {
  workflowId: string;
  /** Empty for the newest run. */
  runId: string;
  nextPageToken?: Uint8Array;
  maximumPageSize?: number;
  /** Keeps the token of an open run good, so that reading can go on later where it ended. */
  open?: boolean;
}

/** A page may have tens of megabytes. */
const pageTimeoutMs = 30_000;

/** One page of a run's history; undefined where the server does not have the run (any more). */
export async function readHistory(
  temporal: TemporalConnection,
  { workflowId, runId, nextPageToken, maximumPageSize, open = false }: ReadHistoryInput,
): Promise<HistoryPage | undefined> {
  try {
    const response = await temporal.call(
      () =>
        temporal.service.getWorkflowExecutionHistory({
          namespace: temporal.namespace,
          execution: { workflowId, runId },
          maximumPageSize: maximumPageSize ?? 0,
          nextPageToken: nextPageToken ?? new Uint8Array(),
          waitNewEvent: open,
        }),
      pageTimeoutMs,
    );
    return { events: response.history?.events ?? [], nextPageToken: response.nextPageToken };
  } catch (error) {
    if (grpcStatusOf(error)?.code === grpcStatus.notFound) return undefined;
    throw error;
  }
}

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

/** What a payload holds; undefined where it is in an encoding that the default converter does not know. */
export function decodePayload(payload: Payload): unknown {
  try {
    return defaultPayloadConverter.fromPayload<unknown>(payload);
  } catch {
    return undefined;
  }
}
