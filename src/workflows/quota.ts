import { type AccountConfig, type AccountFigures, type AccountRecord, figuresAt } from '../contract/account.ts';
import type { AccountSettings } from '../contract/account.ts';
import { limits } from '../contract/limits.ts';
import type { TokenUse } from '../contract/session.ts';
import { addSpending, nothingSpent, type Periods, type Spending } from '../contract/spending.ts';

/** All that an account carries from run to run. A new field needs a new version and an upgrade from the old one. */
export interface AccountState {
  version: 2;
  email: string;
  max_session_per_day: number;
  time_zone: string;
  config: AccountConfig;
  /** The day that is being counted; null before the first. */
  day: CountedDay | null;
  /** Days that are over, and yet count for a while: the time zone was changed in them. */
  earlier: { session_ids: string[]; until_ms: number }[];
  /** Ids of updates that changed settings, so that a repetition changes nothing. */
  recent_updates: string[];
  /** What its sessions used of models, and which of them were added lately; left out where nothing was used so far. */
  spending?: { spent: Spending; session_ids: string[] };
}

interface CountedDay {
  session_ids: string[];
  /** Its end in the time zone in which it began. */
  own_end_ms: number;
  /** Its end in the present time zone. */
  end_ms: number;
}

/** What version 1 carried: days of UTC, as its callers told them. */
interface EarlierState {
  version: 1;
  email: string;
  max_session_per_day: number;
  time_zone: string;
  day: { date: string; resets_at: string } | null;
  session_ids: string[];
}
export type CarriedAccount = AccountState | EarlierState;

const recentUpdatesKept = 50;
const recentSpendersKept = 500;

export function newAccount(email: string): AccountState {
  return {
    version: 2,
    email,
    max_session_per_day: limits.sessionsPerDayDefault,
    time_zone: 'UTC',
    config: {},
    day: null,
    earlier: [],
    recent_updates: [],
  };
}

/**
 * What a run of this version takes over from the run before, whichever version that was of.
 * @throws {Error} a plain one for a version that is not known here: it holds the workflow task until a worker comes that
 * knows it.
 */
export function takeOverAccount(email: string, carried: CarriedAccount): AccountState {
  const { version } = carried;
  if (version === 2) return carried;
  if (version !== 1) throw new Error(`this worker does not know version ${String(version)} of an account's state`);
  const { max_session_per_day, time_zone, day, session_ids } = carried;
  const end_ms = day === null ? 0 : Date.parse(day.resets_at);
  return {
    ...newAccount(email),
    max_session_per_day,
    time_zone,
    day: day === null ? null : { session_ids, own_end_ms: end_ms, end_ms },
  };
}

/**
 * Counts an account's sessions. A session counts until the day in which it was reserved is over: in the time zone in
 * which that day began and, where the zone was changed meanwhile, in the new one. Instants are in milliseconds since
 * the epoch.
 */
export class Quota {
  readonly state: AccountState;

  constructor(state: AccountState) {
    this.state = state;
  }

  /** True where a new day has to be begun before anything is counted. A clock that is set back does not turn the day back. */
  isDayOver(now: number): boolean {
    return this.state.day === null || this.state.day.end_ms <= now;
  }

  /** Begins the day that ends then. */
  beginDay(now: number, endMs: number): void {
    const { state } = this;
    if (state.day !== null) state.earlier.push({ session_ids: state.day.session_ids, until_ms: untilOf(state.day) });
    state.earlier = state.earlier.filter(({ until_ms, session_ids }) => until_ms > now && session_ids.length > 0);
    state.day = { session_ids: [], own_end_ms: endMs, end_ms: endMs };
  }

  /** Changes settings at once; `endMs`: when the day ends in the time zone that holds from now on. */
  change({ max_session_per_day, time_zone, config }: AccountSettings, now: number, endMs: number): void {
    const { state } = this;
    const isMoving = time_zone !== undefined && time_zone !== state.time_zone;
    state.max_session_per_day = max_session_per_day ?? state.max_session_per_day;
    state.time_zone = time_zone ?? state.time_zone;
    state.config = config ?? state.config;
    if (state.day === null || this.isDayOver(now)) this.beginDay(now, endMs);
    else if (isMoving) {
      state.day.end_ms = endMs;
      if (state.day.session_ids.length === 0) state.day.own_end_ms = endMs; // nothing that an old day could hold
    }
  }

  /** Which of these sessions may start, in their order. One that is counted already may, and counts once. */
  reserve(sessionIds: string[], now: number): boolean[] {
    const { day, max_session_per_day } = this.state;
    if (day === null) throw new Error('no day was begun');
    const counted = new Set(this.#counting(now).flatMap(({ session_ids }) => session_ids));
    return sessionIds.map((id) => {
      if (counted.has(id)) return true;
      if (counted.size >= max_session_per_day) return false;
      counted.add(id);
      day.session_ids.push(id);
      return true;
    });
  }

  /** Has ids that begin so give way to others that say nothing. @returns how many did. */
  forget(prefixes: readonly string[]): number {
    const { day, earlier, spending } = this.state;
    const known = new Set(prefixes);
    let forgotten = 0;
    for (const { session_ids } of [...earlier, day, spending].filter((each) => each !== null && each !== undefined))
      for (const [index, id] of session_ids.entries()) {
        if (!known.has(id.slice(0, id.lastIndexOf('_') + 1))) continue;
        session_ids[index] = `forgotten_${index}`;
        forgotten += 1;
      }
    return forgotten;
  }

  record(now: number): AccountRecord {
    const { email, max_session_per_day, time_zone } = this.state;
    const counted = this.#counting(now).map(({ session_ids, until_ms }) => ({
      sessions: session_ids.length,
      until: new Date(until_ms).toISOString(),
    }));
    const { spending } = this.state;
    return { email, max_session_per_day, time_zone, counted, ...(spending && { spent: spending.spent }) };
  }

  figures(now: number): AccountFigures {
    return figuresAt(this.record(now), now, this.state.day?.end_ms ?? now);
  }

  /** Adds what a session used; once, though it is told again. */
  spend(sessionId: string, used: TokenUse, periods: Periods): void {
    const { spent, session_ids } = this.state.spending ?? { spent: nothingSpent, session_ids: [] };
    if (session_ids.includes(sessionId)) return;
    this.state.spending = {
      spent: addSpending(spent, used, periods),
      session_ids: [...session_ids, sessionId].slice(-recentSpendersKept),
    };
  }

  isRepeated(updateId: string): boolean {
    return this.state.recent_updates.includes(updateId);
  }

  remember(updateId: string): void {
    this.state.recent_updates = [...this.state.recent_updates, updateId].slice(-recentUpdatesKept);
  }

  #counting(now: number): AccountState['earlier'] {
    const { earlier, day } = this.state;
    const present = day === null ? [] : [{ session_ids: day.session_ids, until_ms: untilOf(day) }];
    return [...earlier.filter(({ until_ms }) => until_ms > now), ...present];
  }
}

function untilOf({ own_end_ms, end_ms }: CountedDay): number {
  return Math.max(own_end_ms, end_ms);
}
