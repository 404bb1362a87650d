import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { setMemoryUpdate } from '../../src/contract/messages.ts';
import { autoTriggerType } from '../../src/contract/temporal-names.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { say, type Environment } from '../environment.ts';
import type { Receiver } from './receiver.ts';

const updatesAtOnce = 8;
const triggersAtOnce = 10;

let started = 0;

/** Triggers between two sessions, for whose receiver, which takes nothing by now, so many events wait each. */
export async function triggersWithBacklog(
  environment: Environment,
  receiver: Receiver,
  triggers: number,
  events: number,
): Promise<WorkflowHandle[]> {
  receiver.setUp(false);
  say(`preparing ${triggers} triggers with ${events} events each`);
  const handles: WorkflowHandle[] = [];
  while (handles.length < triggers) {
    const group = Array.from({ length: Math.min(triggersAtOnce, triggers - handles.length) });
    handles.push(...(await Promise.all(group.map(() => triggerWithBacklog(environment, receiver, events)))));
  }
  return handles;
}

async function triggerWithBacklog(
  environment: Environment,
  receiver: Receiver,
  events: number,
): Promise<WorkflowHandle> {
  const end_at = new Date(Date.now() + 3_600_000).toISOString();
  const withAutoTrigger = { interval: 50, end_at, start_now: true, web_hook_url: receiver.url };
  const handle = await environment.client.workflow.start(autoTriggerType, {
    workflowId: `trg_backlog_${++started}`,
    taskQueue: 'auto-trigger',
    args: [{ email: 'bench@example.com', goal: 'Wait', withAutoTrigger }],
  });
  const waiting = async () => (await handle.query<TriggerStatus>('status')).deliveries.waiting;
  while ((await waiting()) < 3) await pause(50); // those of the first session
  let arisen = 3;
  const writer = async () => {
    // each change of the memory is an event
    while (arisen < events) {
      const key = `key ${++arisen}`;
      await handle.executeUpdate(setMemoryUpdate.name, {
        args: [{ key, value: 'a value of some words, as they are' }],
      });
    }
  };
  await Promise.all(Array.from({ length: updatesAtOnce }, writer));
  return handle;
}
