import { cutText } from '../contract/json.ts';
import type { EventDetails, EventName, WebhookEvent } from '../contract/events.ts';
import { limits } from '../contract/limits.ts';
import type { RunningSession } from '../contract/status.ts';
import type { TriggerPlan } from '../contract/trigger.ts';

export type AboutTrigger = Pick<TriggerPlan, 'goal' | 'email' | 'label'>;

/** What tells a receiver which trigger an event is of; the goal whole in the event that begins a session. */
export function aboutTrigger({ goal, email, label }: TriggerPlan, isWhole = false): AboutTrigger {
  return { goal: isWhole ? goal : cutText(goal, limits.eventGoalMaxCharacters), email, label };
}

/** Makes an event when its number in the sequence is known. `session` null: it is about the trigger itself. */
export function eventMaker<Name extends EventName>(
  event: Name,
  about: { tracking_id: string; plan: TriggerPlan; session: RunningSession | null; occurred_at: string },
  details: EventDetails<Name>,
): (sequence: number) => WebhookEvent {
  const { tracking_id, plan, session, occurred_at } = about;
  const trigger = aboutTrigger(plan, event === 'trigger.session.started');
  const { session_id: sessionId = null, session_number = null } = session ?? {};
  return (sequence) => {
    const common = { sessionId, tracking_id, session_number, sequence, occurred_at, ...trigger };
    return { event, data: { ...common, ...details } } as unknown as WebhookEvent;
  };
}
