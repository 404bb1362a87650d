export const taskQueueName = 'auto-trigger';
/** Where sessions of a task queue ask for a page. */
export const pagesTaskQueue = (taskQueue: string): string => `${taskQueue}-pages`;
export const autoTriggerType = 'autoTrigger';
export const accountType = 'account';
/** Sends events of a trigger that has ended once more. */
export const redeliveryType = 'redelivery';

export const searchAttributes = {
  AutoTriggerState: 'Keyword',
  AutoTriggerEmail: 'Keyword',
  AutoTriggerNextFire: 'Datetime',
  AutoTriggerLastOutcome: 'Keyword',
  AutoTriggerPausedSince: 'Datetime',
} as const;
export type SearchAttributeName = keyof typeof searchAttributes;

/** Where an account's workflow keeps its `AccountRecord` in its memo, and where its configuration. */
export const accountMemoKey = 'account';
export const accountConfigMemoKey = 'account_config';

/** What the workflow `redelivery` takes. */
export interface RedeliveryInput {
  tracking_id: string;
  url: string;
}

/** The id of the workflow that sends events of an ended trigger again. */
export function redeliveryWorkflowId(trackingId: string): string {
  return `redelivery:${trackingId}`;
}

const accountIdPrefix = 'account:';

/** The id of the entity workflow that counts an account's sessions. */
export function accountWorkflowId(email: string): string {
  return `${accountIdPrefix}${email.toLowerCase()}`;
}

/** The account that an entity workflow counts for; undefined where its id is no account's. */
export function accountOfWorkflow(workflowId: string): string | undefined {
  const email = workflowId.slice(accountIdPrefix.length);
  return workflowId.startsWith(accountIdPrefix) && email !== '' ? email : undefined;
}
