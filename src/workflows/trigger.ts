import type { MemoryChange, MemoryItem } from '../contract/agent.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import type { EventData, EventName, WebhookEvent } from '../contract/events.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import { isFailure } from '../contract/session.ts';
import type { LastSession, Notice, RunningSession, TriggerState, TriggerStatus } from '../contract/status.ts';
import { parseCreateRequest, type TriggerPlan } from '../contract/trigger.ts';
import type { CarriedState } from './carried-state.ts';
import { HumanRequests } from './human-requests.ts';
import { Ledger } from './ledger.ts';
import { remember } from './memory.ts';
import { Outbox } from './outbox.ts';
import { Schedule, type Fire } from '../contract/schedule.ts';
import { Turn } from './turn.ts';

export interface TriggerIdentity {
  tracking_id: string;
  /** The first run of the chain: a workflow id can be used again, this cannot. */
  first_run_id: string;
}

/** A trigger: its plan, what it carries, and what is true only in this run. */
export class Trigger {
  readonly identity: TriggerIdentity;
  readonly plan: TriggerPlan;
  readonly schedule: Schedule;
  readonly carried: CarriedState;
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly requests: HumanRequests;
  /** For requests to the receiver: one at a time. */
  readonly turn = new Turn();
  session: RunningSession | null = null;
  /** Set by `stop` with `now` and by cancellation; ends what runs. */
  stopNowAtMs: number | null = null;
  onStopNow: () => void = () => undefined;

  /** @throws {AutoTriggerError} InvalidRequest. */
  constructor(identity: TriggerIdentity, request: unknown, carried: CarriedState) {
    this.identity = identity;
    this.plan = parseCreateRequest(request, carried.accepted_at_ms);
    this.schedule = new Schedule(this.plan.schedule, identity.tracking_id);
    this.carried = carried;
    this.ledger = new Ledger(carried.ledger);
    this.outbox = new Outbox(carried.outbox, {
      idPrefix: identity.first_run_id.replaceAll('-', ''),
      choice: this.plan.choice,
      unsent: this.plan.web_hook_url === null ? 'the trigger has no webhook' : null,
      random: Math.random, // Temporal's own in here: the same again in a replay
    });
    this.requests = new HumanRequests(carried.requests);
  }

  sessionId(sessionNumber: number): string {
    return `ses_${this.identity.first_run_id.slice(-12)}_${sessionNumber}`;
  }

  get isStopping(): boolean {
    return this.carried.stopping !== null;
  }

  /** False when the trigger is being stopped, or has run as many sessions as it may. */
  get hasSessionsLeft(): boolean {
    const { max_sessions } = this.plan.schedule;
    return !this.isStopping && (max_sessions === null || this.carried.sessions.started < max_sessions);
  }

  /** The next point of the grid that can still run; undefined when none is left. */
  nextFire(now: number): Fire | undefined {
    return this.hasSessionsLeft ? this.schedule.firstAfter(this.carried.next_index, now) : undefined;
  }

  /** When the next session is due, in ISO 8601; null after the last. */
  nextSessionAt(): string | null {
    const next = this.nextFire(Date.now());
    return next === undefined ? null : new Date(next.at_ms).toISOString();
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

  /** Puts an event into the outbox. `session` null: the event is about the trigger itself. */
  emit<Name extends EventName>(
    event: Name,
    session: RunningSession | null,
    data: Omit<EventData<Name>, 'sessionId' | 'tracking_id' | 'session_number' | 'sequence' | 'occurred_at'>,
  ): void {
    const now = Date.now();
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

  /** A message from outside changed nothing; the status says why. */
  noteIgnored(what: string, why: string): void {
    const notice: Notice = { at: new Date(Date.now()).toISOString(), what, why: why.slice(0, 300) };
    this.carried.messages.ignored += 1;
    this.carried.messages.notices = [...this.carried.messages.notices, notice].slice(-limits.noticesKept);
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
    throw new AutoTriggerError('UnknownRequest', `nothing is remembered under ${key}; there is: ${known || 'nothing'}`);
  }

  /** A change that a person makes. It is told like the planner's own. */
  changeMemory(change: MemoryChange, by: string | null): MemoryChange {
    const now = new Date(Date.now()).toISOString();
    const memories = remember(this.carried.memory, [change], now, (what) => this.noteLimit(what));
    const thoughts = `${by ?? 'A person'} changed what is remembered under ${change.key}.`;
    this.emit('trigger.thoughts.and.memories', this.session, { thoughts, memories });
    return memories[0] ?? change;
  }

  countSession(last: LastSession): void {
    const { carried } = this;
    carried.last = last;
    carried.sessions[last.outcome] += 1;
    carried.consecutive_failures = isFailure(last.outcome) ? carried.consecutive_failures + 1 : 0;
    if (last.outcome === 'answered') carried.has_baseline = true;
    if (last.outcome === 'answered' || last.outcome === 'no_change') carried.last_answered_at = last.ended_at;
    this.ledger.recordOutcome(last.session_number, last.outcome);
  }

  /** The state while open; where several fit, the first of them in the order of the contract. */
  get openState(): TriggerState {
    if (this.carried.requests.open.length > 0) return 'waiting_for_human';
    if (this.isStopping) return 'draining';
    if (this.session !== null) return 'running';
    return this.nextFire(Date.now()) === undefined && !this.outbox.isSettled ? 'draining' : 'scheduled';
  }

  enter(state: TriggerState): void {
    if (this.carried.state === state) return;
    this.carried.state = state;
    this.carried.state_since = new Date(Date.now()).toISOString();
  }

  status(): TriggerStatus {
    const { carried, plan } = this;
    const { interval_ms, start_at_ms, end_at_ms } = plan.schedule;
    return {
      tracking_id: this.identity.tracking_id,
      email: plan.email,
      goal: plan.goal,
      state: carried.state,
      state_since: carried.state_since,
      reason: carried.stopping?.reason ?? null,
      interval: interval_ms === null ? null : interval_ms / 60_000,
      start_at: new Date(start_at_ms).toISOString(),
      end_at: end_at_ms === null ? null : new Date(end_at_ms).toISOString(),
      next_fires: this.#nextFires(5),
      session: this.session,
      last: carried.last,
      requests: carried.requests.open,
      grants: carried.grants,
      closed_requests: carried.requests.closed,
      sessions: carried.sessions,
      fires: carried.ledger.counts,
      consecutive_failures: carried.consecutive_failures,
      deliveries: this.outbox.counts(),
      web_hook_url: plan.web_hook_url,
      messages: carried.messages,
      limits_reached: carried.limits_reached,
    };
  }

  #nextFires(count: number): string[] {
    const { max_sessions } = this.plan.schedule;
    const left = max_sessions === null ? count : Math.min(count, max_sessions - this.carried.sessions.started);
    const fires: string[] = [];
    let fire = this.nextFire(Date.now());
    while (fire !== undefined && fires.length < left) {
      fires.push(new Date(fire.at_ms).toISOString());
      fire = this.schedule.fire(fire.index + 1);
    }
    return fires;
  }
}
