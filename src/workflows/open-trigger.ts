import { ApplicationFailure } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import { AutoTriggerError } from '../contract/errors.ts';
import { newState, takeOver, type CarriedState } from './carried-state.ts';
import { finalFailure } from './refusals.ts';
import { Trigger } from './trigger.ts';

/** The trigger that this run is about: a new one, or as the run before handed it on. Fails where the request is bad. */
export function openTrigger(request: unknown, carried: CarriedState | undefined): Trigger {
  const { workflowId, firstExecutionRunId, continuedFromExecutionRunId, startTime } = workflowInfo();
  // what is carried comes from the run before and from nobody else
  if (carried !== undefined && continuedFromExecutionRunId === undefined)
    throw ApplicationFailure.nonRetryable('autoTrigger takes a single argument, the request', 'InvalidRequest');
  const identity = { tracking_id: workflowId, first_run_id: firstExecutionRunId };
  const state = carried === undefined ? newState(startTime.getTime()) : takeOver(carried);
  try {
    return new Trigger(identity, request, state);
  } catch (error) {
    throw AutoTriggerError.is(error) ? finalFailure(error) : error;
  }
}
