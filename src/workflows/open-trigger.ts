import { ApplicationFailure } from '@temporalio/common';
import { patched, workflowInfo } from '@temporalio/workflow';
import { withPlainWebhook } from '../contract/address.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { newState, takeOver, type CarriedState } from './carried-state.ts';
import { finalFailure } from './refusals.ts';
import { Trigger } from './trigger.ts';

/** The trigger that this run is about: a new one, or as the run before handed it on. Fails where the request is bad. */
export function openTrigger(request: unknown, carried: CarriedState | undefined): Trigger {
  const { workflowId, runId, continuedFromExecutionRunId, startTime } = workflowInfo();
  // what is carried comes from the run before and from nobody else
  if (carried !== undefined && continuedFromExecutionRunId === undefined)
    throw ApplicationFailure.nonRetryable('autoTrigger takes a single argument, the request', 'InvalidRequest');
  if (carried === undefined) refuseRepetition();
  const identity = { tracking_id: workflowId, run_id: runId };
  const state = carried === undefined ? newState(startTime.getTime()) : takeOver(carried);
  try {
    return new Trigger(identity, asAccepted(request, carried !== undefined), state);
  } catch (error) {
    throw AutoTriggerError.is(error) ? finalFailure(error) : error;
  }
}

/** An odd address of a webhook that an earlier version took is kept, written as what it led to. */
function asAccepted(request: unknown, isLaterRun: boolean): unknown {
  const plain = withPlainWebhook(request);
  return plain === request || (!isLaterRun && patched('odd-addresses-are-refused')) ? request : plain;
}

/** Temporal would begin such a trigger again and again, each time without a memory of what it did. */
function refuseRepetition(): void {
  const { workflowId, cronSchedule, retryPolicy } = workflowInfo();
  if ((cronSchedule ?? '') === '' && retryPolicy === undefined) return;
  if (!patched('cron-and-retries-are-refused')) return;
  const message = cronSchedule
    ? `a trigger has its own rhythm, and takes no cron schedule (${cronSchedule}): start it without one, with withAutoTrigger.interval and end_at, or let a Temporal schedule start single sessions; "temporal workflow terminate -w ${workflowId}" ends this one`
    : 'a trigger tries again by itself what fails, and takes no retry policy: start it without one';
  throw finalFailure(new AutoTriggerError('InvalidRequest', message));
}
