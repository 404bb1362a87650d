import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createContext } from '../../../src/client/assisfy.ts';
import { inspectServer } from '../../../src/client/inspection.ts';
import { type Assisfy, createAssisfy } from '../../../src/index.ts';
import { assertRefused } from '../../support/assert-refused.ts';
import { startBrokenWorker } from '../../support/broken-worker.ts';
import { quietRuntime } from '../../support/bundle.ts';
import { eventually } from '../../support/eventually.ts';
import { createRig } from '../../support/rig.ts';
import { terminateAfter } from '../../support/terminate-after.ts';

quietRuntime();

/** A trigger whose workflow task fails. */
async function stuckTrigger(
  t: TestContext,
): Promise<{ client: Assisfy; id: string; taskQueue: string; email: string }> {
  const { taskQueue, email } = await createRig(t, { worker: 'none' });
  const client = createAssisfy({ taskQueue, email });
  t.after(() => client.close());
  const { id } = await client.session().create({ goal: 'Let me know' });
  terminateAfter(t, [id]);
  await startBrokenWorker(t, taskQueue);
  await eventually('it is stuck', async () => (await client.session().get(id).overview()).stuck);
  return { client, id, taskQueue, email };
}

describe('a trigger whose workflow task keeps failing', { concurrency: 2 }, () => {
  test('is listed as stuck, and found by that', async (t) => {
    const { client, id, email } = await stuckTrigger(t);

    const row = await eventually('it is listed', async () => (await client.session().list({ email })).triggers[0]);
    const stuck = await client.session().list({ email, stuck: true });
    const others = await client.session().list({ email, stuck: false });

    assert.equal(row.stuck, true);
    assert.deepEqual(
      stuck.triggers.map((each) => each.tracking_id),
      [id],
    );
    assert.deepEqual(others.triggers, []);
  });

  test('is shown with the failure, since when, what helps, and what the server knows of it', async (t) => {
    const { client, id } = await stuckTrigger(t);

    const overview = await client.session().get(id).overview();

    assert.match(overview.stuck?.cause ?? '', /planted: .* version 99/);
    assert.match(overview.stuck?.what_to_do ?? '', /worker of the newest version/);
    assert.ok(Math.abs(Date.parse(overview.stuck?.since ?? '') - Date.now()) < 60_000);
    assert.ok((overview.stuck?.attempts ?? 0) > 1);
    assert.match(overview.not_answering ?? '', /no worker can run it/);
    assert.deepEqual([overview.goal, overview.state], ['Let me know', 'scheduled']);
    assert.equal(overview.account.today_sessions, 0);
  });

  test('makes doctor fail, with the failure and what to do', async (t) => {
    const { id, taskQueue } = await stuckTrigger(t);
    const context = createContext({ taskQueue });
    t.after(() => context.temporal.close());

    const checks = await inspectServer(context);

    const check = checks.find(({ name }) => name === 'stuck workflows');
    assert.equal(check?.ok, false);
    assert.match(check.found, new RegExp(`${id}: planted`));
    assert.match(check.mend ?? '', /worker of the newest version/);
  });

  test('refuses what needs a worker with the reason', async (t) => {
    const { client, id } = await stuckTrigger(t);

    await assertRefused(client.session().get(id).pause(), 'NoWorker', /no worker can run .*planted/);
    await assertRefused(client.session().get(id).status(), 'NoWorker', /no worker can run .*planted/);
  });
});
