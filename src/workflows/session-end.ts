import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import type { AgentConfig } from '../contract/agent.ts';
import { messageOf } from '../contract/errors.ts';
import { cutText, jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import {
  isFailure,
  type Finish,
  type Observation,
  type Outcome,
  type TokenUse,
  type Usage,
} from '../contract/session.ts';
import type { SessionErrorCode } from '../contract/session-errors.ts';
import type { RunningSession } from '../contract/status.ts';
import { BrowserLost } from './browser-steps.ts';
import { reportPause } from './lifecycle-events.ts';
import { nowIso, nowMs } from './now.ts';
import { SessionTooLong } from './session-bounds.ts';
import type { Trigger } from './trigger.ts';

/** What ends a session: the planner's word, or something that happened to it. */
export type Ending = Omit<Finish, 'outcome' | 'error'> & {
  outcome: Outcome;
  error?: { code: SessionErrorCode; message: string };
  /** Why the trigger is to pause itself. */
  pause?: SelfPause;
};

export function ended(outcome: Outcome, answer: string): Ending {
  return { outcome, answer, result: null, evidence: [] };
}

/** True where a question that nobody answered ends its session. */
export function endsWhenUnanswered({ on_timeout }: AgentConfig): boolean {
  return on_timeout === 'end_session' || on_timeout === 'pause_trigger';
}

export function unanswered({ on_timeout }: AgentConfig): Ending {
  const ending = ended('expired', 'Nobody answered in time, so the session ended without a result.');
  if (on_timeout !== 'pause_trigger') return ending;
  return { ...ending, pause: { code: 'PAUSED_AFTER_TIMEOUT', reason: 'a question was not answered in time' } };
}

export function failedEnding(code: SessionErrorCode, message: string): Ending {
  return { ...ended('failed', message), error: { code, message } };
}

/** What an error that came out of a session means for it; a bug of ours is passed on. */
export function endingOf(error: unknown): Ending {
  if (isCancellation(error)) return ended('stopped', 'The session was stopped before it came to an answer.');
  if (error instanceof BrowserLost) return failedEnding('BROWSER_LOST', error.message);
  if (error instanceof SessionTooLong) return failedEnding('SESSION_TOO_LONG', error.message);
  if (error instanceof ActivityFailure) return failedEnding(failureCode(error), messageOf(error.cause ?? error));
  throw error;
}

function failureCode({ activityType }: ActivityFailure): SessionErrorCode {
  if (activityType === 'thinkNext') return 'PLANNER_FAILED';
  return activityType === 'openBrowser' ? 'BROWSER_UNAVAILABLE' : 'TOOL_FAILED';
}

/** The end of a session that used more than it may. Planners stay below; this holds whatever a planner does. */
export function budgetSpent({ max_tokens, max_cost_usd }: AgentConfig, used: TokenUse): Ending | undefined {
  const tokens = used.input_tokens + used.output_tokens;
  if (max_tokens !== undefined && tokens >= max_tokens)
    return failedEnding('TOKEN_BUDGET_SPENT', `the session used ${tokens} of its ${max_tokens} tokens`);
  if (max_cost_usd !== undefined && used.cost_usd >= max_cost_usd)
    return failedEnding(
      'COST_BUDGET_SPENT',
      `the session cost ${used.cost_usd.toFixed(4)} of its ${max_cost_usd} US dollars`,
    );
  return undefined;
}

export function hasExpired(observation: Observation): boolean {
  return (
    observation.kind === 'input_expired' || (observation.kind === 'action' && observation.outcome.status === 'expired')
  );
}

/** Puts a session's end into the trigger: its counts, its last result, and the one event that closes the session. */
export function finishSession(trigger: Trigger, running: RunningSession, ending: Ending, usage: Usage): void {
  const { session_id, session_number, started_at } = running;
  const { outcome, answer, evidence } = ending;
  const isTooLarge = jsonBytes(ending.result) > limits.resultMaxBytes;
  if (isTooLarge) trigger.noteLimit('results', `that of session ${session_number} was too large to keep`);
  const result = isTooLarge ? null : ending.result;
  const baseline = outcome === 'answered' && !trigger.carried.has_baseline;
  const changed = outcome !== 'no_change';
  const error = ending.error ?? null;
  const ended_at = nowIso();
  const identity = { session_id, session_number, started_at, ended_at };
  trigger.endSession({ ...identity, outcome, answer, changed, baseline, result, evidence, error, usage });
  trigger.agenda.advance(nowMs());
  const selfPause = ending.pause ?? pauseAfterFailures(trigger);
  const pauses = selfPause !== undefined && !trigger.agenda.isPaused && trigger.agenda.nextStart(nowMs()) !== undefined;
  if (pauses) trigger.pause(nowMs(), selfPause.reason, null);
  const next_session_at = trigger.agenda.nextSessionAt(nowMs());
  if (isFailure(outcome))
    trigger.emit('trigger.error', running, {
      code: error?.code ?? 'PLANNER_FAILED',
      message: error?.message ?? answer,
      fatal: true,
      status: outcome,
      usage,
      action_id: null,
      next_session_at,
    });
  else
    trigger.emit('trigger.complete', running, {
      status: outcome,
      answer,
      changed,
      baseline,
      result,
      evidence,
      usage,
      next_session_at,
    });
  if (pauses) tellPause(trigger, selfPause);
}

/** What has a trigger pause itself, and how the event about it is called. */
interface SelfPause {
  code: 'PAUSED_AFTER_FAILURES' | 'PAUSED_AFTER_TIMEOUT';
  reason: string;
}

function pauseAfterFailures({ plan, carried, trackRecord }: Trigger): SelfPause | undefined {
  const { last } = carried;
  const failures = trackRecord.unforgivenFailures;
  if (plan.pause_after_failures === null || failures < plan.pause_after_failures) return undefined;
  const cause = cutText(last?.error?.message ?? last?.answer ?? 'no reason is known', 300);
  const reason = `${failures} ${failures === 1 ? 'session' : 'sessions in a row'} failed or ran into a block, the last one so: ${cause}`;
  return { code: 'PAUSED_AFTER_FAILURES', reason };
}

function tellPause(trigger: Trigger, { code, reason }: SelfPause): void {
  const { tracking_id } = trigger.identity;
  const message = `${tracking_id} paused itself: ${reason}; have it go on with: auto-trigger resume ${tracking_id}`;
  trigger.emit('trigger.error', null, { code, message, fatal: false, action_id: null, next_session_at: null });
  reportPause(trigger);
}
