import type { SchedulePlan } from './trigger.ts';

/** One point of the grid. All instants are milliseconds since the epoch. */
export interface Fire {
  /** Counts from 0 at the start of the grid. */
  index: number;
  due_ms: number;
  /** `due_ms` and the jitter of this trigger and fire. */
  at_ms: number;
}

/** Points of the grid, both ends included. */
export interface FireRange {
  from: number;
  to: number;
}

/** What is to be done about the grid at one moment. */
export interface Decision {
  /** Points that passed and will never run. */
  missed: FireRange | null;
  /** The point whose session begins now. */
  run: Fire | null;
}

const longestGraceMs = 60_000;

/**
 * The grid of a trigger: fires at `start + index × interval`, before the end. It never drifts: each point
 * comes from its index alone, whatever happened to the ones before it.
 */
export class Schedule {
  readonly #plan: SchedulePlan;
  readonly #seed: string;

  /** `seed` spreads the jitter: the same trigger and fire always have the same. */
  constructor(plan: SchedulePlan, seed: string) {
    this.#plan = plan;
    this.#seed = seed;
  }

  /** The point with this index; undefined at or after the end. */
  fire(index: number): Fire | undefined {
    const { interval_ms, start_at_ms, end_at_ms, jitter_ms } = this.#plan;
    if (interval_ms === null) return index === 0 ? { index, due_ms: start_at_ms, at_ms: start_at_ms } : undefined;
    const due_ms = start_at_ms + index * interval_ms;
    if (end_at_ms !== null && due_ms >= end_at_ms) return undefined;
    const latest = end_at_ms === null ? Infinity : end_at_ms - 1;
    const jitter = jitter_ms === 0 ? 0 : Math.floor(fraction(`${this.#seed}:${index}`) * jitter_ms);
    return { index, due_ms, at_ms: Math.min(due_ms + jitter, latest) };
  }

  /** True from the end on: nothing begins any more. */
  isOver(now: number): boolean {
    const { end_at_ms } = this.#plan;
    return end_at_ms !== null && now >= end_at_ms;
  }

  /** The first point from `index` on that comes after `now`. */
  firstAfter(index: number, now: number): Fire | undefined {
    return this.fire(Math.max(index, this.#newestPassed(now) + 1));
  }

  /** The index of the first point that is due after `now`; there may be no such point before the end. */
  indexAfter(now: number): number {
    const { interval_ms, start_at_ms } = this.#plan;
    if (now < start_at_ms) return 0;
    return interval_ms === null ? 1 : Math.floor((now - start_at_ms) / interval_ms) + 1;
  }

  /** The points from `index` on that have come by `now`. */
  passed(index: number, now: number): FireRange | null {
    const to = this.#newestPassed(now);
    return to >= index ? { from: index, to } : null;
  }

  /**
   * What the moment `now` asks for, with everything before `index` dealt with.
   *
   * Of the points that have come, only the newest can run: within the grace (the lesser of an interval and 60 s),
   * or, with `catch_up: 'latest'`, after an outage. At or after the end none does.
   */
  decide(index: number, now: number): Decision {
    const passed = this.passed(index, now);
    const newest = passed === null ? undefined : this.fire(passed.to);
    if (passed === null || newest === undefined) return { missed: null, run: null };
    const { interval_ms, catch_up } = this.#plan;
    const isPrompt = now - newest.at_ms <= Math.min(interval_ms ?? Infinity, longestGraceMs);
    if (this.isOver(now) || !(isPrompt || catch_up === 'latest')) return { missed: passed, run: null };
    return { missed: passed.to > passed.from ? { from: passed.from, to: passed.to - 1 } : null, run: newest };
  }

  /** The index of the newest point that has come by `now`; −1 before the first. */
  #newestPassed(now: number): number {
    const { interval_ms, start_at_ms, end_at_ms } = this.#plan;
    if (interval_ms === null) return now >= start_at_ms ? 0 : -1;
    const last = end_at_ms === null ? Infinity : Math.ceil((end_at_ms - start_at_ms) / interval_ms) - 1;
    const index = Math.min(Math.floor((now - start_at_ms) / interval_ms), last);
    // jitter is less than an interval, so only the newest point may still be to come
    const newest = index < 0 ? undefined : this.fire(index);
    return newest !== undefined && newest.at_ms > now ? index - 1 : index;
  }
}

/** A number from 0 to 1 (exclusive) from a text: FNV-1a over 32 bits, then mixed so that near texts differ. */
function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let position = 0; position < text.length; position++)
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
