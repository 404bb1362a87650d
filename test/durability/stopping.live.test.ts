import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { createAssisfy } from '../../src/client/assisfy.ts';
import type { LedgerRow, TriggerStatus } from '../../src/contract/status.ts';
import { startFormSite } from '../support/form-site.ts';
import { createRig, recurring, update } from '../support/rig.ts';
import { formFillingPlanner, mayBeSent } from '../support/scripted-session.ts';

const ways: Record<string, (handle: WorkflowHandle) => Promise<unknown>> = {
  stop: (handle) => update(handle, 'stop'),
  'stop with now': (handle) => update(handle, 'stop', { now: true }),
  cancellation: (handle) => handle.cancel(),
};
// from before the first activity to between two sessions: a session takes about half a second
const momentsMs = [0, 60, 150, 300, 500, 800, 1_200, 2_200];

describe('whenever it comes', () => {
  for (const [way, stop] of Object.entries(ways))
    test(`${way} ends the trigger tidily: no gap in its events, each session closed once, each fire accounted for`, async (t) => {
      const rig = await createRig(t, { planner: formFillingPlanner });
      const site = await startFormSite();
      t.after(() => site.close());
      const assisfy = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
      t.after(() => assisfy.close());

      await Promise.all(
        momentsMs.map(async (moment) => {
          const request = {
            ...recurring({ every: 2, for: 60 }),
            goal: `${site.url} has a form: send it`,
            config: mayBeSent,
          };
          const handle = await rig.start(request, `trg_${rig.name}_${moment}`);
          await pause(moment);
          await stop(handle);

          await handle.result().catch((error: unknown) => assert.ok(error instanceof WorkflowFailedError));

          const status = await handle.query<TriggerStatus>('status');
          const ledger = await handle.query<LedgerRow[]>('ledger');
          const events = await Array.fromAsync(assisfy.session().get(handle.workflowId).events({ follow: false }));
          assert.equal(status.state, 'stopped', `${moment} ms`);
          assert.deepEqual(
            events.map(({ sequence }) => sequence),
            events.map((_, index) => index + 1),
          );
          const closing = events.filter(
            ({ event, data }) => event === 'trigger.complete' || ('fatal' in data && data.fatal),
          );
          assert.equal(closing.length, status.sessions.started, `${moment} ms`);
          assert.ok(ledger.every(({ record, outcome }) => record !== 'ran' || outcome !== null));
          assert.equal(new Set(ledger.map(({ due }) => due)).size, ledger.length);
        }),
      );
    });
});
