import { setTimeout as pause } from 'node:timers/promises';
import { property } from '../../contract/parse.ts';
import { forgetSessionsUpdate } from '../../contract/account-messages.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import { limits } from '../../contract/limits.ts';
import { sessionPrefix } from '../../contract/session-id.ts';
import { accountWorkflowId, redeliveryWorkflowId } from '../../contract/temporal-names.ts';
import { updateAccount } from '../server/account-update.ts';
import { grpcStatus, grpcStatusOf, type TemporalConnection } from '../server/connection.ts';
import { readStartedRequest } from '../server/started-request.ts';
import { quoted } from '../server/visibility-query.ts';

const accountTimeoutMs = 20_000;
/** The server deletes what has just ended half a minute later, or a minute. */
const goneTimeoutMs = 120_000;
const betweenLooksMs = 250;

/** What a purge took away. */
export interface Purged {
  tracking_id: string;
  runs: number;
}

/**
 * Takes all away that the server has of a trigger that has ended: its runs with their events, results and memory, what
 * was sent again of it, the sessions' ids in its account (they count as before), and with it all its idempotency key.
 * What is cut off goes on when it is called again.
 *
 * @throws {AutoTriggerError} WrongState where it has not ended; UnknownTrigger; NoWorker where the account needs one.
 */
export async function purgeTrigger(temporal: TemporalConnection, trackingId: string): Promise<Purged> {
  const description = await temporal.describeTrigger(trackingId);
  const { status, runId, memo } = description;
  if (status.name === 'RUNNING')
    throw new AutoTriggerError(
      'WrongState',
      `${trackingId} has not ended, and only what has is purged; end it with: auto-trigger stop ${trackingId} --now`,
      { details: { tracking_id: trackingId } },
    );
  const started = await readStartedRequest(temporal, { workflowId: trackingId, runId });
  const email = property(started?.request, 'email') ?? memo?.['email'];
  const runs = await temporal.executionsOf(trackingId);
  if (typeof email === 'string')
    await inTurn(email, () =>
      forgetInAccount(
        temporal,
        email,
        runs.map(({ runId }) => sessionPrefix(runId)),
      ),
    );
  await deleteRuns(temporal, redeliveryWorkflowId(trackingId));
  return { tracking_id: trackingId, runs: await deleteRuns(temporal, trackingId) };
}

/** Of each account, what was begun last: its runs are ended one after the other. */
const turns = new Map<string, Promise<void>>();

async function inTurn(email: string, work: () => Promise<void>): Promise<void> {
  const turn = (turns.get(email) ?? Promise.resolve()).catch(() => undefined).then(work);
  turns.set(email, turn);
  try {
    await turn;
  } finally {
    if (turns.get(email) === turn) turns.delete(email);
  }
}

/** The account's runs so far hold ids of sessions in what it was asked: they end, and are deleted. */
async function forgetInAccount(temporal: TemporalConnection, email: string, prefixes: string[]): Promise<void> {
  const workflowId = accountWorkflowId(email);
  const before = (await temporal.executionsOf(workflowId)).find(({ isRunning }) => isRunning);
  if (before !== undefined) {
    const { taskQueue } = await temporal.call(() => temporal.client.workflow.getHandle(workflowId).describe());
    const asking = { email, taskQueue, update: forgetSessionsUpdate, timeoutMs: accountTimeoutMs };
    for (let from = 0; from < prefixes.length; from += limits.sessionsPerReservation) {
      const argument = { prefixes: prefixes.slice(from, from + limits.sessionsPerReservation) };
      await updateAccount(temporal, { ...asking, argument });
    }
    await until(async () => {
      const runs = await temporal.executionsOf(workflowId);
      return runs.some(({ runId, isRunning }) => isRunning && runId !== before.runId);
    });
    await deleteRun(temporal, workflowId, before.runId);
  }
  for (const { runId, isRunning } of await temporal.executionsOf(workflowId))
    if (!isRunning) await deleteRun(temporal, workflowId, runId);
}

/** Deletes all runs of a workflow, the newest last, so that it is still found where this is cut off; how many there were. */
async function deleteRuns(temporal: TemporalConnection, workflowId: string): Promise<number> {
  let deleted = 0;
  const isGone = async () => {
    const runs = await temporal.executionsOf(workflowId);
    deleted = Math.max(deleted, runs.length);
    for (const { runId } of runs) await deleteRun(temporal, workflowId, runId);
    const listed = await temporal.call(() =>
      temporal.service.countWorkflowExecutions({
        namespace: temporal.namespace,
        query: `WorkflowId = ${quoted(workflowId)}`,
      }),
    );
    return runs.length === 0 && Number(listed.count) === 0;
  };
  await until(isGone);
  return deleted;
}

async function deleteRun(temporal: TemporalConnection, workflowId: string, runId: string): Promise<void> {
  const { namespace } = temporal;
  const request = { namespace, workflowExecution: { workflowId, runId } };
  try {
    await temporal.call(() => temporal.service.deleteWorkflowExecution(request));
  } catch (error) {
    if (grpcStatusOf(error)?.code !== grpcStatus.notFound) throw error;
  }
}

/** The server deletes by and by. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + goneTimeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new AutoTriggerError(
        'TemporalUnreachable',
        'the server has not deleted all of it yet; purge it again later',
      );
    await pause(betweenLooksMs);
  }
}
