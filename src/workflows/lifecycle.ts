import { upsertMemo } from '@temporalio/workflow';
import { AutoTriggerError } from '../contract/errors.ts';
import { limits } from '../contract/limits.ts';
import type {
  LifecycleResult,
  PauseRequest,
  RescheduleRequest,
  RescheduleResult,
  RunNowRequest,
  RunNowResult,
} from '../contract/update-requests.ts';
import { type Reschedule, reschedule, type Rescheduled } from '../contract/reschedule.ts';
import { openStateOf, pauseIn } from './open-state.ts';
import { addressCheck } from './activities.ts';
import { reportPause, reportResume } from './lifecycle-events.ts';
import { nowMs } from './now.ts';
import { memoOf } from './presentation.ts';
import type { Trigger } from './trigger.ts';

/** @throws {AutoTriggerError} WrongState where it is paused already, or nothing will run any more. */
export function refusePause(trigger: Trigger): void {
  refuseEnding(trigger, 'pause');
  const { paused } = trigger.carried;
  if (paused === null) return;
  const why = paused.reason === null ? '' : ` (${paused.reason})`;
  throw wrongState(trigger, `${trigger.identity.tracking_id} is paused already, since ${paused.since}${why}`);
}

export function pause(trigger: Trigger, { reason, by }: PauseRequest): LifecycleResult {
  refusePause(trigger);
  trigger.pause(nowMs(), reason ?? null, by ?? null);
  reportPause(trigger);
  return lifecycleResult(trigger);
}

/** @throws {AutoTriggerError} WrongState where it is not paused. */
export function refuseResume(trigger: Trigger): void {
  refuseEnding(trigger, 'resume');
  if (trigger.agenda.isPaused) return;
  const { state, state_since } = trigger.carried;
  throw wrongState(trigger, `${trigger.identity.tracking_id} is not paused; it is ${state} since ${state_since}`);
}

export function resume(trigger: Trigger, request: PauseRequest): LifecycleResult {
  refuseResume(trigger);
  trigger.resume(nowMs());
  reportResume(trigger, request);
  return lifecycleResult(trigger);
}

/** @throws {AutoTriggerError} WrongState where a session runs and `queue` is not set, or no further one may begin. */
export function refuseRunNow(trigger: Trigger, { queue = false }: RunNowRequest): void {
  const { identity, plan, agenda, carried } = trigger;
  const { tracking_id } = identity;
  const { busyWith } = agenda;
  refuseEnding(trigger, 'run');
  if (trigger.sessionsLeft === 0)
    throw wrongState(trigger, `${tracking_id} has begun all ${plan.schedule.max_sessions} sessions that it may run`, {
      field: 'max_sessions',
      limit: plan.schedule.max_sessions ?? undefined,
    });
  if (busyWith !== null && !queue)
    throw wrongState(
      trigger,
      `session ${busyWith} of ${tracking_id} is running; with queue (--queue) another one begins when it is over`,
    );
  if (carried.agenda.asked_at_ms.length >= limits.runNowQueueMax)
    throw wrongState(trigger, `${limits.runNowQueueMax} extra sessions of ${tracking_id} wait already`, {
      field: 'queue',
      limit: limits.runNowQueueMax,
    });
}

/**
 * What waits counts as well. Not asked when an update is applied: versions before took more, and told so.
 *
 * @throws {AutoTriggerError} WrongState.
 */
export function refuseBeyondLast(trigger: Trigger): void {
  const { identity, plan, agenda, sessionsToSpare } = trigger;
  const { max_sessions } = plan.schedule;
  if (sessionsToSpare > 0) return;
  const waiting = `${agenda.waitingCount} that ${agenda.waitingCount === 1 ? 'waits' : 'wait'} to begin`;
  throw wrongState(
    trigger,
    `${identity.tracking_id} may run ${max_sessions} sessions, and with those that have begun and ${waiting} none is left`,
    { field: 'max_sessions', limit: max_sessions ?? undefined },
  );
}

/** An extra session, off the grid; also while the trigger is paused, since somebody asks for it. */
export function runNow(trigger: Trigger, request: RunNowRequest): RunNowResult {
  refuseRunNow(trigger, request);
  const now = nowMs();
  const session_number = trigger.askForSession(now);
  return { ...lifecycleResult(trigger), next_fire_at: new Date(now).toISOString(), session_number };
}

/** What can be known here of a change that is to be refused. */
export function refuseReschedule(trigger: Trigger, request: RescheduleRequest): void {
  refuseEnding(trigger, 'change');
  rescheduled(trigger, request);
}

/** Whether a new address is permitted only an activity can tell. */
export async function applyReschedule(trigger: Trigger, request: RescheduleRequest): Promise<RescheduleResult> {
  const { goal = trigger.plan.goal, web_hook_url = null, config } = request;
  if (web_hook_url !== null && web_hook_url !== trigger.plan.web_hook_url)
    await addressCheck('Check the new webhook').checkRequest({ goal, web_hook_url, first_run: true });
  if (config?.base_url)
    await addressCheck("Check the address of the model's server").checkRequest({
      goal,
      web_hook_url: null,
      base_url: config.base_url,
      first_run: true,
    });
  refuseEnding(trigger, 'change');
  const next = rescheduled(trigger, request);
  const { changes } = next;
  const { reason = null, by = null } = request;
  trigger.follow(next, { by, reason }, nowMs());
  if (changes.goal !== undefined) upsertMemo(memoOf(trigger));
  return { ...lifecycleResult(trigger), changes };
}

export function lifecycleResult(trigger: Trigger): LifecycleResult {
  const next_fire_at = trigger.isStopping ? null : (trigger.agenda.nextFires(1, nowMs())[0] ?? null);
  const state = openStateOf(trigger);
  return {
    state,
    next_fire_at,
    paused: pauseIn(state, trigger) !== null,
    running_session: trigger.session?.session_number ?? null,
    open_requests: trigger.carried.requests.open.length,
  };
}

function rescheduled({ request, plan, carried }: Trigger, asked: RescheduleRequest): Rescheduled {
  const { reason: _, by: __, ...change } = asked;
  const given: Reschedule = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return reschedule({ request, plan }, given, { acceptedAtMs: carried.accepted_at_ms, now: nowMs() });
}

function refuseEnding(trigger: Trigger, what: string): void {
  const { identity, isStopping, isEnding, carried } = trigger;
  const reason = carried.stopping?.reason ?? null;
  if (isStopping)
    throw wrongState(
      trigger,
      `${identity.tracking_id} is being stopped${reason === null ? '' : ` (${reason})`}; there is nothing left to ${what}`,
    );
  if (isEnding) throw wrongState(trigger, `${identity.tracking_id} is ending; there is nothing left to ${what}`);
}

function wrongState(
  trigger: Trigger,
  message: string,
  bound: { field?: string; limit?: number | undefined } = {},
): AutoTriggerError {
  const details = { tracking_id: trigger.identity.tracking_id, state: openStateOf(trigger), ...bound };
  return new AutoTriggerError('WrongState', message, { details });
}
