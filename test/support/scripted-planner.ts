import type { Planner } from '../../src/agent/planner.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';

/** A planner whose thoughts a test writes. */
export function scriptedPlanner(think: (input: ThinkInput) => Thought<PlannedCall>): Planner {
  return { think: (input) => Promise.resolve(think(input)) };
}

/** A thought that ends the session. */
export function finishing(
  answer: string,
  outcome: 'answered' | 'no_change' | 'denied' = 'answered',
): Thought<PlannedCall> {
  const finish = { outcome, answer, result: null, evidence: [] };
  return { thoughts: 'That is all.', memories: [], planner_state: null, next: { type: 'finish', finish } };
}
