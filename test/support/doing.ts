import type { PlannedCall } from '../../src/contract/tools.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import { referenceIn, treeOf } from './reference-in.ts';
import { finishing, scriptedPlanner } from './rig.ts';

/** Opens the page, looks at it, does one thing to the button or field of that name (typing that text), and tells what came of it. */
export function doing(tool: 'click' | 'type', element: string, text = '1000') {
  return scriptedPlanner((input: ThinkInput): Thought<PlannedCall> => {
    const [site = ''] = input.goal.split(' ');
    const last = input.observations.at(-1);
    const outcome = last?.kind === 'action' ? last.outcome : undefined;
    const step = typeof input.planner_state === 'number' ? input.planner_state : 0;
    const then = (...actions: PlannedCall[]): Thought<PlannedCall> => ({
      thoughts: `step ${step + 1}`,
      memories: [],
      planner_state: step + 1,
      next: { type: 'act', actions },
    });
    if (step === 0) return then({ tool: 'navigate', arguments: { url: site } }, { tool: 'snapshot', arguments: {} });
    const isLapsed = outcome?.status === 'failed' && outcome.code === 'PAGE_CHANGED';
    if (isLapsed && step === 2)
      return then({ tool: 'navigate', arguments: { url: site } }, { tool: 'snapshot', arguments: {} });
    if (step > 1 && step !== 3) return finishing(JSON.stringify(outcome));
    const ref = referenceIn(treeOf(outcome), element);
    return then(tool === 'click' ? { tool, arguments: { ref } } : { tool, arguments: { ref, text } });
  });
}
