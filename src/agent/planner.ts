import type { PlannedCall } from '../contract/tools.ts';
import type { ThinkInput, Thought } from '../contract/session.ts';

/** Who decides what a session does next. All planners go through this door, with a model or without. */
export interface Planner {
  /**
   * One thought: what is new goes in, what to do next comes out. What a planner wants to keep until its next thought
   * is in `planner_state`, small and whole, or in `said`, which adds up to `exchanges`; it keeps nothing in the process,
   * since the next thought may be elsewhere.
   * @throws {AutoTriggerError} PlannerFailed where no thought can be had, and none at a second try.
   */
  think(input: ThinkInput, context: { signal: AbortSignal }): Promise<Thought<PlannedCall>>;
}
