import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import { readMasterKeys } from '../../src/config.ts';
import type { WebhookEvent } from '../../src/contract/events.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../src/dev/receiver.ts';
import { deriveWebhookSecret } from '../../src/webhooks/secrets.ts';
import { startFormSite } from '../support/form-site.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner } from '../support/rig.ts';
import { formFillingPlanner, mayBeSent } from '../support/scripted-session.ts';
import { spawnWorker } from '../support/worker-process.ts';

const contented = scriptedPlanner(() => finishing('All is well.'));

async function listen(
  t: TestContext,
  trackingId: string,
  port = 0,
): Promise<{ receiver: Receiver; came: ReceivedRequest[] }> {
  const came: ReceivedRequest[] = [];
  const [masterKey] = readMasterKeys(process.env['TEMPORAL_ADDRESS'] ?? '');
  const receiver = await startReceiver({
    port,
    secret: () => deriveWebhookSecret(masterKey, trackingId),
    onDelivery: (delivery) => came.push(delivery),
  });
  t.after(() => receiver.close());
  return { receiver, came };
}

const eventsIn = (came: ReceivedRequest[]): WebhookEvent[] =>
  came.flatMap(({ event, repeated }) => (event && !repeated ? [event] : []));
const sequencesIn = (came: ReceivedRequest[]) => eventsIn(came).map(({ data }) => data.sequence);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('events at a real receiver', () => {
  test('come signed, in order, numbered without a gap over all runs, each session begun and ended once', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const trackingId = `trg_${rig.name}_signed`;
    const { receiver, came } = await listen(t, trackingId);
    const request = recurring({ every: 1, for: 4 }, { web_hook_url: receiver.url });
    const handle = await rig.start(request, trackingId);

    const status: TriggerStatus = await handle.result();

    assert.ok(came.every(({ verified }) => verified));
    assert.deepEqual(sequencesIn(came), upTo(came.length));
    assert.equal(status.deliveries.delivered, came.length);
    const names = eventsIn(came).map(({ event }) => event);
    for (const name of ['trigger.session.started', 'trigger.complete'])
      assert.equal(names.filter((other) => other === name).length, status.sessions.started, name);
    const [started] = eventsIn(came);
    assert.ok(started?.event === 'trigger.session.started');
    assert.equal(started.data.end_at, status.end_at);
    assert.equal(started.data.scheduled_for, status.start_at);
  });

  test('wait for a receiver that is down for several sessions, and then all come, in order', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const trackingId = `trg_${rig.name}_down`;
    const port = await freePort();
    const web_hook_url = `http://127.0.0.1:${port}/`;
    const handle = await rig.start(recurring({ every: 1, for: 5 }, { web_hook_url }), trackingId);
    await eventually('three sessions are over', async () => (await rig.status(handle)).sessions.answered >= 3);
    const down = await rig.status(handle);

    const { came } = await listen(t, trackingId, port);
    const status: TriggerStatus = await handle.result();

    assert.equal(down.deliveries.delivered, 0);
    assert.ok(down.deliveries.next_attempt_at !== null && down.deliveries.last_error !== null);
    assert.deepEqual(sequencesIn(came), upTo(status.sessions.started * 3));
    assert.equal(status.deliveries.waiting, 0);
  });

  test('lose nothing when the worker is killed with SIGKILL while it delivers, and at most one comes twice', async (t) => {
    const rig = await createRig(t, { worker: 'none' });
    const site = await startFormSite();
    t.after(() => site.close());
    const trackingId = `trg_${rig.name}_killed`;
    const { receiver, came } = await listen(t, trackingId);
    const first = await spawnWorker(t, rig.taskQueue, 'form');
    const goal = `${site.url} has a form: send it`;
    const handle = await rig.start({ goal, config: mayBeSent, web_hook_url: receiver.url }, trackingId);
    await eventually('an action is about to run', () =>
      eventsIn(came).some(({ event }) => event === 'trigger.action.run'),
    );
    first.kill('SIGKILL');
    await once(first, 'exit');
    await rig.startWorker({ planner: formFillingPlanner });

    const status: TriggerStatus = await handle.result();

    const sequences = sequencesIn(came);
    assert.deepEqual(sequences, upTo(sequences.length));
    assert.equal(status.deliveries.delivered, sequences.length);
    assert.ok(came.filter(({ repeated }) => repeated).length <= 1);
  });
});
