import type { WorkflowHandle } from '@temporalio/client';
import { limits } from '../../src/contract/limits.ts';
import { eventually } from './eventually.ts';

/** Sends signals that nobody asked for until the trigger, in the middle of what it does, goes on in a fresh run. */
export async function fillRun(handle: WorkflowHandle): Promise<void> {
  const { runId } = await handle.describe();
  for (let sent = 0; sent < 2; sent += 1) await handle.signal('unasked', 'x'.repeat(1_800_000));
  await eventually('it goes on in a fresh run', async () => {
    // a server tells a run of its size as it was before the last that came
    await handle.signal('unasked', 'a little more');
    return (await handle.describe()).runId !== runId;
  });
}

/** The same by many small ones, for a server that tells no sizes. */
export async function fillRunByEvents(handle: WorkflowHandle): Promise<void> {
  const { runId, historyLength } = await handle.describe();
  for (let events = historyLength; events <= limits.sessionRunMaxEvents; events += 100)
    await Promise.all(Array.from({ length: 100 }, (_, number) => handle.signal('unasked', number)));
  await eventually('it goes on in a fresh run', async () => (await handle.describe()).runId !== runId);
}
