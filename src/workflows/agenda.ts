import { limits } from '../contract/limits.ts';
import type { FireRange, Schedule } from '../contract/schedule.ts';
import type { FireRecord } from '../contract/status.ts';
import type { Ledger } from './ledger.ts';

/** What a session begins for: a point of the grid, or somebody who asked. Instants in milliseconds since the epoch. */
export interface Start {
  /** Null where somebody asked for it. */
  due_ms: number | null;
  /** When it may begin; it was then asked for where it was not due. */
  at_ms: number;
}

export interface AgendaState {
  /** The first point of the grid that has no record yet. */
  next_index: number;
  /** A point of the grid that has come, and whose session could not begin yet. */
  waiting_due_ms: number | null;
  /** When extra sessions were asked for that have not begun. */
  asked_at_ms: number[];
}

/** What the trigger does while time passes. */
export type Situation = 'idle' | 'running' | 'paused';

export interface AgendaPlan {
  schedule: Schedule;
  on_overlap: 'skip' | 'buffer_one';
}

/** What is to be run next, and the account of all that passed: every point of the grid gets exactly one record. */
export class Agenda {
  readonly state: AgendaState;
  readonly #ledger: Ledger;
  #plan: AgendaPlan;

  constructor(state: AgendaState, ledger: Ledger, plan: AgendaPlan) {
    this.state = state;
    this.#ledger = ledger;
    this.#plan = plan;
  }

  /** Puts the points that have come by `now` where they belong. `why` is told in the ledger of those that do not run. */
  advance(now: number, situation: Situation, why: string): void {
    const passed = this.#plan.schedule.passed(this.state.next_index, now);
    if (passed !== null) this.#settle(passed, now, situation, why);
  }

  /** The start that is due; undefined where none is. Call `advance` before. */
  due(): Start | undefined {
    const { waiting_due_ms, asked_at_ms } = this.state;
    if (waiting_due_ms !== null) return { due_ms: waiting_due_ms, at_ms: waiting_due_ms };
    const [asked] = asked_at_ms;
    return asked === undefined ? undefined : { due_ms: null, at_ms: asked };
  }

  /** The start that comes next, due or to come; undefined where there is none any more. */
  next(now: number): Start | undefined {
    return this.due() ?? this.#plan.schedule.firstAfter(this.state.next_index, now);
  }

  /** Takes a due start out: from now on it is a session's. */
  take({ due_ms }: Start): void {
    if (due_ms === null) this.state.asked_at_ms = this.state.asked_at_ms.slice(1);
    else this.state.waiting_due_ms = null;
  }

  /** Gives up what waits: it cannot begin any more. */
  drop(now: number, record: FireRecord, why: string, what: 'all' | 'fires' = 'all'): void {
    const { waiting_due_ms, asked_at_ms } = this.state;
    if (waiting_due_ms !== null) this.#ledger.recordUnused(waiting_due_ms, now, record, why);
    this.state.waiting_due_ms = null;
    if (what === 'fires') return;
    for (const _ of asked_at_ms) this.#ledger.recordUnused(null, now, record, why);
    this.state.asked_at_ms = [];
  }

  /** @returns false where so many wait already that no more are taken. */
  ask(now: number): boolean {
    if (this.state.asked_at_ms.length >= limits.runNowQueueMax) return false;
    this.state.asked_at_ms = [...this.state.asked_at_ms, now];
    return true;
  }

  /** Goes on by another grid from `now` on; what the old one had due by then is accounted for. */
  follow(plan: AgendaPlan, now: number, situation: Situation, why: string): void {
    this.advance(now, situation, why);
    // a point whose jitter is still to pass has no place in the new grid
    const next = this.#plan.schedule.fire(this.state.next_index);
    if (next !== undefined && next.due_ms <= now) {
      if (situation === 'idle') this.#wait(next.index);
      else this.#settle({ from: next.index, to: next.index }, now, situation, why);
    }
    this.#plan = plan;
    this.state.next_index = plan.schedule.indexAfter(now);
  }

  #settle(passed: FireRange, now: number, situation: Situation, why: string): void {
    this.state.next_index = passed.to + 1;
    if (situation === 'paused') return this.#record(passed, 'skipped_paused', why);
    if (situation === 'running') {
      const isKept = this.#plan.on_overlap === 'buffer_one' && this.state.waiting_due_ms === null;
      if (isKept) this.#wait(passed.from);
      return this.#record({ from: passed.from + (isKept ? 1 : 0), to: passed.to }, 'skipped_overlap', why);
    }
    const { missed, run } = this.#plan.schedule.decide(passed.from, now);
    if (missed !== null) this.#record(missed, 'missed_outage', 'no worker took it in time');
    if (run !== null) this.#wait(run.index);
  }

  #wait(index: number): void {
    if (this.state.waiting_due_ms === null) this.state.waiting_due_ms = this.#dueOf(index);
    else this.#record({ from: index, to: index }, 'skipped_overlap', 'another session was about to begin');
  }

  #record(range: FireRange, record: FireRecord, why: string): void {
    if (range.from <= range.to) this.#ledger.recordSkipped(range, (index) => this.#dueOf(index), record, why);
  }

  #dueOf(index: number): number {
    return this.#plan.schedule.fire(index)?.due_ms ?? 0;
  }
}
