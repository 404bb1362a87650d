import { limits } from '../contract/limits.ts';

export interface LimitsReachedState {
  limits_reached: string[];
  /** How often, by kind. Left out before the first. */
  limit_counts?: { [kind: string]: number };
}

/** A bound made the trigger let go of something: one line a kind, with how often, so that none pushes others out. */
export function addLimit(state: LimitsReachedState, kind: string, what: string): void {
  const counts = (state.limit_counts ??= {});
  const count = (counts[kind] ?? 0) + 1;
  counts[kind] = count;
  const others = state.limits_reached.filter((line) => !line.startsWith(`${kind}: `));
  const line = `${kind}: ${what}${count === 1 ? '' : ` (${count} times, this the last)`}`;
  state.limits_reached = [...others, line].slice(-limits.noticesKept);
}
