import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { TemporalConnection } from './connection.ts';
import { type HistoryEvent, readHistory } from './history.ts';

type NewestRun = Pick<WorkflowExecutionDescription, 'runId' | 'historyLength' | 'raw'>;

/**
 * The runs of one trigger, read from the oldest that the server still has to the newest, each event once.
 * Reading goes on where it ended, so following costs what is new.
 */
export class RunChain {
  readonly #temporal: TemporalConnection;
  readonly #trackingId: string;
  #runId: string | undefined;
  #nextPageToken = new Uint8Array();
  #eventsRead = 0;
  #isClosed = false;

  constructor(temporal: TemporalConnection, trackingId: string) {
    this.#temporal = temporal;
    this.#trackingId = trackingId;
  }

  /** Finds where reading begins. True: there were earlier runs, which the server no longer keeps. */
  async begin(newest: NewestRun): Promise<boolean> {
    const firstRunId = newest.raw.workflowExecutionInfo?.firstRunId;
    if (firstRunId && (await this.#startedEvent(firstRunId)) !== undefined) {
      this.#runId = firstRunId;
      return false;
    }
    this.#runId = newest.runId;
    for (;;) {
      const started = await this.#startedEvent(this.#runId);
      const previous = started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
      if (!previous) return false;
      if ((await this.#startedEvent(previous)) === undefined) return true;
      this.#runId = previous;
    }
  }

  get hasBegun(): boolean {
    return this.#runId !== undefined;
  }

  /** Reads what is new up to the newest run's present end. True: that run is closed, and all is read. */
  async readOn(newest: NewestRun, take: (event: HistoryEvent) => void): Promise<boolean> {
    while (!this.#isClosed && (this.#runId !== newest.runId || this.#eventsRead < newest.historyLength)) {
      const wasNewest = this.#runId === newest.runId;
      await this.#readPage(take);
      if (wasNewest && this.#runId !== newest.runId) break; // a run that began since: for the next look
    }
    return this.#isClosed;
  }

  async #readPage(take: (event: HistoryEvent) => void): Promise<void> {
    const page = await readHistory(this.#temporal, {
      workflowId: this.#trackingId,
      runId: this.#runId ?? '',
      nextPageToken: this.#nextPageToken,
      open: true,
    });
    if (page === undefined) throw this.#temporal.unknownTrigger(this.#trackingId);
    page.events.forEach(take);
    this.#eventsRead += page.events.length;
    this.#nextPageToken = Uint8Array.from(page.nextPageToken);
    if (page.nextPageToken.length > 0) return;
    const next = page.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    this.#isClosed = !next;
    if (next) {
      this.#runId = next;
      this.#eventsRead = 0;
    }
  }

  async #startedEvent(runId: string): Promise<HistoryEvent | undefined> {
    const page = await readHistory(this.#temporal, { workflowId: this.#trackingId, runId, maximumPageSize: 1 });
    return page?.events[0];
  }
}
