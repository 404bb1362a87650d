import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Planner } from '../../src/agent/planner.ts';
import {
  type BulkResult,
  createAssisfy,
  type CreateRequest,
  type LoggedEvent,
  type OpenRequest,
  type PingResult,
  type Redelivered,
  type TriggerPage,
  type TriggerStatus,
} from '../../src/index.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner } from '../support/rig.ts';
import { startScriptedReceiver } from '../support/scripted-receiver.ts';
import { runCli, spawnCli } from './run-cli.ts';

const trickery = 'A\u001B[2Jword\u0007\nplease';
const asking = scriptedPlanner(({ observations }) =>
  observations.length > 0
    ? finishing(`Told ${JSON.stringify(observations[0])}`)
    : {
        thoughts: 'I have to ask.',
        memories: [],
        planner_state: null,
        next: { type: 'ask', question: { message: trickery, details: null, schema: { type: 'string' } } },
      },
);

/** Wants to open a page where the goal names one, and asks for a word else. */
const asksToGo: Planner = {
  think(input, context) {
    const [url] = /http:\S+/.exec(input.goal) ?? [];
    if (url === undefined || input.observations.length > 0) return asking.think(input, context);
    return Promise.resolve({
      thoughts: 'I want to go there.',
      memories: [],
      planner_state: null,
      next: { type: 'act', actions: [{ tool: 'navigate', arguments: { url } }] },
    });
  },
};

/** A trigger that asks for a word. */
async function askingTrigger(t: TestContext): Promise<string> {
  const rig = await createRig(t, { planner: asking });
  const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
  t.after(() => client.close());
  const session = await client.session().create({ goal: 'Ask' });
  await eventually('it asks', async () => (await session.requests()).length > 0);
  return session.id;
}

async function json<Value>(parameters: string[]): Promise<Value> {
  const result = await runCli([...parameters, '--json']);
  assert.equal(result.exitCode, 0, result.stderr);
  return JSON.parse(result.stdout) as Value;
}

describe('the commands, with a worker', () => {
  test('requests, show, answer, watch and events take a trigger to its end', async (t) => {
    const id = await askingTrigger(t);
    const watching = spawnCli(['watch', id]);

    const { requests } = await json<{ requests: OpenRequest[] }>(['requests', id]);
    const waiting = await json<TriggerStatus>(['show', id]);
    const answered = await json<object>(['answer', id, '--value', '42', '--answered-by', 'ann']);
    const watched = await watching;
    const ended = await json<TriggerStatus>(['show', id]);
    const { events } = await json<{ events: LoggedEvent[] }>(['events', id]);
    const followed = await runCli(['events', id, '--follow', '--json']);

    assert.deepEqual([requests.length, requests[0]?.tracking_id], [1, id]);
    assert.ok(
      requests[0]?.message.startsWith('The agent asks: “A\\u001b[2Jword\\u0007\\u000aplease”'),
      requests[0]?.message,
    );
    assert.equal(waiting.state, 'waiting_for_human');
    assert.deepEqual(answered, { request_id: requests[0]?.request_id, accepted: true });
    assert.match(ended.last?.answer ?? '', /"42"/, 'a question for a text takes the words as they are');
    assert.deepEqual([ended.state, ended.closed_requests[0]?.answered_by], ['completed', 'ann']);
    assert.equal(watched.exitCode, 0, watched.stderr);
    assert.match(watched.stdout, /trigger\.external\.resource\.requested/);
    assert.match(watched.stdout, /The trigger has ended: completed, after 1 session\./);
    assert.equal(events.at(-1)?.event, 'trigger.complete');
    assert.equal(followed.stdout.trim().split('\n').length, events.length);
  });

  test('a pause is told, listed and ended while a question of the trigger is still open', async (t) => {
    const id = await askingTrigger(t);
    const { email } = await json<TriggerStatus>(['show', id]);

    const paused = await runCli(['pause', id]);
    const shown = await runCli(['show', id]);
    const row = await eventually('it is listed as paused', async () => {
      const { triggers } = await json<TriggerPage>(['list', '--email', email, '--state', 'paused']);
      return triggers[0];
    });
    const listed = await runCli(['list', '--email', email]);
    const resumed = await runCli(['resume', '--email', email, '--state', 'paused', '--yes']);
    await eventually('it is not any more', async () => {
      const { triggers } = await json<TriggerPage>(['list', '--email', email, '--state', 'paused']);
      return triggers.length === 0;
    });

    assert.equal(paused.stdout, `${id} is paused; one question is still open.\n`);
    assert.match(shown.stdout, /\nstate +waiting_for_human since .*, and paused since 20/);
    assert.deepEqual([row.tracking_id, row.state, row.paused], [id, 'waiting_for_human', true]);
    assert.match(listed.stdout, /waiting_for_human, paused /);
    assert.equal(resumed.stdout, 'Resumed 1 of 1.\n');
  });

  test('answer answers all open requests that a filter means, of the kind that the answer is for', async (t) => {
    const rig = await createRig(t, { planner: asksToGo });
    const client = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
    t.after(() => client.close());
    const config: CreateRequest['config'] = { policy: [{ tool: 'navigate', decision: 'ask' }] };
    const goals = ['Go to http://127.0.0.1:9/', 'Go to http://127.0.0.1:9/', 'Ask'];
    const created = await Promise.all(goals.map((goal) => client.session().create({ goal, config })));
    await eventually('all ask', async () => {
      const open = await Promise.all(created.map((trigger) => trigger.requests()));
      return open.every(({ length }) => length === 1);
    });
    const all = ['answer', '--all', '--email', rig.email];

    const unsure = await eventually('they are listed', async () => {
      const result = await runCli([...all, '--deny', '--tool', 'navigate']);
      return result.stderr.includes('2 requests') && result;
    });
    const none = await runCli([...all, '--deny', '--tool', 'press', '--yes']);
    const denied = await json<BulkResult>([...all, '--deny', '--tool', 'navigate', '--answered-by', 'ann', '--yes']);
    const told = await runCli([...all, '--value', 'a word', '--yes']);
    const ended = await Promise.all(created.map((trigger) => trigger.result()));

    assert.equal(unsure.exitCode, 2);
    assert.match(
      unsure.stderr,
      /^error: 2 requests would be meant, like req_1_1 of trg_\w+.* say --yes to answer them\n$/,
    );
    assert.equal(none.stdout, 'No open requests match.\n');
    assert.deepEqual(denied, { matched: 2, done: 2, unchanged: 0, left: 0, failed: [] });
    assert.equal(told.stdout, 'Answered 1 of 1.\n');
    assert.deepEqual(
      ended.map(({ closed_requests: [request] }) => [request?.how, request?.answered_by]),
      [
        ['denied', 'ann'],
        ['denied', 'ann'],
        ['answered', null],
      ],
    );
  });

  test('memory shows what is remembered, set changes it, forget takes it away, each for people and for machines', async (t) => {
    const id = await askingTrigger(t);

    const before = await runCli(['memory', id]);
    const added = await json<object>(['memory', 'set', id, 'city', '{"name":"Rome"}', '--by', 'ann']);
    const changed = await runCli(['memory', 'set', id, 'city', 'Rome, Italy']);
    const listed = await runCli(['memory', id]);
    const { memory } = await json<{ memory: { key: string; value: unknown }[] }>(['memory', id]);
    const forgotten = await json<object>(['memory', 'forget', id, 'city']);
    const again = await runCli(['memory', 'forget', id, 'city']);

    assert.equal(before.stdout, 'Nothing is remembered.\n');
    assert.deepEqual(added, { key: 'city', value: { name: 'Rome' }, change: 'added' });
    assert.equal(changed.stdout, 'Changed: city\n');
    assert.match(listed.stdout, /KEY .*\ncity .*"Rome, Italy"/);
    assert.deepEqual(
      memory.map(({ key, value }) => [key, value]),
      [['city', 'Rome, Italy']],
    );
    assert.deepEqual(forgotten, { key: 'city', value: null, change: 'removed' });
    assert.deepEqual(
      [again.exitCode, again.stderr],
      [3, 'error: nothing is remembered under city; there is: nothing\n'],
    );
  });

  test('grants lists what stands; one that is not there cannot be revoked, exit 3', async (t) => {
    const id = await askingTrigger(t);

    assert.equal((await runCli(['grants', id])).stdout, 'It asks each time.\n');
    assert.deepEqual(await json<object>(['grants', id]), { grants: [] });
    const revoked = await runCli(['grants', 'revoke', id, 'grant_1']);
    assert.deepEqual(
      [revoked.exitCode, revoked.stderr],
      [3, 'error: grant_1 is no grant of this trigger; there are: none\n'],
    );
  });

  test('answer refuses --remember without --approve, and --uses without --remember', async (t) => {
    const id = await askingTrigger(t);

    for (const [flags, message] of [
      [['--deny', '--remember'], /--remember goes with --approve/],
      [['--approve', '--uses', '2'], /--uses, --until and --free go with --remember/],
      [['--approve', '--remember', '--uses', 'many'], /remember\.uses/],
    ] as const) {
      const { exitCode, stderr } = await runCli(['answer', id, ...flags]);
      assert.equal(exitCode, 2);
      assert.match(stderr, message);
    }
  });

  test('print texts of a page without its escape sequences, and fit for a pipe', async (t) => {
    const id = await askingTrigger(t);

    for (const parameters of [['show', id], ['requests', id], ['events', id], ['list']]) {
      const { stdout } = await runCli(parameters);
      assert.ok(stdout.length > 0, parameters[0]);
      // oxlint-disable-next-line no-control-regex -- that there is none is the point
      assert.doesNotMatch(stdout, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
    }
  });

  test('stop ends it; a second stop is refused with how and when it ended, exit 4', async (t) => {
    const id = await askingTrigger(t);

    const first = await runCli(['stop', id, '--now', '--reason', 'enough', '--json']);
    await eventually('it has ended', async () => (await json<TriggerStatus>(['show', id])).state === 'stopped');
    const second = await runCli(['stop', id]);
    const late = await runCli(['answer', id, '--value', 'x', '--request', 'req_none']);

    assert.deepEqual(Object.keys(JSON.parse(first.stdout) as object), [
      'state',
      'next_fire_at',
      'paused',
      'running_session',
      'open_requests',
    ]);
    assert.equal(second.exitCode, 4);
    assert.match(second.stderr, /ended \(stopped\) at 2\d{3}-.*: enough/);
    assert.equal(late.exitCode, 4);
  });

  test('an answer to another request is exit 3, one that does not fit exit 2', async (t) => {
    const id = await askingTrigger(t);

    const unknown = await runCli(['answer', id, '--value', 'x', '--request', 'req_none']);
    const misfitting = await runCli(['answer', id, '--approve']);

    assert.deepEqual([unknown.exitCode, misfitting.exitCode], [3, 2], unknown.stderr + misfitting.stderr);
  });

  test('ping, redeliver, events and secret show deal with a receiver, each for people and for machines', async (t) => {
    const rig = await createRig(t, { planner: scriptedPlanner(() => finishing('All is well.')) });
    const id = `trg_${rig.name}`;
    const receiver = await startScriptedReceiver(t);
    receiver.answer(() => 410);
    const request = recurring({ every: 60, for: 600 }, { web_hook_url: receiver.url });
    const handle = await rig.start(request, id);
    await eventually('deliveries have ended', async () => (await rig.status(handle)).deliveries.given_up === 3);

    const refused = await runCli(['ping', id]);
    receiver.answer(() => 204);
    const accepted = await runCli(['ping', id]);
    const result = await json<PingResult>(['ping', id]);
    const again = await runCli(['redeliver', id]);
    const { events, left } = await json<Redelivered>(['redeliver', id, '--only', '2']);
    const none = await runCli(['redeliver', id, '--failed']);
    const secret = await runCli(['secret', 'show', id]);
    const { secret: same } = await json<{ secret: string }>(['secret', 'show', id]);

    assert.equal(refused.exitCode, 1);
    assert.match(refused.stdout, /Not accepted .*HTTP 410[\s\S]*What helps: .*gone for good/);
    assert.match(accepted.stdout, /Accepted with HTTP 204 in \d+ ms/);
    assert.deepEqual([result.delivered, result.status, result.advice], [true, 204, null]);
    assert.equal(again.stdout.match(/\[delivered/g)?.length, 3);
    assert.deepEqual([events.map(({ sequence, state }) => [sequence, state]), left], [[[2, 'delivered']], 0]);
    assert.match(none.stdout, /nothing of that kind/);
    assert.match(secret.stdout, /^whsec_\S+\n$/);
    assert.equal(same, secret.stdout.trim());
  });

  test('what redeliver, ping and secret cannot do ends with one line and its exit code', async (t) => {
    const rig = await createRig(t, { planner: scriptedPlanner(() => finishing('All is well.')) });
    const handle = await rig.start(recurring({ every: 60, for: 600 }));
    await eventually('the session is over', async () => (await rig.status(handle)).sessions.answered === 1);
    const id = handle.workflowId;

    for (const [parameters, exitCode, message] of [
      [['ping', id], 4, /has no webhook/],
      [['redeliver', id, '--from', '1'], 4, /has no webhook/],
      [['redeliver', id, '--only', '1', '--from', '1'], 2, /only goes without/],
      [['redeliver', id, '--from', 'first'], 2, /whole number/],
      [['ping', 'trg_nobody'], 3, /trg_nobody/],
      [['secret', 'show', 'trg_nobody'], 3, /trg_nobody/],
      [['schemas', 'trigger.nothing'], 2, /there is no event trigger\.nothing/],
    ] as const) {
      const refused = await runCli([...parameters]);
      assert.equal(refused.exitCode, exitCode, refused.stderr);
      assert.match(refused.stderr, message);
      assert.equal(refused.stderr.trim().split('\n').length, 1);
    }
  });
});
