import { limits } from '../contract/limits.ts';
import type { FireRange, Schedule } from '../contract/schedule.ts';
import type { FireRecord, Pause } from '../contract/status.ts';
import type { Ledger } from './ledger.ts';

/** What a session begins for: a point of the grid, or somebody who asked. Instants in milliseconds since the epoch. */
export interface Start {
  /** Null where somebody asked for it. */
  due_ms: number | null;
  /** When it may begin; it was then asked for where it was not due. */
  at_ms: number;
}

export interface AgendaState {
  agenda: {
    /** The first point of the grid that has no record yet. */
    next_index: number;
    /** A point of the grid that has come, and whose session could not begin yet. */
    waiting_due_ms: number | null;
    /** When extra sessions were asked for that have not begun. */
    asked_at_ms: number[];
  };
  paused: Pause | null;
}

/** What the trigger does while time passes. */
type Situation = 'idle' | 'running' | 'paused';

interface AgendaPlan {
  schedule: Schedule;
  on_overlap: 'skip' | 'buffer_one';
}

/** What is to be run next, and the account of all that passed: every point of the grid gets exactly one record. */
export class Agenda {
  readonly #carried: AgendaState;
  readonly #ledger: Ledger;
  readonly #sessionsLeft: () => number;
  #plan: AgendaPlan;
  #busyWith: number | null = null;

  /** `sessionsLeft` tells how many may still begin. */
  constructor(carried: AgendaState, ledger: Ledger, plan: AgendaPlan, sessionsLeft: () => number) {
    this.#carried = carried;
    this.#ledger = ledger;
    this.#plan = plan;
    this.#sessionsLeft = sessionsLeft;
  }

  get isPaused(): boolean {
    return this.#carried.paused !== null;
  }

  /** The number of the session that runs, or is about to; null between sessions. */
  get busyWith(): number | null {
    return this.#busyWith;
  }

  /** Accounts for the points of the grid that have come by now. */
  advance(now: number): void {
    if (this.#sessionsLeft() > 0) this.#account(now);
  }

  /** The start whose session is to begin now. What cannot begin any more is accounted for. */
  dueStart(now: number): Start | undefined {
    if (this.#sessionsLeft() === 0) return undefined;
    this.advance(now);
    if (this.#plan.schedule.isOver(now)) this.dropWaiting(now, 'it could not begin before end_at');
    return this.waiting();
  }

  /** How many starts are due, or were asked for, and have not begun. */
  get waitingCount(): number {
    const { waiting_due_ms, asked_at_ms } = this.#state;
    return asked_at_ms.length + (waiting_due_ms === null ? 0 : 1);
  }

  /** Nothing begins any more: what waited is accounted for. */
  dropWaiting(now: number, why: string): void {
    this.#dropFire(now, 'skipped_overlap', why);
    this.#dropAsked(now, 'skipped_overlap', why);
  }

  /** The start that is due, as far as it is accounted for; undefined where none is. */
  waiting(): Start | undefined {
    const { waiting_due_ms, asked_at_ms } = this.#state;
    if (waiting_due_ms !== null) return { due_ms: waiting_due_ms, at_ms: waiting_due_ms };
    const [asked] = asked_at_ms;
    return asked === undefined ? undefined : { due_ms: null, at_ms: asked };
  }

  /** What can still run next, due or to come; undefined when nothing can. A pause does not count. */
  nextStart(now: number): Start | undefined {
    if (this.#sessionsLeft() === 0 || this.#plan.schedule.isOver(now)) return undefined;
    return this.waiting() ?? this.#plan.schedule.firstAfter(this.#state.next_index, now);
  }

  /** True from the end on: nothing begins any more. */
  isOver(now: number): boolean {
    return this.#plan.schedule.isOver(now);
  }

  /** When the next session is due, in ISO 8601; null after the last, and while the trigger is paused. */
  nextSessionAt(now: number): string | null {
    if (this.isPaused && this.waiting() === undefined) return null;
    const next = this.nextStart(now);
    return next === undefined ? null : new Date(Math.max(next.at_ms, now)).toISOString();
  }

  /** The next points of the grid, as many as can still run; none while the trigger is paused. */
  nextFires(count: number, now: number): string[] {
    if (this.isPaused) return [];
    const { schedule } = this.#plan;
    const left = Math.min(count, this.#sessionsLeft());
    const fires: string[] = [];
    let fire = schedule.firstAfter(this.#state.next_index, now);
    while (fire !== undefined && fires.length < left) {
      fires.push(new Date(fire.at_ms).toISOString());
      fire = schedule.fire(fire.index + 1);
    }
    return fires;
  }

  /** Takes a due start out: it is a session's, and until `release` what comes meanwhile finds that one running. */
  take({ due_ms }: Start, sessionNumber: number): void {
    if (due_ms === null) this.#state.asked_at_ms = this.#state.asked_at_ms.slice(1);
    else this.#state.waiting_due_ms = null;
    this.#busyWith = sessionNumber;
  }

  /** A session that began in an earlier run goes on. */
  goOnWith(sessionNumber: number): void {
    this.#busyWith = sessionNumber;
  }

  /** The session that was taken is over, or could not begin. */
  release(now: number): void {
    this.advance(now);
    this.#busyWith = null;
  }

  /** @returns false where so many wait already that no more are taken. */
  ask(now: number): boolean {
    if (this.#state.asked_at_ms.length >= limits.runNowQueueMax) return false;
    this.#state.asked_at_ms = [...this.#state.asked_at_ms, now];
    return true;
  }

  /** No session begins by itself from now on; what was due and had not begun does not. */
  pause(now: number, reason: string | null, by: string | null): void {
    this.advance(now);
    const since = new Date(now).toISOString();
    this.#dropFire(now, 'skipped_paused', `paused since ${since}`);
    this.#carried.paused = { since, reason, by };
  }

  /** What the pause swallowed is accounted for, and does not run. */
  resume(now: number): void {
    this.advance(now);
    this.#carried.paused = null;
  }

  /** Goes on by another grid from `now` on; what the old one had due by then is accounted for. */
  follow(plan: AgendaPlan, now: number): void {
    this.#account(now);
    // a point whose jitter is still to pass has no place in the new grid
    const next = this.#plan.schedule.fire(this.#state.next_index);
    if (next !== undefined && next.due_ms <= now) {
      if (this.#situation === 'idle') this.#wait(next.index);
      else this.#settle({ from: next.index, to: next.index }, now);
    }
    this.#plan = plan;
    this.#state.next_index = plan.schedule.indexAfter(now);
  }

  get #state(): AgendaState['agenda'] {
    return this.#carried.agenda;
  }

  get #situation(): Situation {
    if (this.isPaused) return 'paused';
    return this.#busyWith === null ? 'idle' : 'running';
  }

  /** Told in the ledger of those that do not run, in a situation that is not idle. */
  get #whyUnused(): string {
    const { paused } = this.#carried;
    return paused === null ? `session ${this.#busyWith} was still running` : `paused since ${paused.since}`;
  }

  #account(now: number): void {
    const passed = this.#plan.schedule.passed(this.#state.next_index, now);
    if (passed !== null) this.#settle(passed, now);
  }

  #settle(passed: FireRange, now: number): void {
    this.#state.next_index = passed.to + 1;
    const situation = this.#situation;
    if (situation === 'paused') return this.#record(passed, 'skipped_paused', this.#whyUnused);
    if (situation === 'running') {
      const isKept = this.#plan.on_overlap === 'buffer_one' && this.#state.waiting_due_ms === null;
      if (isKept) this.#wait(passed.from);
      return this.#record({ from: passed.from + (isKept ? 1 : 0), to: passed.to }, 'skipped_overlap', this.#whyUnused);
    }
    const { missed, run } = this.#plan.schedule.decide(passed.from, now);
    if (missed !== null) this.#record(missed, 'missed_outage', 'no worker took it in time');
    if (run !== null) this.#wait(run.index);
  }

  #wait(index: number): void {
    if (this.#state.waiting_due_ms === null) this.#state.waiting_due_ms = this.#dueOf(index);
    else this.#record({ from: index, to: index }, 'skipped_overlap', 'another session was about to begin');
  }

  #dropFire(now: number, record: FireRecord, why: string): void {
    const { waiting_due_ms } = this.#state;
    if (waiting_due_ms !== null) this.#ledger.recordUnused(waiting_due_ms, now, record, why);
    this.#state.waiting_due_ms = null;
  }

  #dropAsked(now: number, record: FireRecord, why: string): void {
    for (const _ of this.#state.asked_at_ms) this.#ledger.recordUnused(null, now, record, why);
    this.#state.asked_at_ms = [];
  }

  #record(range: FireRange, record: FireRecord, why: string): void {
    if (range.from <= range.to) this.#ledger.recordSkipped(range, (index) => this.#dueOf(index), record, why);
  }

  #dueOf(index: number): number {
    return this.#plan.schedule.fire(index)?.due_ms ?? 0;
  }
}
