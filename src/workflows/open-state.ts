import { isClosed, type Pause, type TriggerState } from '../contract/status.ts';
import { nowMs } from './now.ts';
import type { Trigger } from './trigger.ts';

/** The state while open; where several fit, the first of them in the order of the contract. */
export function openStateOf({ carried, session, agenda, outbox, isStopping }: Trigger): TriggerState {
  if (carried.requests.open.length > 0) return 'waiting_for_human';
  const isIdle = session === null;
  const isDone = isIdle && agenda.nextStart(nowMs()) === undefined && !outbox.isSettled;
  if (isStopping || isDone) return 'draining';
  if (agenda.isPaused) return 'paused';
  return isIdle && agenda.waiting() === undefined ? 'scheduled' : 'running';
}

/** The pause, where a trigger that is in this state may go on by `resume`. */
export function pauseIn(state: TriggerState, { carried, isStopping }: Trigger): Pause | null {
  const isOver = isStopping || state === 'draining' || isClosed(state);
  return isOver ? null : carried.paused;
}
