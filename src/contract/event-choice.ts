import { type EventName, triggerEventNames, type WebhookEvent } from './events.ts';

export const notifyChoices = ['every_session', 'changes'] as const;

/** Which of a trigger's events its webhook is sent. */
export interface EventChoice {
  /** Null: all. */
  events: EventName[] | null;
  notify: (typeof notifyChoices)[number];
}

/** True for an event that does not arise, as it is about the trigger itself and nobody asked for it. */
export function isUnasked({ events }: EventChoice, event: EventName): boolean {
  return isAboutTrigger(event) && !(events ?? []).includes(event);
}

function isAboutTrigger(event: EventName): boolean {
  return (triggerEventNames as readonly EventName[]).includes(event);
}

/** Why an event is not sent to the webhook; null where it is. */
export function whyLeftOut({ events, notify }: EventChoice, { event, data }: WebhookEvent): string | null {
  if (events !== null && !events.includes(event)) return `left out by events (${events.join(', ')})`;
  if (notify === 'every_session' || isAboutTrigger(event)) return null;
  if (event === 'trigger.error' || event === 'trigger.external.resource.requested') return null;
  return event === 'trigger.complete' && data.changed ? null : 'left out by notify (changes)';
}
