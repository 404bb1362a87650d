import type { Planner } from '../../src/agent/planner.ts';
import type { ActionOutcome } from '../../src/contract/results.ts';
import type { AgentConfig } from '../../src/contract/agent.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import { finishing, scriptedPlanner } from './rig.ts';

/** The form of a goal may be sent without asking. */
export const mayBeSent: Pick<AgentConfig, 'policy'> = { policy: [{ effect: 'submit', decision: 'allow' }] };

/**
 * Fills in a form and tells what the site then says. The address of the form is the first word of the goal.
 *
 * Told that the outcome of the click is unknown, it looks the result up instead of clicking again.
 */
export const formFillingPlanner: Planner = scriptedPlanner((input: ThinkInput): Thought<PlannedCall> => {
  const site = input.goal.split(' ')[0] ?? '';
  const step = typeof input.planner_state === 'number' ? input.planner_state : 0;
  const [observation] = input.observations;
  const outcome = observation?.kind === 'action' ? observation.outcome : undefined;
  const then = (thoughts: string, ...actions: PlannedCall[]): Thought<PlannedCall> => ({
    thoughts,
    memories: [],
    planner_state: step + 1,
    next: { type: 'act', actions },
  });
  const open = (path: string): PlannedCall => ({ tool: 'navigate', arguments: { url: `${site}${path}` } });

  if (outcome?.status === 'unknown')
    return { ...then('Was it sent? I shall look.', open('/result')), planner_state: 3 };
  // the page was opened afresh: its elements have other references
  if (outcome?.status === 'failed' && outcome.code === 'STALE_REFERENCE')
    return { ...then('What does it offer now?', { tool: 'snapshot', arguments: {} }), planner_state: 2 };
  if (outcome?.status === 'failed') return finishing(`${outcome.code}: ${outcome.message}`);
  switch (step) {
    case 0:
      return then('First the form.', open('/form'));
    case 1:
      return then('What does it offer?', { tool: 'snapshot', arguments: {} });
    case 2:
      return then('Send it.', { tool: 'click', arguments: { ref: buttonIn(outcome) } });
    case 3:
      return then('What does the site say?', { tool: 'read', arguments: {} });
    default:
      return finishing(outcome?.status === 'done' && outcome.result.tool === 'read' ? outcome.result.text : 'nothing');
  }
});

/** Has nothing to look for, and is done. */
export const contentedPlanner: Planner = scriptedPlanner(() => finishing('All is well.'));

function buttonIn(outcome: ActionOutcome | undefined): string {
  const tree = outcome?.status === 'done' && outcome.result.tool === 'snapshot' ? outcome.result.tree : '';
  return /button "Send"[^\n]*\[ref=(\w+)\]/.exec(tree)?.[1] ?? 'none';
}
