import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { startReceiver } from '../../src/dev/receiver.ts';
import { type Assisfy, AutoTriggerError, createAssisfy, type LoggedEvent } from '../../src/index.ts';
import { runCli } from '../cli/run-cli.ts';
import { assertRefused } from '../support/assert-refused.ts';
import { createRig, finishing, recurring, type Rig, scriptedPlanner } from '../support/rig.ts';
import { eventually } from '../support/eventually.ts';

const contented = scriptedPlanner(() => finishing('All is well.'));
const asking = scriptedPlanner(({ observations }) =>
  observations.length > 0
    ? finishing(`Told: ${JSON.stringify(observations[0])}`)
    : {
        thoughts: 'I have to ask.',
        memories: [],
        planner_state: null,
        next: { type: 'ask', question: { message: 'Which word?', details: null, schema: { type: 'string' } } },
      },
);
const once = { goal: 'Let me know' };
type CreateRequest = Parameters<ReturnType<Assisfy['session']>['create']>[0];

/** Every so many seconds, for so many; the account is that of the client. */
function every(seconds: number, lasting: number, more: object = {}): CreateRequest {
  const { withAutoTrigger } = recurring({ every: seconds, for: lasting }, more) as CreateRequest;
  return { ...once, ...(withAutoTrigger === undefined ? {} : { withAutoTrigger }) };
}

function clientOf(test: TestContext, rig: Rig, options: { allowNetworks?: string } = {}): Assisfy {
  const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email, ...options });
  test.after(() => client.close());
  return client;
}

async function eventsOf(client: Assisfy, id: string, follow: boolean): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for await (const event of client.session().get(id).events({ follow })) events.push(event);
  return events;
}

describe('a trigger with a worker', { concurrency: 2 }, () => {
  test('tells its status, and its result when it has ended', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const session = await clientOf(t, rig).session().create(once);

    const result = await session.result();

    assert.equal(result.state, 'completed');
    assert.equal(result.last?.answer, 'All is well.');
    assert.deepEqual(await session.status(), result);
  });

  test('lists its question, takes one valid answer, and refuses a second', async (t) => {
    const rig = await createRig(t, { planner: asking });
    const client = clientOf(t, rig);
    const { id } = await client.session().create(once);
    const trigger = client.session().get(id);
    const [request] = await eventually('it asks', async () => {
      const requests = await trigger.requests();
      return requests.length > 0 && requests;
    });
    await eventually('its row has no next fire, as its only one has come', async () => {
      const { triggers } = await client.session().list({ state: 'waiting_for_human' });
      return triggers.some((row) => row.tracking_id === id && row.next_fire_at === null);
    });
    const all = await eventually('it is found among all', async () => {
      const found = (await client.session().requests()).filter((one) => one.tracking_id === id);
      return found.length > 0 && found;
    });

    const unknown = await assertRefused(
      trigger.answer({ request_id: 'req_none', value: 'x' }),
      'UnknownRequest',
      /req_none/,
    );
    const unfitting = await assertRefused(trigger.answer({ value: 7 }), 'InvalidAnswer', /string/);
    await assertRefused(trigger.answer({ approved: true }), 'InvalidAnswer', /./);
    const answered = await trigger.answer({ value: 'a word', answered_by: 'ann' });
    const result = await trigger.result();

    assert.match(all[0]?.message ?? '', /^The agent asks: “Which word\?”/);
    assert.deepEqual(answered, { request_id: request?.request_id, accepted: true });
    assert.match(result.last?.answer ?? '', /a word/);
    const late = trigger.answer({ request_id: request?.request_id ?? '', value: 'late' });
    const closed = await assertRefused(late, 'RequestClosed', new RegExp(`${id} ended \\(completed\\)`));
    assert.deepEqual(unknown, { request_id: 'req_none' });
    assert.deepEqual([unfitting.request_id, unfitting.problems[0]?.field], [request?.request_id, 'value']);
    assert.deepEqual(closed, { tracking_id: id, request_id: request?.request_id });
  });

  test('that waits for a human tells the fires that are still to come, and none that passed meanwhile', async (t) => {
    const rig = await createRig(t, { planner: asking });
    const client = clientOf(t, rig);
    const { id } = await client.session().create(every(1, 60));
    const trigger = client.session().get(id);
    const [request] = await eventually('it asks', async () => {
      const requests = await trigger.requests();
      return requests.length > 0 && requests;
    });
    const lastPlanned = Date.parse(request?.asked_at ?? '') + 5_000;
    await eventually('all that it foresaw when it asked have passed', () => Date.now() > lastPlanned);

    const askedAt = Date.now();
    const { next_fires, start_at } = await trigger.status();

    assert.equal(next_fires.length, 5);
    for (const fire of next_fires) {
      assert.ok(Date.parse(fire) > askedAt, fire);
      assert.equal((Date.parse(fire) - Date.parse(start_at)) % 1_000, 0, fire);
    }
    await trigger.stop({ now: true });
  });

  test('stops, and says so to a second stop', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const client = clientOf(t, rig);
    const request = every(60, 600);
    const { id } = await client.session().create(request);
    const trigger = client.session().get(id);

    const stopped = await trigger.stop({ reason: 'enough', by: 'ann' });
    const result = await trigger.result();

    assert.equal(stopped.next_fire_at, null);
    assert.equal(result.state, 'stopped');
    assert.equal(result.reason, 'enough');
    await assertRefused(trigger.stop(), 'WrongState', /ended \(stopped\) at .*enough/);
  });

  test('fifty answers across continue-as-new: each caller hears of its own, and none of a lost connection', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const client = clientOf(t, rig);
    const request = every(1, 12);
    const { id } = await client.session().create(request);
    const trigger = client.session().get(id);
    const codes: string[] = [];

    for (let round = 0; round < 10; round++)
      await Promise.all(
        Array.from({ length: 5 }, async () => {
          const error: unknown = await trigger
            .answer({ approved: true, request_id: 'req_x' })
            .catch((cause: unknown) => cause);
          codes.push(AutoTriggerError.is(error) ? error.code : String(error));
        }),
      );

    assert.deepEqual(new Set(codes), new Set(['UnknownRequest']));
    await trigger.stop({ now: true });
  });
});

describe('a client with another master key than the workers', () => {
  test('is told so by create, by ping, and by doctor', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const receiver = await startReceiver({ secret: () => undefined, onDelivery: () => undefined });
    t.after(() => receiver.close());
    const warnings: string[] = [];
    const masterKeys = ['another-key-than-the-workers-have-0123456789'] as const;
    const { taskQueue, email } = rig;
    const options = { taskQueue, email, allowNetworks: '127.0.0.1', onWarning: (text: string) => warnings.push(text) };
    const [other, own] = [createAssisfy({ ...options, masterKeys }), createAssisfy(options)];
    t.after(() => Promise.all([other.close(), own.close()]));
    const request = every(60, 600, { web_hook_url: receiver.url });

    const session = await other.session().create(request);
    const ping = await eventually('it answers', () => session.ping().catch(() => undefined));

    assert.match(warnings.join(), /^web_hook_url: the master key here \(fingerprint \w+\) is none of the workers'/);
    assert.match(ping.advice ?? '', /the master key here/);
    assert.doesNotMatch((await own.session().get(session.id).ping()).advice ?? '', /the master key here/);
    await own.session().create(request);
    assert.equal(warnings.length, 1);
    const doctor = await runCli(['doctor', '--json'], { AUTO_TRIGGER_MASTER_KEY: masterKeys[0] });
    const { checks } = JSON.parse(doctor.stdout) as { checks: { name: string; ok: boolean; found: string }[] };
    const keys = checks.find(({ name }) => name === 'keys');
    assert.deepEqual([doctor.exitCode, keys?.ok], [1, false]);
    assert.match(keys?.found ?? '', /the master key here/);
    assert.ok(!doctor.stdout.includes(masterKeys[0]));
  });
});

describe('the event log', { concurrency: 2 }, () => {
  test('without a webhook has every event, not sent, with the reason, over all runs', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const client = clientOf(t, rig);
    const request = every(1, 30, { max_sessions: 3 });
    const { id } = await client.session().create(request);

    const followed = await eventsOf(client, id, true);
    const read = await eventsOf(client, id, false);

    assert.deepEqual(
      read.map((event) => event.sequence),
      read.map((_, index) => index + 1),
    );
    assert.deepEqual(
      followed.map((event) => event.webhook_id),
      read.map((event) => event.webhook_id),
    );
    assert.equal(read.filter((event) => event.event === 'trigger.complete').length, 3);
    for (const event of read) assert.deepEqual([event.state, event.reason], ['not_sent', 'the trigger has no webhook']);
  });

  test('with a webhook has each delivery, with its attempts', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const client = clientOf(t, rig, { allowNetworks: '127.0.0.1' });
    let secret: string | null = null;
    const receiver = await startReceiver({ secret: () => secret ?? undefined, onDelivery: () => undefined });
    t.after(() => receiver.close());
    const session = await client.session().create({ ...once, web_hook_url: receiver.url });
    secret = session.auto_trigger_web_hook_signature;

    await session.result();
    const events = await eventsOf(client, session.id, false);

    assert.ok(events.length >= 3);
    for (const event of events) {
      assert.equal(event.state, 'delivered');
      assert.equal(event.attempts.at(-1)?.status, 204);
    }
  });

  test('shows what waits for its receiver, from the workflow itself', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const client = clientOf(t, rig, { allowNetworks: '127.0.0.1' });
    const receiver = await startReceiver({ secret: () => undefined, onDelivery: () => undefined });
    await receiver.close(); // nobody is there
    const session = await client.session().create({ ...once, web_hook_url: receiver.url });

    const events = await eventually('all wait', async () => {
      const found = await eventsOf(client, session.id, false);
      return found.some((event) => event.event === 'trigger.complete') && found;
    });

    assert.ok(events.every((event) => event.state === 'waiting'));
    assert.notEqual(events[0]?.attempts[0]?.error ?? null, null);
    await rig.client.workflow.getHandle(session.id).terminate('the test is over');
    const [first] = await eventsOf(client, session.id, true);
    assert.deepEqual([first?.state, first?.reason], ['given_up', 'the trigger ended before it was delivered']);
  });
});

describe('a trigger without a worker', { concurrency: 2 }, () => {
  test('can be created and listed; what needs a worker says so', async (t) => {
    const rig = await createRig(t, { worker: 'none' });
    const client = clientOf(t, rig);
    const { id } = await client.session().create(once);

    const row = await eventually('it is listed', async () => {
      const { triggers } = await client.session().list({ state: 'scheduled', limit: 100 });
      return triggers.find((found) => found.tracking_id === id);
    });

    assert.deepEqual([row.state, row.email, row.goal, row.stuck], ['scheduled', rig.email, once.goal, false]);
    await assertRefused(client.session().get(id).status(), 'NoWorker', /auto-trigger worker/);
    await assertRefused(client.session().get(id).stop(), 'NoWorker', /auto-trigger worker/);
    await rig.client.workflow.getHandle(id).terminate('the test is over');
  });

  test('that was terminated is stopped, with the reason and what its request tells', async (t) => {
    const rig = await createRig(t, { worker: 'none' });
    const client = clientOf(t, rig);
    const { id } = await client.session().create(once);
    await rig.client.workflow.getHandle(id).terminate('by hand');

    const status = await client.session().get(id).status();

    assert.deepEqual([status.state, status.reason, status.goal], ['stopped', 'by hand', once.goal]);
    assert.match(status.limits_reached[0] ?? '', /not known/);
    await assertRefused(client.session().get(id).answer({ approved: true }), 'RequestClosed', /by hand/);
  });

  test('that the server ended, as its history grew too large, is failed, in show and list: nobody stopped it', async (t) => {
    const rig = await createRig(t, { worker: 'none' });
    const client = clientOf(t, rig);
    const { id } = await client.session().create(once);
    const handle = rig.client.workflow.getHandle(id);
    const flood = async () => {
      for (let number = 0; number < 40; number += 1) await handle.signal('flood', 'x'.repeat(1_900_000));
    };
    await assert.rejects(flood());

    const { state, reason } = await client.session().get(id).status();

    assert.equal(state, 'failed');
    assert.match(reason ?? '', /^the Temporal server ended it, and nobody else: .*size exceeds limit/);
    const listed = (filter: 'failed' | 'stopped') => client.session().list({ state: filter, email: rig.email });
    const [row] = await eventually('it is listed', async () => {
      const { triggers } = await listed('failed');
      return triggers.length > 0 && triggers;
    });
    assert.deepEqual([row?.tracking_id, row?.state], [id, 'failed']);
    assert.deepEqual((await listed('stopped')).triggers, []);
  });

  test('that failed for a bad request is failed, and names the fields', async (t) => {
    const rig = await createRig(t);
    const handle = await rig.start({ goal: '', email: 'x' });
    await handle.result().catch(() => undefined);
    await rig.worker().stop();

    const status = await clientOf(t, rig).session().get(handle.workflowId).status();

    assert.equal(status.state, 'failed');
    assert.match(status.reason ?? '', /goal.*email/);
  });

  test('a workflow of another kind is no trigger', async (t) => {
    const rig = await createRig(t, { worker: 'none' });
    const workflowId = `other-${rig.name}`;
    await rig.client.workflow.start('other', { workflowId, taskQueue: rig.taskQueue });

    await assertRefused(clientOf(t, rig).session().get(workflowId).status(), 'UnknownTrigger', /of type other/);
    await rig.client.workflow.getHandle(workflowId).terminate('the test is over');
  });
});
