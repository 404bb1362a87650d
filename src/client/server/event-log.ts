import { setTimeout as pause } from 'node:timers/promises';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { LoggedEvent, OpenEvent } from '../../contract/events.ts';
import { openEventsQuery } from '../../contract/messages.ts';
import { redeliveryWorkflowId } from '../../contract/temporal-names.ts';
import type { TemporalConnection } from './connection.ts';
import { EventRecords } from './event-records.ts';
import { patiently } from './patience.ts';
import { readHistory } from './history.ts';
import { queryTrigger } from './query.ts';
import { RunChain } from './run-chain.ts';

const betweenLooksMs = 750;
const openEventsTimeoutMs = 2_000;

export interface EventsOptions {
  /** Goes on until the trigger has ended; true where left out. */
  follow?: boolean;
  /** An event comes again whenever what became of it changes. Left out or false: once, when it is first seen. */
  updates?: boolean;
  /**
   * Is told what a reader should know: earlier events that the server no longer keeps, a connection lost and found, a
   * trigger that no worker runs.
   */
  onNotice?: (notice: string) => void;
}

/**
 * A trigger's events, oldest first, each with what became of it.
 *
 * The history of the chain of runs is the log; what it does not hold yet is asked of the workflow, where a worker
 * answers. Within the namespace's retention.
 * @throws {AutoTriggerError} UnknownTrigger; TemporalUnreachable where the server stays away for two minutes.
 */
export async function* readEvents(
  temporal: TemporalConnection,
  trackingId: string,
  { follow = true, updates = false, onNotice = () => undefined }: EventsOptions = {},
): AsyncGenerator<LoggedEvent, void, undefined> {
  const log = new EventLog(temporal, trackingId, onNotice);
  const seen = new Map<string, string>();
  for (let isFirst = true; ; isFirst = false) {
    const isClosed = isFirst ? await log.look() : await patiently(temporal, () => log.look(), onNotice);
    const { records } = log;
    for (const event of records.list({ isClosed })) {
      const what = `${event.state} ${event.attempts.length}`;
      const before = seen.get(event.webhook_id);
      seen.set(event.webhook_id, what);
      if (before === undefined || (updates && before !== what)) yield event;
    }
    if (isClosed || !follow) return;
    await pause(betweenLooksMs);
  }
}

class EventLog {
  readonly records = new EventRecords();
  readonly #temporal: TemporalConnection;
  readonly #trackingId: string;
  readonly #chain: RunChain;
  readonly #onNotice: (notice: string) => void;
  /** Why nobody answered, as it was told. */
  #hindrance: string | undefined;
  /** Redeliveries that are over, and read. */
  readonly #readRuns = new Set<string>();

  constructor(temporal: TemporalConnection, trackingId: string, onNotice: (notice: string) => void) {
    this.#temporal = temporal;
    this.#trackingId = trackingId;
    this.#chain = new RunChain(temporal, trackingId);
    this.#onNotice = onNotice;
  }

  /** Brings the records up to date. True: the trigger has ended, and all is read. */
  async look(): Promise<boolean> {
    const { status } = await this.#temporal.describeTrigger(this.#trackingId);
    // asked before the history is read: what is settled in between is then in the history
    if (status.name === 'RUNNING') this.records.setOpen(await this.#openEvents());
    const newest = await this.#temporal.describeTrigger(this.#trackingId);
    if (!this.#chain.hasBegun && (await this.#chain.begin(newest)))
      this.#onNotice('the events of earlier runs are gone: the server keeps a closed run for its retention time only');
    const isClosed = await this.#chain.readOn(newest, this.records);
    if (!isClosed) return false;
    this.records.setOpen([]);
    return this.#readRedeliveries();
  }

  /** What was sent again after the end. True: nothing of that goes on. */
  async #readRedeliveries(): Promise<boolean> {
    const workflowId = redeliveryWorkflowId(this.#trackingId);
    const runs = await this.#temporal.executionsOf(workflowId);
    for (const { runId } of runs) {
      if (this.#readRuns.has(runId)) continue;
      let nextPageToken = new Uint8Array();
      do {
        const page = await readHistory(this.#temporal, { workflowId, runId, nextPageToken });
        page?.events.forEach((event) => this.records.add(event));
        nextPageToken = Uint8Array.from(page?.nextPageToken ?? []);
      } while (nextPageToken.length > 0);
    }
    for (const { runId, isRunning } of runs) if (!isRunning) this.#readRuns.add(runId);
    return !runs.some(({ isRunning }) => isRunning);
  }

  /** What the workflow holds that its history does not show; nothing where no worker answers. */
  async #openEvents(): Promise<OpenEvent[]> {
    try {
      const events = await queryTrigger(this.#temporal, this.#trackingId, openEventsQuery, openEventsTimeoutMs);
      this.#hindrance = undefined;
      return events;
    } catch (error) {
      if (!AutoTriggerError.is(error, 'NoWorker')) throw error;
      if (this.#hindrance !== error.message) this.#onNotice(error.message);
      this.#hindrance = error.message;
      return [];
    }
  }
}
