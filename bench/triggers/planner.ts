import type { Planner } from '../../src/agent/planner.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { NextMove } from '../../src/contract/session.ts';

const finish: NextMove<PlannedCall> = {
  type: 'finish',
  finish: { outcome: 'no_change', answer: 'Nothing.', result: null, evidence: [] },
};
const ask: NextMove<PlannedCall> = {
  type: 'ask',
  question: { message: 'Which one?', details: null, schema: { type: 'string' } },
};

/** Goals that this planner takes: so many trivial thoughts a session, or so many questions to a human. */
export const goals = {
  think: (times: number) => `Think ${times} times`,
  ask: (times: number) => `Ask ${times} times`,
};

/** Does nothing in its thoughts: what is measured is what surrounds them. */
export const trivialPlanner: Planner = {
  think: ({ goal, planner_state }) => {
    const [, what, times] = /^(Think|Ask) (\d+) times$/.exec(goal) ?? [];
    if (what === undefined) return Promise.reject(new Error(`no goal of the bench: ${goal}`));
    const done = typeof planner_state === 'number' ? planner_state : 0;
    // the last thought ends the session; after the last answer comes one more
    const movesBeforeEnd = what === 'Ask' ? Number(times) : Number(times) - 1;
    const move = what === 'Ask' ? ask : ({ type: 'think' } as const);
    return Promise.resolve({
      thoughts: '',
      memories: [],
      planner_state: done + 1,
      next: done < movesBeforeEnd ? move : finish,
    });
  },
};
