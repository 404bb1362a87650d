import {
  ActivityCancellationType,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  AccountActivities,
  BrowserActivities,
  BrowserPoolActivities,
  CalendarActivities,
  EventLogActivities,
  RequestActivities,
  SettingsActivities,
  ThinkActivities,
  WebhookActivities,
} from '../contract/activities.ts';
import { cutText, utf8Bytes } from '../contract/json.ts';
import { pagesTaskQueue } from '../contract/temporal-names.ts';

// Temporal: a summary has at most 400 bytes
const summaryMaxBytes = 400;
// Temporal: a fairness key has at most 64 bytes
const fairnessKeyMaxBytes = 64;

const summaryText = (text: string): string => cutToBytes(cutText(text.replaceAll(/\s+/g, ' '), 200), summaryMaxBytes);

function cutToBytes(text: string, maxBytes: number): string {
  let cut = text;
  while (utf8Bytes(cut) > maxBytes) cut = cutText(cut, Math.floor(cut.length / 2));
  return cut;
}

/** What only a worker can know of a request. Goes on trying: without its answer nothing can begin. */
export const requestCheck = (summary: string) =>
  proxyActivities<RequestActivities>({
    summary: summaryText(summary),
    startToCloseTimeout: '30 seconds',
    cancellationType: ActivityCancellationType.ABANDON,
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  });

/** For what the worker knows by itself: no input or output, so no trip to the server. */
const inPlace = {
  startToCloseTimeout: '5 seconds',
  retry: { initialInterval: '100 milliseconds', maximumInterval: '5 seconds' },
} satisfies LocalActivityOptions;

/** What the worker was told. */
export const settings = (summary: string) =>
  proxyLocalActivities<SettingsActivities>({
    summary: summaryText(summary),
    ...inPlace,
  });

/** Whether a new address is permitted. Bounded: somebody waits for what comes of the update. */
export const addressCheck = (summary: string) =>
  proxyActivities<RequestActivities>({
    summary: summaryText(summary),
    startToCloseTimeout: '20 seconds',
    scheduleToCloseTimeout: '1 minute',
    cancellationType: ActivityCancellationType.ABANDON,
    retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
  });

/** Whether an answer fits the patterns of its question. A worker must be there, as for the update itself. */
export const answerCheck = (summary: string) =>
  proxyActivities<RequestActivities>({
    summary: summaryText(summary),
    startToCloseTimeout: '10 seconds',
    cancellationType: ActivityCancellationType.ABANDON,
    retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
  });

/** The account's count. Goes on trying: no session may begin without a reservation. */
export const accounts = (summary: string) =>
  proxyActivities<AccountActivities>({
    summary: summaryText(summary),
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '5 seconds',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
  });

/** What an account spent. Bounded: a sum that lacks something is better than a trigger that stands still. */
export const accountSums = (summary: string) =>
  proxyActivities<Pick<AccountActivities, 'recordUsage'>>({
    summary: summaryText(summary),
    startToCloseTimeout: '1 minute',
    scheduleToCloseTimeout: '2 minutes',
    heartbeatTimeout: '5 seconds',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds', maximumAttempts: 4 },
  });

/** What zone data tells, which differs from worker to worker. */
export const calendar = (summary: string) =>
  proxyLocalActivities<CalendarActivities>({
    summary: summaryText(summary),
    ...inPlace,
  });

/** With a queue, on the worker that has the session's earlier thoughts; waiting there is bounded, as it may be gone. */
export const thinking = (summary: string, taskQueue?: string) =>
  proxyActivities<ThinkActivities>({
    summary: summaryText(summary),
    ...(taskQueue === undefined ? {} : { taskQueue, scheduleToStartTimeout: '3 seconds' }),
    startToCloseTimeout: '2 minutes',
    scheduleToCloseTimeout: '10 minutes',
    heartbeatTimeout: '4 seconds',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: '500 milliseconds', maximumInterval: '20 seconds', maximumAttempts: 6 },
  });

/** A page on any worker that has a place for one, for as long as that takes; accounts take turns. */
export const browserPool = (summary: string, email: string) =>
  proxyActivities<BrowserPoolActivities>({
    summary: summaryText(summary),
    taskQueue: pagesTaskQueue(workflowInfo().taskQueue),
    priority: { fairnessKey: cutToBytes(email, fairnessKeyMaxBytes) },
    startToCloseTimeout: '90 seconds',
    heartbeatTimeout: '4 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
  });

/**
 * Steps on the queue of the worker that owns the page. Tried once: a worker that is gone is found out by the
 * time the step waits there, or by its heartbeat, and the session decides what that means.
 */
export const ownedBrowser = (taskQueue: string, summary: string) =>
  proxyActivities<BrowserActivities>({
    summary: summaryText(summary),
    taskQueue,
    scheduleToStartTimeout: '3 seconds',
    startToCloseTimeout: '90 seconds',
    heartbeatTimeout: '3 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
  });

/** The page as it is, while a person thinks. A worker that is gone has no page either. */
export const heldPage = (taskQueue: string, seconds: number) =>
  proxyActivities<Pick<BrowserActivities, 'holdPage'>>({
    summary: 'Keep the page while a person thinks',
    taskQueue,
    scheduleToStartTimeout: '3 seconds',
    startToCloseTimeout: `${seconds + 90} seconds`,
    heartbeatTimeout: '3 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
  });

/** One round of deliveries; a crash is repeated from the last event that was sent. */
export const webhooks = (summary: string) =>
  proxyActivities<WebhookActivities>({
    summary: summaryText(summary),
    startToCloseTimeout: '6 minutes',
    heartbeatTimeout: '6 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  });

/** One test event: tried again where its worker is lost, and not for what the receiver did. */
export const ping = (summary: string) =>
  proxyActivities<Pick<WebhookActivities, 'pingReceiver'>>({
    summary: summaryText(summary),
    startToCloseTimeout: '25 seconds',
    heartbeatTimeout: '6 seconds',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: '500 milliseconds', maximumAttempts: 3 },
  });

/** Reads all histories of a trigger, which may be many. */
export const eventSearch = (summary: string) =>
  proxyActivities<Pick<EventLogActivities, 'findEvents'>>({
    summary: summaryText(summary),
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: '1 second', maximumAttempts: 5 },
  });

/** Reads the run's own history, for a session that waits: bounded, so that it is not held for ever. */
export const ownHistory = (summary: string) =>
  proxyActivities<Pick<EventLogActivities, 'countSignals'>>({
    summary: summaryText(summary),
    startToCloseTimeout: '2 minutes',
    scheduleToCloseTimeout: '10 minutes',
    heartbeatTimeout: '10 seconds',
    cancellationType: ActivityCancellationType.ABANDON,
    retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds' },
  });

export const eventLog = (summary: string) =>
  proxyActivities<Pick<EventLogActivities, 'recordEvents'>>({
    summary: summaryText(summary),
    startToCloseTimeout: '10 seconds',
    cancellationType: ActivityCancellationType.ABANDON,
    retry: { initialInterval: '500 milliseconds', maximumInterval: '30 seconds' },
  });
