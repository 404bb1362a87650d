import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { TriggerPlan } from '../contract/trigger.ts';

export type AboutTrigger = Pick<TriggerPlan, 'goal' | 'email' | 'label'>;

/** What tells a receiver which trigger an event is of; the goal whole in the event that begins a session. */
export function aboutTrigger({ goal, email, label }: TriggerPlan, isWhole = false): AboutTrigger {
  return { goal: isWhole ? goal : cutText(goal, limits.eventGoalMaxCharacters), email, label };
}
