import type { MemoryChange, MemoryItem } from '../contract/results.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import type { EventData, EventName, WebhookEvent } from '../contract/events.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { Rescheduled } from '../contract/reschedule.ts';
import { Schedule } from '../contract/schedule.ts';
import { isFailure } from '../contract/session.ts';
import type { LastSession, RunningSession, TriggerState } from '../contract/status.ts';
import { parseCreateRequest } from '../contract/plan-request.ts';
import type { TriggerPlan } from '../contract/trigger.ts';
import { Agenda, type Situation, type Start } from './agenda.ts';
import type { CarriedState } from './carried-state.ts';
import { HumanRequests } from './human-requests.ts';
import { Inbox } from './inbox.ts';
import { Ledger } from './ledger.ts';
import { remember } from './memory.ts';
import { nowIso, nowMs } from './now.ts';
import { Outbox } from './outbox.ts';
import { Mutex } from './mutex.ts';

export interface TriggerIdentity {
  tracking_id: string;
  /** The first run of the chain: a workflow id can be used again, this cannot. */
  first_run_id: string;
}

/** A trigger: its plan, what it carries, and what is true only in this run. */
export class Trigger {
  readonly identity: TriggerIdentity;
  readonly carried: CarriedState;
  readonly ledger: Ledger;
  readonly agenda: Agenda;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly requests: HumanRequests;
  /** For requests to the receiver: one at a time. */
  readonly sending = new Mutex();
  #request: unknown;
  #plan: TriggerPlan;
  #schedule: Schedule;
  /** True in a run that an earlier version began, and which replays here: it goes on as that version does. */
  isEarlierRun = false;
  session: RunningSession | null = null;
  /** The number of the session that runs, or is about to; null between sessions. */
  busyWith: number | null = null;
  /** True from the moment when nothing is left but to end. */
  isEnding = false;
  /** Counts what somebody changed of when sessions run. */
  lifecycleChanges = 0;
  /** Set by `stop` with `now` and by cancellation; ends what runs. */
  stopNowAtMs: number | null = null;
  onStopNow: () => void = () => undefined;

  /** @throws {AutoTriggerError} InvalidRequest. */
  constructor(identity: TriggerIdentity, request: unknown, carried: CarriedState) {
    this.identity = identity;
    this.#request = request;
    this.#plan = parseCreateRequest(request, carried.accepted_at_ms).plan;
    this.#schedule = new Schedule(this.#plan.schedule, identity.tracking_id);
    this.carried = carried;
    this.ledger = new Ledger(carried.ledger);
    this.agenda = new Agenda(carried.agenda, this.ledger, this.#agendaPlan());
    this.inbox = new Inbox(carried);
    this.outbox = new Outbox(carried.outbox, {
      idPrefix: identity.first_run_id.replaceAll('-', ''),
      choice: this.#plan.choice,
      unsent: whyUnsent(this.#plan),
      random: Math.random, // Temporal's own in here: the same again in a replay
    });
    this.requests = new HumanRequests(carried.requests);
  }

  /** As it would be created now: `create`'s argument with what was changed since. */
  get request(): unknown {
    return this.#request;
  }

  get plan(): TriggerPlan {
    return this.#plan;
  }

  /** Goes on by another plan; what the old one had due by now is accounted for. A session that runs keeps its own. */
  follow({ request, plan, changes }: Rescheduled, now: number): void {
    const before = this.#plan;
    this.#request = request;
    this.#plan = plan;
    this.#schedule = new Schedule(plan.schedule, this.identity.tracking_id);
    if ('interval' in changes || 'start_at' in changes || 'end_at' in changes)
      this.agenda.follow(this.#agendaPlan(), now, this.#situation, this.#whyUnused);
    if (plan.web_hook_url !== before.web_hook_url) this.outbox.useReceiver(whyUnsent(plan));
  }

  sessionId(sessionNumber: number): string {
    return `ses_${this.identity.first_run_id.slice(-12)}_${sessionNumber}`;
  }

  get isStopping(): boolean {
    return this.carried.stopping !== null;
  }

  get isPaused(): boolean {
    return this.carried.paused !== null;
  }

  /** False when the trigger is being stopped, or has run as many sessions as it may. */
  get hasSessionsLeft(): boolean {
    const { max_sessions } = this.#plan.schedule;
    return !this.isStopping && (max_sessions === null || this.carried.sessions.started < max_sessions);
  }

  /** Accounts for the points of the grid that have come by now. */
  advance(now: number): void {
    if (this.hasSessionsLeft) this.agenda.advance(now, this.#situation, this.#whyUnused);
  }

  /** The start whose session is to begin now. What cannot begin any more is accounted for. */
  dueStart(now: number): Start | undefined {
    if (!this.hasSessionsLeft) return undefined;
    this.advance(now);
    if (this.#schedule.isOver(now)) this.agenda.drop(now, 'skipped_overlap', 'it could not begin before end_at');
    return this.agenda.due();
  }

  /** What can still run next; undefined when nothing can. A pause does not count. */
  nextStart(now: number): Start | undefined {
    if (!this.hasSessionsLeft || this.#schedule.isOver(now)) return undefined;
    return this.agenda.next(now);
  }

  /** When the next session is due, in ISO 8601; null after the last, and while the trigger is paused. */
  nextSessionAt(): string | null {
    const now = nowMs();
    if (this.isPaused && this.agenda.due() === undefined) return null;
    const next = this.nextStart(now);
    return next === undefined ? null : new Date(Math.max(next.at_ms, now)).toISOString();
  }

  /** The next points of the grid, as many as can still run; none while the trigger is paused. */
  nextFires(count: number): string[] {
    if (this.isPaused || !this.hasSessionsLeft) return [];
    const { max_sessions } = this.#plan.schedule;
    const left = max_sessions === null ? count : Math.min(count, max_sessions - this.carried.sessions.started);
    const fires: string[] = [];
    let fire = this.#schedule.firstAfter(this.carried.agenda.next_index, nowMs());
    while (fire !== undefined && fires.length < left) {
      fires.push(new Date(fire.at_ms).toISOString());
      fire = this.#schedule.fire(fire.index + 1);
    }
    return fires;
  }

  stop(reason: string | null, by: string | null): void {
    this.carried.stopping ??= { reason, by };
  }

  stopNow(now: number): void {
    if (this.stopNowAtMs !== null) return;
    this.stopNowAtMs = now;
    this.outbox.hurry();
    this.onStopNow();
  }

  /** No session begins by itself from now on. */
  pause(now: number, reason: string | null, by: string | null): void {
    this.advance(now);
    const why = `paused since ${iso(now)}`;
    this.agenda.drop(now, 'skipped_paused', why, 'fires');
    this.carried.paused = { since: iso(now), reason, by };
    this.lifecycleChanges += 1;
  }

  /** What the pause swallowed is accounted for, and does not run. */
  resume(now: number): void {
    this.advance(now);
    this.carried.paused = null;
    this.carried.forgiven_failures = this.carried.consecutive_failures;
    this.lifecycleChanges += 1;
  }

  get #situation(): Situation {
    if (this.isPaused) return 'paused';
    return this.busyWith === null ? 'idle' : 'running';
  }

  get #whyUnused(): string {
    const { paused } = this.carried;
    return paused === null ? `session ${this.busyWith} was still running` : `paused since ${paused.since}`;
  }

  #agendaPlan() {
    return { schedule: this.#schedule, on_overlap: this.#plan.schedule.on_overlap };
  }

  /** Puts an event into the outbox. `session` null: the event is about the trigger itself. */
  emit<Name extends EventName>(
    event: Name,
    session: RunningSession | null,
    data: Omit<EventData<Name>, 'sessionId' | 'tracking_id' | 'session_number' | 'sequence' | 'occurred_at'>,
  ): void {
    const now = nowMs();
    this.outbox.put(now, (sequence) => {
      const common = {
        sessionId: session?.session_id ?? null,
        tracking_id: this.identity.tracking_id,
        session_number: session?.session_number ?? null,
        sequence,
        occurred_at: new Date(now).toISOString(),
      };
      return { event, data: { ...common, ...data } } as unknown as WebhookEvent;
    });
  }

  noteLimit(what: string): void {
    if (!this.carried.limits_reached.includes(what))
      this.carried.limits_reached = [...this.carried.limits_reached, what].slice(-limits.noticesKept);
  }

  /** @throws {AutoTriggerError} UnknownRequest where nothing is remembered under the key. */
  remembered(key: string): MemoryItem {
    const item = this.carried.memory.find((each) => each.key === key);
    if (item !== undefined) return item;
    const known = cutText(this.carried.memory.map((each) => each.key).join(', '), 500);
    throw new AutoTriggerError(
      'UnknownRequest',
      `nothing is remembered under ${key}; there is: ${known || 'nothing'}`,
      {
        details: { key },
      },
    );
  }

  /** A change that a person makes. It is told like the planner's own. */
  changeMemory(change: MemoryChange, by: string | null): MemoryChange {
    const now = nowIso();
    const memories = remember(this.carried.memory, [change], now, (what) => this.noteLimit(what));
    const thoughts = `${by ?? 'A person'} changed what is remembered under ${change.key}.`;
    this.emit('trigger.thoughts.and.memories', this.session, { thoughts, memories });
    return memories[0] ?? change;
  }

  /** Forgets all, and tells it like the planner's own changes. */
  forgetAll(thoughts: string): void {
    const memories = this.carried.memory.map(({ key }): MemoryChange => ({ key, value: null, change: 'removed' }));
    if (memories.length === 0) return;
    this.carried.memory.length = 0; // the same list: others hold it
    this.emit('trigger.thoughts.and.memories', this.session, { thoughts, memories });
  }

  countSession(last: LastSession): void {
    const { carried } = this;
    carried.last = last;
    carried.sessions[last.outcome] += 1;
    const hasFailed = isFailure(last.outcome);
    carried.consecutive_failures = hasFailed ? carried.consecutive_failures + 1 : 0;
    if (!hasFailed) carried.forgiven_failures = 0;
    if (last.outcome === 'answered') carried.has_baseline = true;
    if (last.outcome === 'answered' || last.outcome === 'no_change') carried.last_answered_at = last.ended_at;
    this.ledger.recordOutcome(last.session_number, last.outcome);
  }

  /** The state while open; where several fit, the first of them in the order of the contract. */
  get openState(): TriggerState {
    if (this.carried.requests.open.length > 0) return 'waiting_for_human';
    const isDone = this.session === null && this.nextStart(nowMs()) === undefined && !this.outbox.isSettled;
    if (this.isStopping || isDone) return 'draining';
    if (this.isPaused) return 'paused';
    return this.session === null && this.agenda.due() === undefined ? 'scheduled' : 'running';
  }

  enter(state: TriggerState): void {
    if (this.carried.state === state) return;
    this.carried.state = state;
    this.carried.state_since = nowIso();
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function whyUnsent({ web_hook_url }: TriggerPlan): string | null {
  return web_hook_url === null ? 'the trigger has no webhook' : null;
}
