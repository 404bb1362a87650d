import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { type WorkflowHandle, WorkflowFailedError } from '@temporalio/client';
import * as fc from 'fast-check';
import { WorkflowTaskFailedCause } from '../../src/client/server/temporal-enums.ts';
import type { LedgerRow, TriggerStatus } from '../../src/contract/status.ts';
import { historiesOf } from '../support/replay.ts';
import { createRig, finishing, recurring } from '../support/rig.ts';

const intervalMs = 1_000;
const hugeText = 'x'.repeat(100_000);

/** What people send, in and out of season, and what nobody should. */
const messages: [name: string, input?: unknown][] = [
  ['pause'],
  ['pause', { reason: 'a holiday', by: 'ann' }],
  ['resume'],
  ['resume', {}],
  ['run_now'],
  ['run_now', { queue: true }],
  ['reschedule', { interval: 1 / 60 }],
  ['reschedule', { goal: 'Look at it in another way' }],
  ['reschedule', { web_hook_url: 'http://127.0.0.1:9/nobody-listens' }],
  ['reschedule', { web_hook_url: 'http://10.0.0.1/private' }],
  ['reschedule', { interval: -1, end_at: 'never' }],
  ['reschedule', { start_at: null }],
  ['reschedule', [{ interval: 1 }]],
  ['pause', 'please'],
  ['pause', { reason: hugeText }],
  ['run_now', { queue: 'yes' }],
  ['resume', JSON.parse('{"__proto__": {"by": "nobody"}, "constructor": 1}')],
];

const scripts = fc.array(
  fc.record({ message: fc.constantFrom(...messages), pauseMs: fc.integer({ min: 0, max: 400 }) }),
  {
    minLength: 30,
    maxLength: 30,
  },
);

describe('whatever is sent, and whenever', () => {
  test('a trigger keeps its grid, accounts for each fire once, and no task of its workflow ever fails', async (t) => {
    const planner = { think: () => pause(150).then(() => finishing('Looked.')) };
    const rig = await createRig(t, { planner, worker: 'own' });
    const send = async (handle: WorkflowHandle, script: (typeof samples)[number]) => {
      for (const { message, pauseMs } of script) {
        const [name, input] = message;
        await pause(pauseMs);
        await handle.executeUpdate<unknown, [unknown]>(name, { args: [input] }).catch(() => undefined); // many are refused
      }
    };
    const samples = fc.sample(scripts, { numRuns: 4, seed: 20_261_125 });

    const lives = samples.map(async (script, index) => {
      const on_overlap = index % 2 === 0 ? 'skip' : 'buffer_one';
      const handle = await rig.start(recurring({ every: intervalMs / 1_000, for: 8 }, { on_overlap }));
      await send(handle, script);
      return handle;
    });
    await rig.startWorker();
    await pause(2_000);
    await rig.worker().stop();
    const handles = await Promise.all(lives);

    for (const handle of handles) {
      const status: TriggerStatus = await handle.result().catch((error: unknown) => {
        assert.ok(error instanceof WorkflowFailedError);
        throw error;
      });
      const ledger = await handle.query<LedgerRow[]>('ledger');
      const dues = ledger.flatMap(({ due }) => (due === null ? [] : [Date.parse(due) - Date.parse(status.start_at)]));
      const fires = Math.ceil((Date.parse(status.end_at ?? '') - Date.parse(status.start_at)) / intervalMs);
      assert.deepEqual(
        dues,
        Array.from({ length: fires }, (_, number) => number * intervalMs),
      );
      const ran = ledger.filter(({ record }) => record === 'ran');
      assert.equal(ran.length, status.sessions.started);
      assert.ok(ran.every(({ outcome, started_at }) => outcome !== null && (started_at ?? '') < (status.end_at ?? '')));
      const events = (await historiesOf(rig.client.workflow, handle.workflowId)).flatMap(
        ({ history }) => history.events ?? [],
      );
      const causes = events.flatMap(({ workflowTaskFailedEventAttributes: failure }) =>
        failure ? [failure.cause] : [],
      );
      // a task that an incoming message overtook, as it was about to continue as new, is made again
      assert.deepEqual(
        causes.filter((cause) => cause !== WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND),
        [],
      );
    }
  });
});
