import { setTimeout as pause } from 'node:timers/promises';
import { WithStartWorkflowOperation, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { ulid } from 'ulid';
import type { SessionReservations } from '../contract/account.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import { accountType, accountWorkflowId, reserveSessionsUpdate } from '../contract/messages.ts';
import { grpcStatus, grpcStatusOf, type TemporalConnection } from './connection.ts';
import { endedWithItsRun, mayPass, refusal } from './update.ts';

/** How long one try waits for a worker to take the update. */
const tryTimeoutMs = 5_000;
const shortestPauseMs = 20;
const longestPauseMs = 1_000;
/** The server takes 400 bytes, and a character of an e-mail address may have three. */
const summaryMaxCharacters = 120;

const reserveTimeoutMs = 15_000;

interface AccountUpdateInput {
  email: string;
  taskQueue: string;
  update: string;
  argument: unknown;
  /** The same for each try, so that it is applied once. */
  updateId: string;
  timeoutMs: number;
}

/**
 * Counts sessions against the account's day, each id once; the errors of `updateAccount`. Bounded to 15 s: the activity
 * that asks has 20.
 */
export async function reserveSessions(
  temporal: TemporalConnection,
  { email, taskQueue, session_ids }: { email: string; taskQueue: string; session_ids: string[] },
): Promise<SessionReservations> {
  return updateAccount<SessionReservations>(temporal, {
    email,
    taskQueue,
    update: reserveSessionsUpdate,
    argument: { session_ids },
    updateId: ulid(),
    timeoutMs: reserveTimeoutMs,
  });
}

/**
 * Sends an account one update, and starts its workflow where there is none. What a continue-as-new, a restart or a server
 * with too many updates at once turned away goes again, a little later each time.
 *
 * @throws {AutoTriggerError} the account's own refusal by its code; NoWorker; TemporalUnreachable.
 */
export async function updateAccount<Result>(temporal: TemporalConnection, input: AccountUpdateInput): Promise<Result> {
  const deadline = Date.now() + input.timeoutMs;
  for (let longest = shortestPauseMs; ; longest = Math.min(longest * 2, longestPauseMs)) {
    try {
      return await temporal.attempt(
        () => updateOnce<Result>(temporal, input),
        Math.min(tryTimeoutMs, deadline - Date.now()),
      );
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && !endedWithItsRun(error)) throw refusal(error);
      if (!mayPass(error) && !isBusy(error) && !(error instanceof WorkflowNotFoundError)) throw temporal.explain(error);
      const pauseMs = longest * (0.5 + Math.random() / 2);
      if (Date.now() + pauseMs >= deadline) throw unanswered(temporal, input, error);
      await pause(pauseMs);
    }
  }
}

async function updateOnce<Result>(temporal: TemporalConnection, input: AccountUpdateInput): Promise<Result> {
  const { email, taskQueue, update, argument, updateId } = input;
  const startWorkflowOperation = new WithStartWorkflowOperation(accountType, {
    workflowId: accountWorkflowId(email),
    taskQueue,
    args: [email],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `Counts the sessions of ${cutText(email, summaryMaxCharacters)}`,
  });
  return temporal.client.workflow.executeUpdateWithStart<Workflow, Result, [unknown]>(update, {
    startWorkflowOperation,
    updateId,
    args: [argument],
  });
}

/** A workflow takes so many updates at once, and a namespace so many calls a second. */
function isBusy(error: unknown): boolean {
  const code = grpcStatusOf(error)?.code;
  return code === grpcStatus.resourceExhausted || code === grpcStatus.aborted;
}

function unanswered(temporal: TemporalConnection, { email }: AccountUpdateInput, error: unknown): unknown {
  if (isBusy(error) || grpcStatusOf(error)?.code === grpcStatus.unavailable) return temporal.explain(error);
  return new AutoTriggerError(
    'NoWorker',
    `no worker answers for the account ${email}; whether it was changed, "auto-trigger account show" tells`,
    { cause: error },
  );
}
