import type { Planner } from '../../src/agent/planner.ts';
import type { Thought } from '../../src/contract/session.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import { referenceIn, treeOf } from './reference-in.ts';
import { finishing, scriptedPlanner } from './scripted-planner.ts';

export const orderForm = `<form method="post" action="/order"><label>Name <input name="name"></label><button>Order</button></form>`;

/** Opens the page of the goal's first word; where that has `orderForm`, fills it in with a name and sends it. */
export function orderingPlanner(nameIn: (goal: string) => string): Planner {
  return scriptedPlanner(({ goal, observations, planner_state }): Thought<PlannedCall> => {
    const [url = ''] = goal.split(' ');
    const last = observations.at(-1);
    const outcome = last?.kind === 'action' ? last.outcome : undefined;
    const step = Number(planner_state);
    const then = (...actions: PlannedCall[]): Thought<PlannedCall> => ({
      thoughts: `step ${step + 1}`,
      memories: [],
      planner_state: step + 1,
      next: { type: 'act', actions },
    });
    if (step === 0) return then({ tool: 'navigate', arguments: { url } }, { tool: 'snapshot', arguments: {} });
    const field = referenceIn(treeOf(outcome), 'textbox "Name"');
    if (step > 1 || field === 'none') return finishing(JSON.stringify(outcome));
    return then(
      { tool: 'type', arguments: { ref: field, text: nameIn(goal) } },
      { tool: 'click', arguments: { ref: referenceIn(treeOf(outcome), 'button "Order"') } },
    );
  });
}
