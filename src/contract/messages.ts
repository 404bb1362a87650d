import type { EventDelivery } from './activities.ts';
import type { OpenEvent } from './events.ts';
import { limits } from './limits.ts';
import type { Query, Signal, Update } from './message-definition.ts';
import { AdminPermissionResponse, type Grant, ResourceAnswer, UserInputResponse } from './resource-request.ts';
import type { MemoryChange, MemoryItem } from './results.ts';
import type { LedgerRow, TriggerStatus } from './status.ts';
import {
  type AnswerResult,
  EventSelection,
  ForgetMemoryRequest,
  type LifecycleResult,
  PauseRequest,
  PingRequest,
  type RedeliverResult,
  RescheduleRequest,
  type RescheduleResult,
  RevokeGrantRequest,
  RunNowRequest,
  type RunNowResult,
  SetMemoryRequest,
  StopRequest,
} from './update-requests.ts';

export const adminPermissionResponseSignal: Signal<AdminPermissionResponse> = {
  name: 'admin_permission_response',
  description: 'Answers an admin_permission_request',
  input: AdminPermissionResponse,
  misfit: 'InvalidAnswer',
};

export const userInputResponseSignal: Signal<UserInputResponse> = {
  name: 'user_input_response',
  description: 'Answers a request_user_input',
  input: UserInputResponse,
  misfit: 'InvalidAnswer',
};

export const answerResourceRequestUpdate: Update<ResourceAnswer, AnswerResult> = {
  name: 'answer_resource_request',
  description: 'Answers an open request, and says whether it fits',
  input: ResourceAnswer,
  misfit: 'InvalidAnswer',
};

export const pauseUpdate: Update<PauseRequest, LifecycleResult> = {
  name: 'pause',
  description: 'No session begins by itself until resume; the running one finishes',
  input: PauseRequest,
  mayBeNothing: true,
};

export const resumeUpdate: Update<PauseRequest, LifecycleResult> = {
  name: 'resume',
  description: 'Goes on with the next fire; those that the pause swallowed stay out',
  input: PauseRequest,
  mayBeNothing: true,
};

export const runNowUpdate: Update<RunNowRequest, RunNowResult> = {
  name: 'run_now',
  description: 'An extra session now; with queue, after the one that runs',
  input: RunNowRequest,
  mayBeNothing: true,
};

export const rescheduleUpdate: Update<RescheduleRequest, RescheduleResult> = {
  name: 'reschedule',
  description: 'Another interval, start, end, goal, webhook, configuration or choice of events from now on',
  input: RescheduleRequest,
};

export const stopUpdate: Update<StopRequest, LifecycleResult> = {
  name: 'stop',
  description: 'No more sessions; with now, the running one ends at once',
  input: StopRequest,
  mayBeNothing: true,
};

export const setMemoryUpdate: Update<SetMemoryRequest, MemoryChange> = {
  name: 'set_memory',
  description: 'Has something remembered',
  input: SetMemoryRequest,
};

export const forgetMemoryUpdate: Update<ForgetMemoryRequest, MemoryChange> = {
  name: 'forget_memory',
  description: 'Has something forgotten',
  input: ForgetMemoryRequest,
};

export const revokeGrantUpdate: Update<RevokeGrantRequest, Grant> = {
  name: 'revoke_grant',
  description: 'Takes a standing approval back',
  input: RevokeGrantRequest,
};

export const redeliverUpdate: Update<EventSelection, RedeliverResult> = {
  name: 'redeliver',
  description: 'Sends events again, under the ids that they have',
  input: EventSelection,
};

export const pingUpdate: Update<PingRequest, EventDelivery> = {
  name: 'ping',
  description: 'Sends a test event, and says what came back',
  input: PingRequest,
  mayBeNothing: true,
};

export const memoryQuery: Query<MemoryItem[]> = { name: 'memory', description: 'What it remembers' };

export const statusQuery: Query<TriggerStatus> = {
  name: 'status',
  description: 'The trigger in full, as `auto-trigger show --json` prints it',
};

export const ledgerQuery: Query<LedgerRow[]> = {
  name: 'ledger',
  description: `What became of each of the last ${limits.ledgerRows} fires`,
};

/** With what is known of their delivery. */
export const openEventsQuery: Query<OpenEvent[]> = {
  name: 'open_events',
  description: 'Events that the history does not hold yet',
};
