import { type Fire, Schedule } from '../../contract/schedule.ts';
import { startOfNextDay } from '../../contract/time-zone.ts';
import type { SchedulePlan } from '../../contract/trigger.ts';

/** How many sessions an account can still start, and whose days are counted. */
export interface SessionsLeft {
  max_session_per_day: number;
  sessions_left: number;
  time_zone: string;
}

/** What a schedule comes to, as of a moment. */
export interface Forecast {
  /** The first fires that will run, at most as many as were asked for. */
  fires: Fire[];
  last: Fire | undefined;
  sessions: number;
  /** The first fire for which the account's day is full; undefined where there is none. */
  dry: Fire | undefined;
}

/** Days are looked at for a year ahead, with each change of the clocks. */
const daysMax = 400;
/** No change of the clocks makes a day longer. */
const longestDayMs = 26 * 3_600_000;

/** Reckons with no failure, no pause and no other trigger of the account. `now`: milliseconds since the epoch. */
export function forecast(plan: SchedulePlan, allowance: SessionsLeft, now: number, firesMax: number): Forecast {
  // without a tracking id nobody knows the jitter of a fire
  const schedule = new Schedule({ ...plan, jitter_ms: 0 }, '');
  const first = schedule.decide(0, now).run ?? schedule.firstAfter(0, now);
  if (first === undefined) return { fires: [], last: undefined, sessions: 0, dry: undefined };
  const lastOfGrid = schedule.passed(first.index, Number.POSITIVE_INFINITY)?.to ?? first.index;
  const last = Math.min(lastOfGrid, first.index + (plan.max_sessions ?? Infinity) - 1);
  const sessions = last - first.index + 1;
  const fires = Array.from({ length: Math.min(sessions, firesMax) }, (_, position) =>
    schedule.fire(first.index + position),
  );
  return {
    fires: fires.filter((fire) => fire !== undefined),
    last: schedule.fire(last),
    sessions,
    dry: firstDry(schedule, { from: first.index, to: last }, { ...allowance, mostOfDay: mostOfDay(plan) }, now),
  };
}

/** No day has more fires. */
function mostOfDay({ interval_ms }: SchedulePlan): number {
  return interval_ms === null ? 1 : Math.floor(longestDayMs / interval_ms) + 1;
}

/** The first fire of a day that has more of them than the account can start in it. */
function firstDry(
  schedule: Schedule,
  { from, to }: { from: number; to: number },
  { max_session_per_day, sessions_left, time_zone, mostOfDay }: SessionsLeft & { mostOfDay: number },
  now: number,
): Fire | undefined {
  const dayEnd = (at: number) => startOfNextDay(time_zone, at) ?? at + longestDayMs;
  const tomorrow = dayEnd(now);
  let index = from;
  for (let days = 0; days < daysMax && index <= to; days++) {
    const first = schedule.fire(index);
    if (first === undefined) return undefined;
    if (first.due_ms >= tomorrow && max_session_per_day >= mostOfDay) return undefined;
    const nextDay = dayEnd(first.due_ms);
    const lastOfDay = Math.min(schedule.passed(index, nextDay - 1)?.to ?? index, to);
    const left = first.due_ms < tomorrow ? sessions_left : max_session_per_day;
    if (lastOfDay - index + 1 > left) return schedule.fire(index + left);
    index = lastOfDay + 1;
  }
  return undefined;
}
