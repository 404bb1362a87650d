import type { TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { Planner } from '../../src/agent/planner.ts';
import type { LedgerRow } from '../../src/contract/status.ts';
import { createAssisfy } from '../../src/index.ts';
import { eventually } from './eventually.ts';
import { finishing, type Rig, scriptedPlanner } from './rig.ts';

/** Each session ends well at once. */
export const contented = scriptedPlanner(() => finishing('All is well.'));

/** A planner whose sessions run until the test lets them end. */
export function heldPlanner() {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  const planner: Planner = {
    think: () =>
      new Promise((resolve) => {
        const end = () => resolve(finishing('At last.'));
        if (isOpen) end();
        else waiting.push(end);
      }),
  };
  return {
    planner,
    running: () => waiting.length,
    /** Lets the session end that runs; with `forever` all that come later too. */
    release(forever = false) {
      isOpen = forever;
      for (const end of waiting.splice(0)) end();
    },
  };
}

/** The SDK as its user has it, at the rig's worker. */
export function clientOf(t: TestContext, rig: Rig) {
  const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
  t.after(() => client.close());
  return client;
}

/** A trigger that has one session and then waits. */
export const hour = { every: 60, for: 6_000 };
export const ledgerOf = (handle: WorkflowHandle) => handle.query<LedgerRow[]>('ledger');
export const sessionsOf = (count: number, rig: Rig, handle: WorkflowHandle) =>
  eventually(`${count} sessions have ended`, async () => {
    const status = await rig.status(handle);
    return status.sessions.started === count && status.session === null && status;
  });

/** How long the history is once the trigger waits for its next fire and nothing else. */
export const lengthAtRest = (handle: WorkflowHandle) =>
  eventually('it waits', async () => {
    const { raw, historyLength } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const hasTimer = events?.some((event) => event.timerStartedEventAttributes);
    const isBusy = (raw.pendingActivities?.length ?? 0) > 0 || raw.pendingWorkflowTask;
    return hasTimer && !isBusy && historyLength;
  });
