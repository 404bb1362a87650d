import { setTimeout as pause } from 'node:timers/promises';
import { type Workflow, WithStartWorkflowOperation } from '@temporalio/client';
import { ulid } from 'ulid';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { LoggedEvent } from '../../contract/events.ts';
import { redeliverUpdate } from '../../contract/messages.ts';
import { type RedeliveryInput, redeliveryType, redeliveryWorkflowId } from '../../contract/temporal-names.ts';
import type { EventSelection, RedeliverResult } from '../../contract/update-requests.ts';
import { parseInput } from '../../contract/message-definition.ts';
import type { ClientContext } from '../context.ts';
import { readEvents } from '../server/event-log.ts';
import { readStatus } from '../server/status.ts';
import { sendUpdate } from '../server/update.ts';

/** To find the events, all histories within the retention are read. */
const findTimeoutMs = 600_000;
const answersTimeoutMs = 20_000;

/** What became of events that were sent again, as far as it is known. */
export interface Redelivered {
  events: LoggedEvent[];
  /** How many more were meant; ask again for them. */
  left: number;
}

/**
 * Sends events again, in order, under the ids that they have, also after the trigger has ended. Waits for 20 s at most
 * for what comes back.
 *
 * @throws {AutoTriggerError} InvalidRequest for a selection that is none; WrongState without a webhook; UnknownTrigger,
 * NoWorker.
 */
export async function redeliverEvents(
  context: ClientContext,
  trackingId: string,
  request: EventSelection,
): Promise<Redelivered> {
  const { temporal } = context;
  const selection = parseInput(redeliverUpdate, request);
  const { status } = await temporal.describeTrigger(trackingId);
  const { events: asked, left } =
    status.name === 'RUNNING'
      ? await sendUpdate(temporal, {
          trackingId,
          update: redeliverUpdate,
          argument: selection,
          timeoutMs: findTimeoutMs,
        })
      : await askAfterEnd(context, trackingId, selection);
  return { events: await whatCameBack(context, trackingId, asked), left };
}

async function askAfterEnd(
  { temporal, taskQueue }: ClientContext,
  trackingId: string,
  selection: EventSelection,
): Promise<RedeliverResult> {
  const { web_hook_url } = await readStatus(temporal, trackingId);
  if (web_hook_url === null)
    throw new AutoTriggerError('WrongState', `${trackingId} has no webhook`, { details: { tracking_id: trackingId } });
  const input: RedeliveryInput = { tracking_id: trackingId, url: web_hook_url };
  const startWorkflowOperation = new WithStartWorkflowOperation(redeliveryType, {
    workflowId: redeliveryWorkflowId(trackingId),
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `Sends events of ${trackingId} again`,
  });
  return temporal.call(
    () =>
      temporal.client.workflow.executeUpdateWithStart<Workflow, RedeliverResult, [EventSelection]>(
        redeliverUpdate.name,
        {
          startWorkflowOperation,
          updateId: ulid(),
          args: [selection],
        },
      ),
    findTimeoutMs,
  );
}

/** Reads until each event was taken or refused since it was asked for, or one of them has to wait. */
async function whatCameBack(
  { temporal }: ClientContext,
  trackingId: string,
  asked: RedeliverResult['events'],
): Promise<LoggedEvent[]> {
  const deadline = Date.now() + answersTimeoutMs;
  const before = new Map(asked.map(({ sequence, attempts }) => [sequence, attempts]));
  const isTried = ({ sequence, attempts }: LoggedEvent) => attempts.length > (before.get(sequence ?? 0) ?? 0);
  for (;;) {
    const all = await Array.fromAsync(readEvents(temporal, trackingId, { follow: false }));
    const events = all.filter(({ sequence }) => before.has(sequence ?? 0));
    const isSettled = events.every((event) => event.state !== 'waiting' && isTried(event));
    const isHeldUp = events.some((event) => event.state === 'waiting' && isTried(event));
    if (isSettled || isHeldUp || Date.now() > deadline) return events;
    await pause(500);
  }
}
