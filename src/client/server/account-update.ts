import { setTimeout as pause } from 'node:timers/promises';
import { WithStartWorkflowOperation, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { ulid } from 'ulid';
import type { RecordUsage, SessionReservations } from '../../contract/account.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import { cutText } from '../../contract/json.ts';
import type { Update } from '../../contract/message-definition.ts';
import type { Periods } from '../../contract/spending.ts';
import { recordUsageUpdate, reserveSessionsUpdate } from '../../contract/account-messages.ts';
import { accountType, accountWorkflowId } from '../../contract/temporal-names.ts';
import { grpcStatus, grpcStatusOf, type TemporalConnection } from './connection.ts';
import { Pace } from './pace.ts';
import { endedWithItsRun, mayPass, refusal } from './update.ts';

/** How long one try waits for a worker to take the update. */
const tryTimeoutMs = 10_000;
const reserveTimeoutMs = 50_000;
/** The server takes 400 bytes, and a character of an e-mail address may have three. */
const summaryMaxCharacters = 120;

/**
 * Of the accounts that were busy lately, client by client. A server that refuses an update, as one too many at once, ends
 * those that are in flight as well (Temporal 1.29): workers that come back at once would keep each other from being served.
 */
const paces = new WeakMap<TemporalConnection, Map<string, Pace>>();

/**
 * Counts sessions against the account's day, each id once; the errors of `updateAccount`. Bounded to 50 s: the activity
 * that asks has 60.
 */
export async function reserveSessions(
  temporal: TemporalConnection,
  { email, taskQueue, session_ids }: { email: string; taskQueue: string; session_ids: string[] },
): Promise<SessionReservations> {
  return updateAccount(temporal, {
    email,
    taskQueue,
    update: reserveSessionsUpdate,
    argument: { session_ids },
    timeoutMs: reserveTimeoutMs,
  });
}

/** Adds what a session used to the account's sums, once; the errors and the bound of `reserveSessions`. */
export async function recordUsage(
  temporal: TemporalConnection,
  { email, taskQueue, usage }: { email: string; taskQueue: string; usage: RecordUsage },
): Promise<Periods> {
  const call = { email, taskQueue, update: recordUsageUpdate, argument: usage };
  return updateAccount(temporal, { ...call, timeoutMs: reserveTimeoutMs });
}

interface AccountUpdateCall<Input, Result> {
  email: string;
  taskQueue: string;
  update: Update<Input, Result>;
  /** As `parseInput` read it. */
  argument: Input;
  timeoutMs: number;
}

/**
 * Sends an account one update, and starts its workflow where there is none. What a continue-as-new, a restart or a server
 * with too many updates at once turned away goes again under the same update id, so that it is applied once.
 *
 * @throws {AutoTriggerError} the account's own refusal by its code; NoWorker; TemporalUnreachable.
 */
export async function updateAccount<Input, Result>(
  temporal: TemporalConnection,
  input: AccountUpdateCall<Input, Result>,
): Promise<Result> {
  const deadline = Date.now() + input.timeoutMs;
  const updateId = ulid();
  const pace = paceOf(temporal, input.email);
  for (let failure: unknown; ;) {
    const pauseMs = pace.pauseMs();
    if (Date.now() + pauseMs >= deadline) throw unanswered(temporal, input, failure);
    await pause(pauseMs);
    try {
      const result = await temporal.attempt(
        () => updateOnce(temporal, input, updateId),
        Math.min(tryTimeoutMs, deadline - Date.now()),
      );
      pace.faster();
      return result;
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError && !endedWithItsRun(error)) throw refusal(error);
      if (!mayPass(error) && !isBusy(error) && !(error instanceof WorkflowNotFoundError)) throw temporal.explain(error);
      pace.slower();
      failure = error;
    } finally {
      if (pace.isFree) paces.get(temporal)?.delete(accountWorkflowId(input.email));
    }
  }
}

async function updateOnce<Input, Result>(
  temporal: TemporalConnection,
  { email, taskQueue, update, argument }: AccountUpdateCall<Input, Result>,
  updateId: string,
): Promise<Result> {
  const startWorkflowOperation = new WithStartWorkflowOperation(accountType, {
    workflowId: accountWorkflowId(email),
    taskQueue,
    args: [email],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `Counts the sessions of ${cutText(email, summaryMaxCharacters)}`,
  });
  return temporal.client.workflow.executeUpdateWithStart<Workflow, Result, [Input]>(update.name, {
    startWorkflowOperation,
    updateId,
    args: [argument],
  });
}

function paceOf(temporal: TemporalConnection, email: string): Pace {
  const account = accountWorkflowId(email);
  const ofClient = paces.get(temporal) ?? new Map<string, Pace>();
  const pace = ofClient.get(account) ?? new Pace();
  paces.set(temporal, ofClient.set(account, pace));
  return pace;
}

/** A workflow takes so many updates at once, and a namespace so many calls a second. */
function isBusy(error: unknown): boolean {
  const code = grpcStatusOf(error)?.code;
  return code === grpcStatus.resourceExhausted || code === grpcStatus.aborted;
}

function unanswered(temporal: TemporalConnection, { email }: { email: string }, failure: unknown): unknown {
  if (isBusy(failure) || grpcStatusOf(failure)?.code === grpcStatus.unavailable) return temporal.explain(failure);
  return new AutoTriggerError(
    'NoWorker',
    `no worker answers for the account ${email}; whether it was changed, "auto-trigger account show" tells`,
    { cause: failure, details: { email } },
  );
}
