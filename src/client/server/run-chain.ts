import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { TemporalConnection } from './connection.ts';
import { type HistoryEvent, readHistory } from './history.ts';

type NewestRun = Pick<WorkflowExecutionDescription, 'runId' | 'historyLength' | 'raw'>;

/** Where the events of a chain go. */
interface EventSink {
  add(event: HistoryEvent): void;
  /** What came so far was of a branch that a reset has abandoned: all comes anew. */
  clear(): void;
}

/**
 * The runs of one trigger, read from the oldest that the server still has to the newest, each event once.
 * Reading goes on where it ended, so following costs what is new. After a reset it is the branch that lives.
 */
export class RunChain {
  readonly #temporal: TemporalConnection;
  readonly #trackingId: string;
  #runId: string | undefined;
  #nextPageToken = new Uint8Array();
  #eventsRead = 0;
  #isClosed = false;
  /** The runs that come next, where they are known from the newest one backwards; else each tells its next one. */
  #branch: string[] = [];

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
    const { runs, isWhole } = await this.#runsBefore(newest.runId);
    this.#runId = runs[0];
    return !isWhole;
  }

  get hasBegun(): boolean {
    return this.#runId !== undefined;
  }

  /** Reads what is new up to the newest run's present end. True: that run is closed, and all is read. */
  async readOn(newest: NewestRun, sink: EventSink): Promise<boolean> {
    while (this.#runId !== newest.runId || (!this.#isClosed && this.#eventsRead < newest.historyLength)) {
      if (this.#isClosed) await this.#beginBranchOf(newest, sink);
      const wasNewest = this.#runId === newest.runId;
      await this.#readPage(sink);
      if (wasNewest && this.#runId !== newest.runId) break; // a run that began since: for the next look
    }
    return this.#isClosed;
  }

  /** A run that ended, and is not the newest: that one goes on from an earlier point, since somebody reset it. */
  async #beginBranchOf(newest: NewestRun, sink: EventSink): Promise<void> {
    const [first, ...others] = (await this.#runsBefore(newest.runId)).runs;
    sink.clear();
    this.#branch = others;
    this.#isClosed = false;
    this.#goTo(first ?? newest.runId);
  }

  /** A run and those before it, oldest first, as far as the server still has them. */
  async #runsBefore(runId: string): Promise<{ runs: string[]; isWhole: boolean }> {
    const runs = [runId];
    for (let started = await this.#startedEvent(runId); ;) {
      const previous = started?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
      if (!previous) return { runs, isWhole: true };
      started = await this.#startedEvent(previous);
      if (started === undefined) return { runs, isWhole: false };
      runs.unshift(previous);
    }
  }

  #goTo(runId: string): void {
    this.#runId = runId;
    this.#nextPageToken = new Uint8Array();
    this.#eventsRead = 0;
  }

  async #readPage(sink: EventSink): Promise<void> {
    const page = await readHistory(this.#temporal, {
      workflowId: this.#trackingId,
      runId: this.#runId ?? '',
      nextPageToken: this.#nextPageToken,
      open: true,
    });
    if (page === undefined) throw this.#temporal.unknownTrigger(this.#trackingId);
    page.events.forEach((event) => sink.add(event));
    this.#eventsRead += page.events.length;
    this.#nextPageToken = Uint8Array.from(page.nextPageToken);
    if (page.nextPageToken.length > 0) return;
    const told = page.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    const next = this.#branch.shift() ?? told;
    this.#isClosed = !next;
    if (next) this.#goTo(next);
  }

  async #startedEvent(runId: string): Promise<HistoryEvent | undefined> {
    const page = await readHistory(this.#temporal, { workflowId: this.#trackingId, runId, maximumPageSize: 1 });
    return page?.events[0];
  }
}
