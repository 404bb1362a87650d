import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { statusQuery, userInputResponseSignal } from '../../src/contract/messages.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { untilAtRest } from '../process-load.ts';
import { quantile } from '../environment.ts';
import { type Arena, atOnce, inArena, times } from './arena.ts';
import { goals } from './planner.ts';
import type { Measured, Sizes } from './scenario.ts';

const questionsEach = 10;
/** So long nobody asks what became of it, which would be work for the worker. */
const quietMs = 200;

/** From a signal's acceptance by the server to the begin of the activity that follows. */
export async function measureSignal({ signals }: Sizes, profileFolder: string | undefined): Promise<Measured> {
  const count = Math.ceil(signals / questionsEach);
  const delays = await inArena(profileFolder, async (arena) => {
    const workers = [await arena.startWorker('floor'), await arena.startWorker('product')];
    const floor = await atOnce(times(count), (number) =>
      arena.startFloor('answeredFloor', `floor_${number}`, questionsEach),
    );
    const product = await atOnce(times(count), () => arena.createTrigger({ goal: goals.ask(questionsEach) }));
    await untilAtRest([...workers.map(({ pid }) => pid), arena.server.pid ?? 0]);
    const handleOf = (id: string) => arena.client.workflow.getHandle(id);
    for (let question = 0; question < questionsEach; question += 1)
      for (const number of times(count)) {
        await handleOf(floor[number] ?? '').signal('answer', { value: 'this one' });
        await pause(quietMs);
        const trigger = handleOf(product[number] ?? '');
        await untilAsked(trigger);
        await trigger.signal(userInputResponseSignal.name, { value: 'this one' });
        await pause(quietMs);
      }
    return { floor: await delaysOf(arena, floor), product: await delaysOf(arena, product) };
  });
  const figure = (share: number) => ({
    what: `from a signal to the next activity, p${share * 100}`,
    unit: 'ms',
    floor: quantile(delays.floor, share),
    product: quantile(delays.product, share),
    target: share === 0.5 ? { at_most: 1.3 } : null,
  });
  return { figures: [figure(0.5), figure(0.95)], details: delays };
}

async function untilAsked(trigger: WorkflowHandle): Promise<void> {
  while ((await trigger.query<TriggerStatus>(statusQuery.name)).requests.length === 0) await pause(quietMs);
}

/** By the server's clock, as the histories have it; in milliseconds. */
async function delaysOf(arena: Arena, ids: readonly string[]): Promise<number[]> {
  const delays: number[] = [];
  for (const id of ids) {
    const { events } = await arena.client.workflow.getHandle(id).fetchHistory();
    let signalledAt: number | undefined;
    let scheduled: string | undefined;
    for (const event of events ?? []) {
      const at = Number(event.eventTime?.seconds) * 1_000 + Number(event.eventTime?.nanos) / 1_000_000;
      if (event.workflowExecutionSignaledEventAttributes) signalledAt = at;
      else if (event.activityTaskScheduledEventAttributes && signalledAt !== undefined)
        scheduled ??= String(event.eventId);
      const started = event.activityTaskStartedEventAttributes;
      if (signalledAt === undefined || !started || String(started.scheduledEventId) !== scheduled) continue;
      delays.push(at - signalledAt);
      signalledAt = scheduled = undefined;
    }
  }
  return delays;
}
