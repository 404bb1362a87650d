import type { PauseRequest } from '../contract/update-requests.ts';
import { nowMs } from './now.ts';
import type { Trigger } from './trigger.ts';

/** Tells the receiver that no session begins by itself any more. */
export function reportPause(trigger: Trigger): void {
  const { paused } = trigger.carried;
  if (paused !== null) trigger.emit('trigger.paused', null, paused);
}

/** Tells the receiver that sessions begin by themselves again, as somebody wanted. */
export function reportResume(trigger: Trigger, { reason, by }: PauseRequest): void {
  const next_session_at = trigger.agenda.nextSessionAt(nowMs());
  trigger.emit('trigger.resumed', null, { next_session_at, reason: reason ?? null, by: by ?? null });
}

/** Tells the receiver that nothing comes after this. */
export function reportEnd(trigger: Trigger): void {
  const { stopping, sessions } = trigger.carried;
  const { reason, by } = stopping ?? { reason: null, by: null };
  const state = stopping === null ? 'completed' : 'stopped';
  trigger.emit('trigger.ended', null, { state, sessions: sessions.started, reason, by });
}
