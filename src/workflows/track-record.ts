import { isFailure, type TokenUse } from '../contract/session.ts';
import { addSpending, nothingSpent, type Periods, type Spending } from '../contract/spending.ts';
import type { LastSession, TriggerStatus } from '../contract/status.ts';

export interface TrackRecordState {
  sessions: TriggerStatus['sessions'];
  consecutive_failures: number;
  /** Those of them after which somebody had the trigger go on. */
  forgiven_failures: number;
  has_baseline: boolean;
  last: LastSession | null;
  last_answered_at: string | null;
  /** Left out where nothing was used so far. */
  spent?: Spending;
}

/** What came of a trigger's sessions. */
export class TrackRecord {
  readonly #state: TrackRecordState;

  constructor(state: TrackRecordState) {
    this.#state = state;
  }

  /** How many failed in a row since somebody last had the trigger go on. */
  get unforgivenFailures(): number {
    return this.#state.consecutive_failures - this.#state.forgiven_failures;
  }

  begin(): void {
    this.#state.sessions.started += 1;
  }

  add(last: LastSession): void {
    const state = this.#state;
    state.last = last;
    state.sessions[last.outcome] += 1;
    const hasFailed = isFailure(last.outcome);
    state.consecutive_failures = hasFailed ? state.consecutive_failures + 1 : 0;
    if (!hasFailed) state.forgiven_failures = 0;
    if (last.outcome === 'answered') state.has_baseline = true;
    if (last.outcome === 'answered' || last.outcome === 'no_change') state.last_answered_at = last.ended_at;
  }

  /** Adds what a session used of a model. */
  spend(used: TokenUse, periods: Periods): void {
    this.#state.spent = addSpending(this.#state.spent ?? nothingSpent, used, periods);
  }

  forgiveFailures(): void {
    this.#state.forgiven_failures = this.#state.consecutive_failures;
  }

  /** Nothing is known yet of another goal. */
  beginNewGoal(): void {
    this.#state.has_baseline = false;
    this.#state.last_answered_at = null;
  }
}
