import type { ActionOutcome, MemoryItem } from './results.ts';
import type { AgentConfig } from './agent.ts';
import type { Effect, ExaminedAction, HeldRequest, ProposedAction } from './tools.ts';
import type { AnswerSchema } from './answer-schema.ts';
import type { Json } from './json.ts';
import type { DeliveryAttempt, LoggedEvent, OutgoingEvent, RecordedEvent } from './events.ts';
import type { SearchAttributeName } from './temporal-names.ts';
import type { EventSelection } from './update-requests.ts';
import type { Exchange, ThinkInput, ThinkOutput, TokenUse } from './session.ts';
import type { Periods } from './spending.ts';

/** Where a browser session stood: enough to open it again elsewhere. The rest is cookies and storage, encrypted. */
export interface Checkpoint {
  url: string;
  sealed: string | null;
}

/** Of what a run carries and does. A run goes on as the version does that it was begun by. */
export const runVersion = 5;

interface CheckRequestInput {
  goal: string;
  web_hook_url: string | null;
  /** Of another model's server, where `reschedule` gives one. */
  base_url?: string;
  /** True for the first run alone: later ones of version 0.1.0 only ask for the worker's settings. */
  first_run: boolean;
}
/** What a run has to know of the worker. */
export interface WorkerSettings {
  search_attributes: SearchAttributeName[];
  /** What the operator set in place of the usual pauses between tries of a delivery. */
  delivery_pauses_ms?: number[];
  /** The version of the run that the worker knows best; version 0.1.0 did not say. */
  run_version?: number;
}

export interface RequestActivities {
  /**
   * What the workflow cannot know: whether the webhook's address is permitted, and which search attributes exist.
   * @throws InvalidRequest, non-retryable, where the address is refused.
   */
  checkRequest(input: CheckRequestInput): Promise<WorkerSettings>;
  /** What workflow code must not check, since it may take for ever: a schema's patterns. Null where the value fits. */
  checkAnswer(input: { schema: AnswerSchema; value: Json }): Promise<{ problem: string | null }>;
}

export interface SettingsActivities {
  workerSettings(): Promise<WorkerSettings>;
}

export interface Reservation {
  granted: boolean;
  sessions_left: number;
  max_session_per_day: number;
  resets_at: string;
  /** Many sessions begin at once: for so long, in milliseconds, what nobody waits for is better left for later. */
  rush_ms?: number;
}

export interface AccountActivities {
  /** Counts one session against the account's day. The same session id counts once, however often it is asked. */
  reserveSession(input: { email: string; session_id: string }): Promise<Reservation>;
  /** Adds what a session used to what its account spent, once, and says when the account's day and month end. */
  recordUsage(input: { email: string; session_id: string; used: TokenUse }): Promise<Periods>;
}

export interface CalendarActivities {
  /**
   * When the next day begins in a time zone after an instant, in milliseconds since the epoch; null where this worker
   * does not know the zone.
   */
  startOfNextDay(input: { time_zone: string; at_ms: number }): Promise<number | null>;
  /** When the day and the month end at an instant, in milliseconds since the epoch; in UTC where the zone is not known. */
  endsOfPeriods(input: { time_zone: string; at_ms: number }): Promise<Periods>;
}

/** What a planner gets for one thought, without what its worker still has from the session's earlier thoughts. */
export interface ThinkRequest extends Omit<ThinkInput, 'memory' | 'exchanges'> {
  /** Null: as it was at this worker's last thought of the session. */
  memory: MemoryItem[] | null;
  /** Null: this worker has them. The last one's observations are those of the request itself. */
  exchanges: Exchange[] | null;
  exchange_count: number;
}

export interface ThinkActivities {
  /**
   * One thought of the planner that the configuration names.
   * @throws ContextMissing, non-retryable, where this worker does not have what the request leaves out.
   */
  thinkNext(input: ThinkRequest): Promise<ThinkOutput>;
}

interface OpenBrowserInput {
  tracking_id: string;
  session_id: string;
  /** Restored where given: the worker that had the page was lost. */
  checkpoint: Checkpoint | null;
  allowed_sites: string[];
  policy?: AgentConfig['policy'];
}
export interface BrowserLease {
  /** The queue of the worker that owns the page; every further step goes there. */
  task_queue: string;
  browser: string;
  version: string;
  /** How long its opening took, in milliseconds; the rest was waiting for a place. Version 0.1.0 did not say. */
  opening_ms?: number;
}

/** What a run tells the process that it is in, beside its history. */
export type CachedRunsSinks = {
  cachedRuns: {
    /** The run was loaded into this process's memory. */
    loaded(): void;
  };
};

export interface BrowserPoolActivities {
  /**
   * Opens a page for a session on whichever worker takes it, where there are several not on the workflow's own.
   * @throws LeftToOthers, BrowserBusy, both retryable; BrowserUnavailable, retryable for ten minutes.
   */
  openBrowser(input: OpenBrowserInput): Promise<BrowserLease>;
}

interface ActInput {
  tracking_id: string;
  session_id: string;
  /** An approval is good for one goal alone. */
  goal: string;
  /** Whether robots.txt is obeyed. */
  robots: AgentConfig['robots'];
  action_id: string;
  action: ProposedAction;
  /** Sites that the page may be on after this action: the goal's, and those approved for it. */
  allowed_sites: string[];
  /** What policy or a person permits. An action that would do more is not done: `PAGE_CHANGED`. */
  permitted: Permitted;
  /** By which whatever the page then asks for is judged; workers before 0.2.0 did not have it. */
  policy?: AgentConfig['policy'];
}
export interface Permitted {
  effect: Effect;
  /** Fingerprint of what a person saw; null where no person was asked. */
  approval: string | null;
  /** Where the action is, or leads, as far as was known when it was decided on. */
  origin?: string | null;
}
export interface ActOutput {
  outcome: Extract<ActionOutcome, { status: 'done' | 'failed' }>;
  /** Null where nothing changed since the last one. */
  checkpoint: Checkpoint | null;
  /** The site that the page is on now; null for an empty page. */
  site: string | null;
  /** What waits for a person; the outcome is what it comes to where nobody says yes. */
  held?: HeldRequest;
}

interface SettleInput extends Omit<ActInput, 'action_id' | 'permitted'> {
  held_id: string;
  /** Whether a person approved it. */
  is_approved: boolean;
}

interface ExamineInput {
  tracking_id: string;
  session_id: string;
  goal: string;
  action: ProposedAction;
}
export type ExamineOutput =
  | { status: 'examined'; examined: ExaminedAction }
  | Extract<ActionOutcome, { status: 'failed' }>;

export interface BrowserActivities {
  /**
   * One action in the session's page.
   * @throws SessionLost, non-retryable, where this worker does not have the page; PageLost, where it went in the middle.
   */
  act(input: ActInput): Promise<ActOutput>;
  /**
   * Sends what was held, or drops it, and goes on with the action that it was part of. One that is gone is `PAGE_CHANGED`.
   * @throws as `act`.
   */
  settleRequest(input: SettleInput): Promise<ActOutput>;
  /**
   * What an action on an element would do just now, without doing it.
   * @throws SessionLost, non-retryable, where this worker does not have the page.
   */
  examineAction(input: ExamineInput): Promise<ExamineOutput>;
  /**
   * Keeps the page as it is while a person thinks: for so long, or until others need it. Then it is given back, to be
   * opened again where it stood. Where this is cancelled, it stays.
   * @throws SessionLost, non-retryable, where this worker does not have the page.
   */
  holdPage(input: { tracking_id: string; session_id: string; seconds: number }): Promise<{ checkpoint: Checkpoint }>;
  /** Gives the page back; a page that is gone already is no error. */
  closeBrowser(input: { session_id: string }): Promise<void>;
}

export interface DeliverEventsInput {
  tracking_id: string;
  url: string;
  /** In the order of their sequence. */
  events: OutgoingEvent[];
}
export interface EventDelivery {
  sequence: number;
  /** `retry`: later; `refused`: never to be tried again, the reason in the attempt's error; `gone`: nothing is. */
  outcome: 'delivered' | 'retry' | 'refused' | 'gone';
  attempt: DeliveryAttempt;
  /** What the receiver asked for by `retry-after`, bounded, in milliseconds. */
  retry_after_ms?: number;
}

export interface WebhookActivities {
  /**
   * Sends events in order, one request each, and stops at the first that was not taken, or where it has taken too long.
   * Never throws for what HTTP did.
   */
  deliverEvents(input: DeliverEventsInput): Promise<EventDelivery[]>;
  /** Sends one event that is none of the trigger's: a test. */
  pingReceiver(input: Omit<DeliverEventsInput, 'events'> & { event: OutgoingEvent }): Promise<EventDelivery>;
}

interface FindEventsInput {
  tracking_id: string;
  selection: EventSelection;
  max_bytes: number;
}
export interface FoundEvent extends OutgoingEvent {
  /** What became of it so far, and after how many attempts. */
  state: LoggedEvent['state'];
  attempts: number;
}
export interface FindEventsOutput {
  /** In order, as many as have so many bytes together. */
  events: FoundEvent[];
  /** How many more were meant. */
  left: number;
}

export interface RecordEventsInput {
  events: RecordedEvent[];
  state: 'not_sent' | 'given_up';
  reason: string;
}

export interface CountSignalsInput {
  workflow_id: string;
  run_id: string;
  /** Its name. */
  signal: string;
  /** In ISO 8601. */
  before: string;
}

export interface EventLogActivities {
  /** Does nothing: its input in the history is the record of events that no delivery carries. */
  recordEvents(input: RecordEventsInput): Promise<void>;
  /** Finds events in the histories of a trigger. Within the namespace's retention. */
  findEvents(input: FindEventsInput): Promise<FindEventsOutput>;
  /** How many signals of a name a run was sent before an instant, by the times in its history. */
  countSignals(input: CountSignalsInput): Promise<number>;
}
