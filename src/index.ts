export { assisfy, createAssisfy } from './client/assisfy.ts';
export type { AccountHandle } from './client/accounts/account.ts';
export type { Assisfy, AssisfyOptions, Sessions } from './client/assisfy.ts';
export type { CreateResponse } from './client/creating/create.ts';
export type { EventsOptions } from './client/server/event-log.ts';
export type { TriggerPage } from './client/many/list.ts';
export type { Fires, FiresOptions } from './client/trigger/fires.ts';
export type { AnswerForMany, AnswerManyResult } from './client/many/answer-many.ts';
export type { OpenRequest } from './client/many/open-requests.ts';
export type { OverviewOptions, TriggerOverview } from './client/trigger/overview.ts';
export type { PingResult } from './client/trigger/ping.ts';
export type { Preview } from './client/creating/preview.ts';
export type { PreviewFire, PreviewNeeds } from './client/creating/preview-needs.ts';
export type { Purged } from './client/trigger/purge.ts';
export type { Redelivered } from './client/trigger/redelivery.ts';
export type { BulkFailure, BulkOptions, BulkProgress, BulkResult } from './client/many/steer-many.ts';
export type { CreatedTrigger, TriggerHandle } from './client/trigger-handle.ts';
export type { TriggerRow } from './client/many/trigger-row.ts';
export type { Account, AccountConfig, AccountFigures, AccountSettings } from './contract/account.ts';
export type { AgentConfig } from './contract/agent.ts';
export type { MemoryChange, MemoryItem } from './contract/results.ts';
export { AutoTriggerError } from './contract/errors.ts';
export type { FieldProblem } from './contract/error-details.ts';
export type { AutoTriggerErrorOptions, ErrorCode, ErrorDetails } from './contract/errors.ts';
export { eventSchemas } from './contract/event-schemas.ts';
export type { DeliveryAttempt, EventData, EventName, LoggedEvent, WebhookEvent } from './contract/events.ts';
export type {
  AnswerResult,
  EventSelection,
  ForgetMemoryRequest,
  LifecycleResult,
  PauseRequest,
  RescheduleRequest,
  RescheduleResult,
  RevokeGrantRequest,
  RunNowRequest,
  RunNowResult,
  SetMemoryRequest,
  StopRequest,
} from './contract/update-requests.ts';
export type { AdminPermissionResponse, Grant, ResourceAnswer, UserInputResponse } from './contract/resource-request.ts';
export type { Outcome } from './contract/session.ts';
export type { Spending, UsageSum } from './contract/spending.ts';
export type { TriggerState, TriggerStatus } from './contract/status.ts';
export type { AutoTriggerOptions, CreateRequest, PreviewRequest } from './contract/trigger.ts';
export type { ListFilter, RequestFilter, TriggerFilter } from './contract/trigger-filter.ts';
export { verifyWebhook } from './webhooks/verify.ts';
