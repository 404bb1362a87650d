import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Planner } from '../../src/agent/planner.ts';
import type { AgentConfig } from '../../src/contract/agent.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { assertRefused } from '../support/assert-refused.ts';
import { eventually } from '../support/eventually.ts';
import { clientOf, contented, heldPlanner, hour, ledgerOf, lengthAtRest, sessionsOf } from '../support/lives.ts';
import { refusalOf } from '../support/refusal.ts';
import { createRig, recurring, update } from '../support/rig.ts';
import { startScriptedReceiver } from '../support/scripted-receiver.ts';

describe('rescheduling', { concurrency: 2 }, () => {
  test('with another interval holds at once, keeps the origin, and the status tells what changed', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    const before = await sessionsOf(1, rig, handle);

    const result = await update(handle, 'reschedule', { interval: 2 / 60, by: 'ann', reason: 'too slow' });
    const after = await sessionsOf(2, rig, handle);
    const ledger = await ledgerOf(handle);

    const changes = { interval: { from: 1, to: 2 / 60 } };
    assert.deepEqual((result as { changes: object }).changes, changes);
    assert.equal((Date.parse(ledger[1]?.due ?? '') - Date.parse(before.start_at)) % 2_000, 0);
    assert.equal(after.start_at, before.start_at);
    const [change] = after.changes;
    assert.deepEqual([change?.by, change?.reason, change?.changes], ['ann', 'too slow', changes]);
  });

  test('is refused as a whole, as create would refuse it, and leaves nothing in the history', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    await sessionsOf(1, rig, handle);
    const trigger = clientOf(t, rig).session().get(handle.workflowId);
    const before = await lengthAtRest(handle);

    const refused = [
      [{}, /must change something: interval, end_at, start_at, goal, web_hook_url, config, notify, events/],
      [{ config: { max_steps: 0 } }, /config\.max_steps \(0\)/],
      [{ config: { colour: 'red' } as never }, /config\.colour is not known/],
      [{ config: { driver: 'llm' } }, /config\.model is needed with driver llm/],
      [{ events: ['trigger.complete'] as never }, /nobody would be told of a question/],
      [{ interval: 0 }, /interval \(0\)/],
      [{ interval: 10, end_at: '2020-01-01T00:00:00Z' }, /end_at \(2020-01-01T00:00:00Z\) is not after the present/],
      [{ start_at: '2020-01-01T00:00:00Z' }, /start_at \(2020.* in the past/],
      [{ start_at: '2099-01-01T00:00:00Z' }, /end_at .* is not after start_at/],
      [{ goal: ' ' }, /goal .* must not be empty/],
      [{ web_hook_url: 'ftp://example.com' }, /web_hook_url/],
    ] as const;
    for (const [request, message] of refused) {
      const { problems } = await assertRefused(trigger.reschedule(request), 'InvalidRequest', message);
      for (const problem of problems) assert.match(problem.message, message);
      assert.equal(await refusalOf(handle.executeUpdate('reschedule', { args: [request] })), 'InvalidRequest');
    }
    assert.equal(await refusalOf(handle.executeUpdate('reschedule', { args: [{ colour: 'red' }] })), 'InvalidRequest');
    assert.equal(await lengthAtRest(handle), before);
  });

  test('of a single session takes a goal or a webhook, and no rhythm', async (t) => {
    const held = heldPlanner();
    const rig = await createRig(t, { planner: held.planner });
    const handle = await rig.start({ goal: 'Look' });
    await eventually('it runs', () => held.running() === 1);
    const receiver = await startScriptedReceiver(t);
    const trigger = clientOf(t, rig).session().get(handle.workflowId);

    await assertRefused(trigger.reschedule({ interval: 5 }), 'InvalidRequest', /interval does not go with a single/);
    await trigger.reschedule({ web_hook_url: receiver.url });
    held.release();
    await handle.result();

    assert.equal(receiver.taken().at(-1)?.event, 'trigger.complete');
  });

  test('with another goal starts afresh: baseline, memory, grants and addresses; a session that runs keeps its own', async (t) => {
    const held = heldPlanner();
    const goals: string[] = [];
    const planner: Planner = {
      think(input, context) {
        goals.push(input.goal);
        return held.planner.think(input, context);
      },
    };
    const rig = await createRig(t, { planner });
    const receiver = await startScriptedReceiver(t);
    const handle = await rig.start(recurring(hour, { web_hook_url: receiver.url }, 'The first goal'));
    await eventually('a session runs', () => held.running() === 1);
    await update(handle, 'set_memory', { key: 'city', value: 'Rome' });

    const result = await update(handle, 'reschedule', { goal: 'The second goal', by: 'ann' });
    held.release(true);
    await sessionsOf(1, rig, handle);
    await update(handle, 'run_now');
    const status = await sessionsOf(2, rig, handle);

    assert.deepEqual((result as { changes: object }).changes, {
      goal: { from: 'The first goal', to: 'The second goal' },
    });
    assert.deepEqual(goals, ['The first goal', 'The second goal']);
    assert.deepEqual(await handle.query('memory'), []);
    assert.equal(status.goal, 'The second goal');
    assert.equal((await handle.describe()).memo?.['goal'], 'The second goal');
    const forgotten = receiver.taken().find(({ data }) => 'thoughts' in data && /another goal/.test(data.thoughts));
    assert.deepEqual(forgotten !== undefined && 'memories' in forgotten.data && forgotten.data.memories, [
      { key: 'city', value: null, change: 'removed' },
    ]);
  });

  test('with another configuration and choice of events holds from the next session on, and takes nothing away', async (t) => {
    const held = heldPlanner();
    const configs: AgentConfig[] = [];
    const planner: Planner = {
      think(input, context) {
        configs.push(input.config);
        return held.planner.think(input, context);
      },
    };
    const rig = await createRig(t, { planner });
    const receiver = await startScriptedReceiver(t);
    const policy = [{ effect: 'submit', decision: 'deny' }] as const;
    const handle = await rig.start({
      ...recurring(hour, { web_hook_url: receiver.url }),
      config: { max_steps: 20, hold_page: 5 },
    });
    await eventually('a session runs', () => held.running() === 1);
    await update(handle, 'set_memory', { key: 'city', value: 'Rome' });

    const result = await update(handle, 'reschedule', {
      config: { policy, answer_timeout: 60, max_steps: null, on_timeout: 'deny' },
      events: ['trigger.complete'],
    });
    held.release(true);
    await sessionsOf(1, rig, handle);
    await update(handle, 'run_now');
    await sessionsOf(2, rig, handle);
    await eventually('the second is told', () => receiver.taken().some(({ data }) => data.session_number === 2));

    assert.deepEqual((result as { changes: object }).changes, {
      config: {
        from: '{"max_steps":20,"policy":[],"answer_timeout":86400,"on_timeout":"end_session"}',
        to: '{"max_steps":60,"policy":[{"effect":"submit","decision":"deny"}],"answer_timeout":60,"on_timeout":"deny"}',
      },
      events: { from: null, to: 'trigger.complete' },
    });
    const [first, second] = configs;
    assert.deepEqual([first?.max_steps, first?.policy, first?.hold_page], [20, [], 5]);
    assert.deepEqual([second?.max_steps, second?.policy, second?.hold_page], [60, policy, 5]);
    const told = receiver.taken().map(({ event, data }) => [event, data.session_number, data.sequence]);
    assert.deepEqual(told, [
      ['trigger.session.started', 1, 1],
      ['trigger.thoughts.and.memories', 1, 2],
      ['trigger.thoughts.and.memories', 1, 3],
      ['trigger.complete', 1, 4],
      ['trigger.complete', 2, 5],
    ]);
    const memory = (await handle.query('memory')) as { key: string }[];
    assert.deepEqual(
      memory.map(({ key }) => key),
      ['city'],
    );
  });

  test('to a model server that is not permitted is an InvalidRequest', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    await sessionsOf(1, rig, handle);
    const config = { driver: 'llm', model: 'small', base_url: 'http://169.254.169.254/v1' } as const;

    const again = clientOf(t, rig).session().get(handle.workflowId).reschedule({ config });

    const { problems } = await assertRefused(again, 'InvalidRequest', /config\.base_url: .*169\.254/);
    assert.equal(problems[0]?.field, 'config.base_url');
    assert.deepEqual((await rig.status(handle)).changes, []);
  });

  test('with another webhook sends there what waits, also where the old one was gone for good', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const [gone, next] = [await startScriptedReceiver(t), await startScriptedReceiver(t)];
    gone.answer(() => 410);
    const handle = await rig.start(recurring(hour, { web_hook_url: gone.url }));
    await eventually('deliveries have ended', async () => (await rig.status(handle)).deliveries.ended);

    await update(handle, 'reschedule', { web_hook_url: next.url });
    await update(handle, 'run_now', { queue: true });
    await eventually('the new one is told', () => next.taken().some(({ event }) => event === 'trigger.complete'));

    const { deliveries, web_hook_url } = await rig.status(handle);
    assert.deepEqual([deliveries.ended, web_hook_url], [null, next.url]);
  });

  test('while the old webhook is being sent something does not let its refusal count against the new one', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const [slow, next] = [await startScriptedReceiver(t), await startScriptedReceiver(t)];
    let refuse: () => void = () => undefined;
    slow.answer((_, response) => {
      refuse = () => response.writeHead(410).end();
      return undefined;
    });
    const handle = await rig.start({ goal: 'Look', web_hook_url: slow.url });
    await eventually('the first event is on its way', () => slow.arrivals.length === 1);

    await update(handle, 'reschedule', { web_hook_url: next.url });
    refuse();
    const status: TriggerStatus = await handle.result();

    assert.deepEqual([status.deliveries.given_up, status.deliveries.ended], [0, null]);
    assert.deepEqual(
      next.taken().map(({ data }) => data.sequence),
      [1, 2, 3],
    );
  });

  test('to an address that is not permitted is an InvalidRequest, and changes nothing', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const handle = await rig.start(recurring(hour));
    await sessionsOf(1, rig, handle);

    const refusal = await refusalOf(
      handle.executeUpdate('reschedule', { args: [{ web_hook_url: 'http://169.254.169.254/latest' }] }),
    );

    assert.equal(refusal, 'InvalidRequest');
    const again = clientOf(t, rig)
      .session()
      .get(handle.workflowId)
      .reschedule({ web_hook_url: 'http://169.254.169.254/' });
    const { problems } = await assertRefused(again, 'InvalidRequest', /169\.254/);
    assert.deepEqual([problems[0]?.field, problems[0]?.value], ['web_hook_url', 'http://169.254.169.254/']);
    const status = await rig.status(handle);
    assert.deepEqual([status.web_hook_url, status.changes], [null, []]);
  });
});
