import { isUnasked } from '../contract/event-choice.ts';
import type { EventDetails, EventName } from '../contract/events.ts';
import { limits } from '../contract/limits.ts';
import type { Rescheduled } from '../contract/reschedule.ts';
import { Schedule } from '../contract/schedule.ts';
import { runMark, sessionId } from '../contract/session-id.ts';
import type { LastSession, RunningSession, TriggerState } from '../contract/status.ts';
import { parseCreateRequest } from '../contract/plan-request.ts';
import type { TriggerPlan } from '../contract/trigger.ts';
import { Agenda, type Start } from './agenda.ts';
import { eventMaker } from './about-trigger.ts';
import { boundCarried } from './carried-bound.ts';
import type { CarriedState } from './carried-state.ts';
import { Grants } from './grants.ts';
import { HumanRequests } from './human-requests.ts';
import { Inbox } from './inbox.ts';
import { LateAnswers } from './late-answers.ts';
import { Ledger } from './ledger.ts';
import { addLimit } from './limits-reached.ts';
import { Memory } from './memory.ts';
import { Mutex } from './mutex.ts';
import { nowIso, nowMs } from './now.ts';
import { Outbox } from './outbox.ts';
import { newSession, planOf, type CarriedSession } from './session-state.ts';
import { TrackRecord } from './track-record.ts';

export interface TriggerIdentity {
  tracking_id: string;
  /** The present run: a workflow id can be used again, and a run can be taken back and begun anew; this cannot. */
  run_id: string;
}

/** A trigger: its plan, what it carries, and what is true only in this run. */
export class Trigger {
  readonly identity: TriggerIdentity;
  readonly ledger: Ledger;
  readonly agenda: Agenda;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly requests: HumanRequests;
  readonly lateAnswers = new LateAnswers();
  readonly memory: Memory;
  readonly grants: Grants;
  readonly trackRecord: TrackRecord;
  /** For requests to the receiver: one at a time. */
  readonly sending = new Mutex();
  readonly #carried: CarriedState;
  #request: unknown;
  #plan: TriggerPlan;
  /** As it was when the session began that runs. */
  #sessionPlan: TriggerPlan;
  /** Of the run. */
  #version = 0;
  #isEnding = false;
  #lifecycleChanges = 0;
  #stopNowAtMs: number | null = null;
  #cancel: (() => void) | null = null;
  #onPauseChanged: (() => void) | null = null;

  /** @throws {AutoTriggerError} InvalidRequest. */
  constructor(identity: TriggerIdentity, request: unknown, carried: CarriedState) {
    const onLimit = (kind: string, what: string) => this.noteLimit(kind, what);
    this.identity = identity;
    this.#request = request;
    this.#plan = parseCreateRequest(request, carried.accepted_at_ms).plan;
    this.#sessionPlan = planOf(carried.session, this.#plan);
    this.#carried = carried;
    this.ledger = new Ledger(carried.ledger);
    this.agenda = new Agenda(carried, this.ledger, this.#agendaPlan(), () => this.sessionsLeft);
    if (carried.session !== null) this.agenda.goOnWith(carried.session.running.session_number);
    this.inbox = new Inbox(carried);
    this.outbox = new Outbox(carried.outbox, {
      idPrefix: identity.run_id.replaceAll('-', ''),
      choice: this.#sessionPlan.choice,
      unsent: whyUnsent(this.#plan),
      random: Math.random, // Temporal's own in here: the same again in a replay
    });
    this.requests = new HumanRequests(carried.requests);
    this.memory = new Memory(carried.memory, onLimit);
    this.grants = new Grants(carried, onLimit);
    this.trackRecord = new TrackRecord(carried);
  }

  /** What the next run takes over. It is changed by the trigger and its parts alone. */
  get carried(): Readonly<CarriedState> {
    return this.#carried;
  }

  /** As it would be created now: `create`'s argument with what was changed since. */
  get request(): unknown {
    return this.#request;
  }

  get plan(): TriggerPlan {
    return this.#plan;
  }

  /** Has what is carried fit into the next run. */
  keepWithinBound(): void {
    boundCarried(this.#carried, this.#request, (kind, what) => this.noteLimit(kind, what));
  }

  get session(): RunningSession | null {
    return this.#carried.session?.running ?? null;
  }

  /** True in a run that an earlier version began, and which replays here: it goes on as that version does. */
  get isEarlierRun(): boolean {
    return this.#version < 4;
  }

  /** True where a session may go on in the next run. */
  get goesOnInNextRun(): boolean {
    return this.#version >= 5;
  }

  /** True from the moment when nothing is left but to end. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  get isStopping(): boolean {
    return this.#carried.stopping !== null;
  }

  /** Since when all that runs is to end at once, in milliseconds since the epoch; null where it is not. */
  get stopNowAtMs(): number | null {
    return this.#stopNowAtMs;
  }

  /** Counts what somebody changed of when sessions run. */
  get lifecycleChanges(): number {
    return this.#lifecycleChanges;
  }

  /** How many sessions may still begin: none while the trigger is being stopped. */
  get sessionsLeft(): number {
    const { max_sessions } = this.#plan.schedule;
    if (this.isStopping) return 0;
    return max_sessions === null ? Infinity : Math.max(0, max_sessions - this.#carried.sessions.started);
  }

  /** The number of the last session that has begun, or is about to. */
  get #lastNumber(): number {
    return Math.max(this.#carried.sessions.started, this.agenda.busyWith ?? 0);
  }

  /** How many sessions may still be asked for: what runs and what waits counts. */
  get sessionsToSpare(): number {
    const { max_sessions } = this.#plan.schedule;
    if (max_sessions === null) return this.sessionsLeft;
    return Math.max(0, Math.min(this.sessionsLeft, max_sessions - this.#lastNumber) - this.agenda.waitingCount);
  }

  sessionId(sessionNumber: number): string {
    return sessionId(runMark(this.identity.run_id), sessionNumber);
  }

  /** Has this run go on as the version does that began it. */
  goOnAs(version: number): void {
    this.#version = version;
  }

  /** No session begins by itself from now on. */
  pause(now: number, reason: string | null, by: string | null): void {
    this.agenda.pause(now, reason, by);
    this.#lifecycleChanges += 1;
    this.#onPauseChanged?.();
  }

  resume(now: number): void {
    this.agenda.resume(now);
    this.trackRecord.forgiveFailures();
    this.#lifecycleChanges += 1;
    this.#onPauseChanged?.();
  }

  /** An extra session, off the grid. @returns the number that it will have, if all that waits now begins before it. */
  askForSession(now: number): number {
    this.agenda.ask(now);
    this.#lifecycleChanges += 1;
    return this.#lastNumber + this.agenda.waitingCount;
  }

  /** Goes on by another plan; what the old one had due by now is accounted for. A session that runs keeps its own. */
  follow(
    { request, plan, changes }: Rescheduled,
    why: { by: string | null; reason: string | null },
    now: number,
  ): void {
    const before = this.#plan;
    this.#request = request;
    this.#plan = plan;
    if ('interval' in changes || 'start_at' in changes || 'end_at' in changes)
      this.agenda.follow(this.#agendaPlan(), now);
    if (plan.web_hook_url !== before.web_hook_url) this.outbox.useReceiver(whyUnsent(plan));
    if (this.session === null) this.outbox.useChoice(plan.choice);
    if (changes.goal !== undefined) this.#beginNewGoal(why.by);
    const entry = { at: new Date(now).toISOString(), ...why, changes };
    this.#carried.changes = [...this.#carried.changes, entry].slice(-limits.changesKept);
    this.#lifecycleChanges += 1;
  }

  stop(reason: string | null, by: string | null): void {
    this.#carried.stopping ??= { reason, by };
  }

  /** Ends what runs, and has the receiver tried once more. */
  stopNow(now: number): void {
    if (this.#stopNowAtMs !== null) return;
    this.#stopNowAtMs = now;
    this.outbox.hurry();
    this.#cancel?.();
  }

  /** What `stopNow` is to cancel from now on; null: nothing. */
  whenStoppedNow(cancel: (() => void) | null): void {
    this.#cancel = cancel;
  }

  /** What is told of a pause and of its end from now on. */
  whenPauseChanges(tell: () => void): void {
    this.#onPauseChanged = tell;
  }

  /** Nothing is left but to end. */
  beginEnding(now: number): void {
    this.#isEnding = true;
    const why = this.isStopping ? 'the trigger was stopped' : 'the trigger ended';
    this.agenda.dropWaiting(now, `${why} before it could begin`);
  }

  enter(state: TriggerState): void {
    if (this.#carried.state === state) return;
    this.#carried.state = state;
    this.#carried.state_since = nowIso();
  }

  /** The next session, as it is to begin now. */
  beginSession(start: Start): CarriedSession {
    const session_number = this.#carried.sessions.started + 1;
    this.trackRecord.begin();
    this.ledger.recordRun(start.due_ms, nowMs(), { number: session_number, mark: runMark(this.identity.run_id) });
    this.#sessionPlan = this.#plan;
    this.outbox.useChoice(this.#plan.choice);
    const identity = { session_id: this.sessionId(session_number), session_number };
    return (this.#carried.session = newSession(identity, start, this.#plan));
  }

  endSession(last: LastSession): void {
    this.#carried.session = null;
    this.trackRecord.add(last);
    this.ledger.recordOutcome(last.session_number, last.outcome);
  }

  /** Puts an event into the outbox. `session` null: the event is about the trigger itself. */
  emit<Name extends EventName>(event: Name, session: RunningSession | null, data: EventDetails<Name>): void {
    if (isUnasked(this.#plan.choice, event)) return;
    const { tracking_id } = this.identity;
    const plan = session === null ? this.#plan : this.#sessionPlan;
    const make = eventMaker(event, { tracking_id, plan, session, occurred_at: nowIso() }, data);
    this.outbox.put(nowMs(), make);
  }

  /** An address that a person gave counts as one of the goal's own. */
  learnAddress(given: string): void {
    const others = this.#carried.given_addresses.filter((address) => address !== given);
    this.#carried.given_addresses = [...others, given].slice(-limits.givenAddressesKept);
  }

  /** The account's day is full until then. @returns false where that is known already. */
  noteFullDay(resetsAt: string): boolean {
    if (this.#carried.quota_error_date === resetsAt) return false;
    this.#carried.quota_error_date = resetsAt;
    return true;
  }

  /** A bound made the trigger let go of something. */
  noteLimit(kind: string, what: string): void {
    addLimit(this.#carried, kind, what);
  }

  /** What was remembered, permitted and answered was so for the goal before. */
  #beginNewGoal(by: string | null): void {
    this.trackRecord.beginNewGoal();
    this.grants.revokeAll();
    this.#carried.given_addresses = [];
    const memories = this.memory.clear();
    const thoughts = `${by ?? 'A person'} gave it another goal, so what was remembered for the one before is forgotten.`;
    if (memories.length > 0) this.emit('trigger.thoughts.and.memories', this.session, { thoughts, memories });
  }

  #agendaPlan() {
    const { schedule } = this.#plan;
    return { schedule: new Schedule(schedule, this.identity.tracking_id), on_overlap: schedule.on_overlap };
  }
}

const whyUnsent = ({ web_hook_url }: TriggerPlan): string | null =>
  web_hook_url === null ? 'the trigger has no webhook' : null;
