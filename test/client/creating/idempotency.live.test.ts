import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, describe, test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { type CreateRequest, createAssisfy } from '../../../src/index.ts';
import { runCli } from '../../cli/run-cli.ts';
import { assertRefused } from '../../support/assert-refused.ts';
import { startNode } from '../../support/child.ts';
import { eventually } from '../../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner } from '../../support/rig.ts';
import { startProxy } from '../server/proxy.ts';

const address = process.env['TEMPORAL_ADDRESS'] ?? '';
const email = `keys-${process.pid}@example.com`;
const webHookUrl = 'https://192.0.43.10/webhook';
const options = { email, taskQueue: 'nobody-polls-this' };
const client = createAssisfy(options);
const connection = await Connection.connect({ address });
const temporal = new Client({ connection });
after(async () => {
  await client.close();
  await connection.close();
});

let keys = 0;
const newKey = () => `order ${process.pid}-${++keys}`;

function seed(idempotency_key: string): CreateRequest {
  return {
    goal: 'Go through https://assisfy.ai/blog and let me know the latest update',
    idempotency_key,
    config: { max_steps: 20, policy: [{ effect: 'leave', decision: 'deny' }] },
    withAutoTrigger: { interval: 30, end_at: '2099-01-20T00:00:00Z', start_now: true, web_hook_url: webHookUrl },
  };
}

const asJson = (value: object) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

async function executionsOf(workflowId: string): Promise<number> {
  return (await Array.fromAsync(temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` }))).length;
}

describe('the same key and the same request', () => {
  test('are the same trigger, with the same response', async () => {
    const key = newKey();

    const first = await client.session().create(seed(key));
    const second = await client.session().create(seed(key));

    assert.deepEqual(asJson(second), asJson(first));
    await eventually('it is listed', async () => (await executionsOf(first.id)) === 1);
  });

  test('the id is a hash of account and key: the key cannot be read in it, and a list tells when it began', async () => {
    const key = 'a-telling-key';
    const startedAfter = Date.now() - 1;

    const { id } = await client.session().create(seed(key));

    assert.match(id, /^trg_[0-9a-f]{32}$/);
    assert.ok(!id.includes('telling'));
    const row = await eventually('it is listed', async () => {
      const { triggers } = await client.session().list({ limit: 1_000 });
      return triggers.find(({ tracking_id }) => tracking_id === id);
    });
    assert.ok(Date.parse(row.started_at ?? '') >= startedAfter, String(row.started_at));
  });

  test('twenty at once from four processes start one, and all get the same answer', async (t) => {
    const script = `
      const { createAssisfy } = await import(${JSON.stringify(fileURLToPath(new URL('../../../src/index.ts', import.meta.url)))});
      const client = createAssisfy(${JSON.stringify(options)});
      const request = ${JSON.stringify(seed(newKey()))};
      const created = await Promise.all(Array.from({ length: 5 }, () => client.session().create(request)));
      for (const each of created) console.log('created ' + JSON.stringify(each));
      await client.close();`;

    const children = Array.from({ length: 4 }, () => startNode(t, ['--input-type=module', '--eval', script]));
    for (const child of children) assert.equal(await child.ended, 0, child.output());

    const answers = children.flatMap((child) => child.output().match(/^created .*$/gm) ?? []);
    assert.equal(answers.length, 20);
    assert.equal(new Set(answers).size, 1);
  });

  test('return the trigger after it has ended', async () => {
    const key = newKey();
    const first = await client.session().create(seed(key));
    await temporal.workflow.getHandle(first.id).terminate('it is over');

    const second = await client.session().create(seed(key));

    assert.deepEqual(asJson(second), asJson(first));
    assert.deepEqual([first.ended, second.ended?.state, second.ended?.reason], [null, 'stopped', 'it is over']);
    assert.equal((await temporal.workflow.getHandle(first.id).describe()).status.name, 'TERMINATED');
  });

  test('on the command line say that nothing runs where the trigger was stopped, and how to start anew', async () => {
    const key = newKey();
    const parameters = ['create', '--goal', 'once', '--idempotency-key', key, '--email', email];
    const { stdout } = await runCli([...parameters, '--json']);
    const { auto_trigger_tracking_id: id } = JSON.parse(stdout) as { auto_trigger_tracking_id: string };
    await temporal.workflow.getHandle(id).terminate('it is over');

    const second = await runCli(parameters);

    assert.deepEqual([second.exitCode, second.stdout], [4, '']);
    assert.match(
      second.stderr,
      new RegExp(`^error: nothing was started, .+ ${id} ended \\(stopped\\).+ give another key`),
    );
  });

  test('return the trigger where its end has passed, which a new one could not have', async () => {
    const end_at = new Date(Date.now() + 1_500).toISOString();
    const request = { goal: 'once', withAutoTrigger: { interval: 1, end_at, start_now: true } };
    const key = newKey();
    const { id } = await client.session().create({ ...request, idempotency_key: key });
    await eventually('its end has passed', () => Date.now() > Date.parse(end_at));

    const second = await client.session().create({ ...request, idempotency_key: key });

    assert.equal(second.id, id);
    await assertRefused(
      client.session().create({ ...request, idempotency_key: newKey() }),
      'InvalidRequest',
      /end_at \(.+\) is not after/,
    );
  });

  test('are known again over the runs of a trigger', async (t) => {
    const rig = await createRig(t, { planner: scriptedPlanner(() => finishing('Nothing.')) });
    const own = createAssisfy({ email: rig.email, taskQueue: rig.taskQueue });
    t.after(() => own.close());
    const request = { ...recurring({ every: 1, for: 600 }), idempotency_key: newKey() } as CreateRequest;
    const first = await own.session().create(request);
    const isLaterRun = async () => {
      const { raw } = await temporal.workflow.getHandle(first.id).describe();
      return raw.workflowExecutionInfo?.firstRunId !== raw.workflowExecutionInfo?.execution?.runId;
    };
    await eventually('a later run has begun', isLaterRun);

    const second = await own.session().create(request);

    assert.equal(second.id, first.id);
    assert.ok(second.today_sessions > 0, 'the figures are those of now');
    await first.reschedule({ interval: 5, goal: 'another' });
    const third = await own.session().create(request);
    assert.deepEqual([third.id, third.goal], [first.id, request.goal], 'what was created, whatever became of it');
    await first.stop({ now: true });
  });

  test('a default that is spelled out, another order of fields and another spelling of the account are the same', async () => {
    const key = newKey();
    const { withAutoTrigger, config, ...rest } = seed(key);
    const first = await client.session().create(seed(key));

    const second = await client.session().create({
      config: {
        policy: [{ decision: 'deny', effect: 'leave' }],
        max_steps: 20,
        driver: 'builtin',
        answer_timeout: 86_400,
      },
      withAutoTrigger: { catch_up: 'latest', jitter: 0, ...withAutoTrigger },
      ...rest,
      email: email.toUpperCase(),
    } as CreateRequest);

    assert.equal(second.id, first.id);
    assert.equal(config?.max_steps, 20);
  });

  test('a repetition that is wrong in itself is told what is wrong with it', async () => {
    const key = newKey();
    await client.session().create(seed(key));

    await assertRefused(
      client.session().create({ ...seed(key), goal: '' }),
      'InvalidRequest',
      /goal \(\) must not be empty/,
    );
  });

  test('of another account are another trigger', async () => {
    const key = newKey();
    const mine = await client.session().create(seed(key));
    const theirs = await client.session().create({ ...seed(key), email: `other-${email}` });

    assert.notEqual(mine.id, theirs.id);
  });

  test('a start whose answer was lost returns its own trigger', async (t) => {
    const proxy = await startProxy(address);
    t.after(() => proxy.close());
    const lossy = createAssisfy({ ...options, temporal: { address: proxy.address } });
    t.after(() => lossy.close());
    const goal = `the answer to this keyed one is lost ${process.pid}`;
    const request = { goal, idempotency_key: newKey() };

    proxy.swallowAnswersTo(goal);
    const creating = lossy.session().create(request);
    await eventually('the start is sent a second time', () => proxy.heard() >= 2);
    proxy.recover();

    assert.equal((await creating).id, (await client.session().create(request)).id);
  });
});

describe('the same key and another request', () => {
  const changes: [title: string, change: (request: CreateRequest) => object, names: RegExp][] = [
    ['another goal', (request) => ({ ...request, goal: 'another' }), /: goal differs/],
    ['another interval', (request) => withOptions(request, { interval: 31 }), /: interval differs/],
    [
      'an option more and one less',
      (request) => withOptions({ ...request, config: {} }, { jitter: 5 }),
      /: config\.max_steps, config\.policy, jitter differ/,
    ],
    [
      'no rhythm',
      (request) => ({ ...request, withAutoTrigger: undefined }),
      /: interval, end_at, start_now, web_hook_url differ/,
    ],
  ];
  for (const [title, change, names] of changes)
    test(`${title}: is refused, and the fields that differ are named`, async () => {
      const key = newKey();
      const { id } = await client.session().create(seed(key));

      const refused = client.session().create(change(seed(key)) as CreateRequest);

      await assertRefused(refused, 'InvalidRequest', names);
      const was = new RegExp(`^idempotency_key \\(${key}\\) was used for ${id}`);
      const { problems } = await assertRefused(refused, 'InvalidRequest', was);
      const [first, ...differing] = problems;
      assert.deepEqual([first?.field, first?.value], ['idempotency_key', key]);
      const named = differing.map(({ field }) => field?.replace('withAutoTrigger.', '')).join(', ');
      assert.match(`: ${named} ${differing.length > 1 ? 'differ' : 'differs'}`, names);
    });

  test('what the client configures counts, as it does for what is started', async (t) => {
    const key = newKey();
    await client.session().create(seed(key));
    const careful = createAssisfy({ ...options, config: { session_timeout: 60 } });
    t.after(() => careful.close());

    await assertRefused(careful.session().create(seed(key)), 'InvalidRequest', /: config\.session_timeout differs/);
  });

  test('of twenty at once with two requests one wins, and the others are refused', async () => {
    const key = newKey();
    const requests = Array.from({ length: 20 }, (_, index) => ({ goal: `goal ${index % 2}`, idempotency_key: key }));

    const results = await Promise.allSettled(requests.map((request) => client.session().create(request)));

    const created = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    assert.equal(created.length, 10);
    assert.equal(new Set(created.map(({ id, goal }) => `${id} ${goal}`)).size, 1);
  });

  test('a workflow of that id that was started in another way is no repetition', async () => {
    const key = newKey();
    const { id } = await client.session().create(seed(key));
    await temporal.workflow.getHandle(id).terminate('to be replaced');
    await temporal.workflow.start('autoTrigger', { workflowId: id, taskQueue: 'nobody-polls-this', args: [{}] });

    await assertRefused(client.session().create(seed(key)), 'InvalidRequest', /was started in another way/);
  });
});

describe('a key', () => {
  for (const [title, key, names] of [
    ['that is empty', '', /idempotency_key \(\) must not be empty/],
    ['of 256 characters', 'k'.repeat(256), /idempotency_key \(k.+\) must have at most 255 characters/],
    ['that is no text', 7, /idempotency_key \(7\) must be a string/],
  ] as const)
    test(`${title} is refused`, async () => {
      const request = { goal: 'once', idempotency_key: key } as CreateRequest;
      await assertRefused(client.session().create(request), 'InvalidRequest', names);
    });

  test('of 255 characters of any script is good', async () => {
    const session = await client.session().create({ goal: 'once', idempotency_key: '鍵'.repeat(255) });

    assert.match(session.id, /^trg_/);
  });

  test('is given on the command line by --idempotency-key', async () => {
    const parameters = ['create', '--json', '--goal', 'once', '--idempotency-key', newKey(), '--email', email];

    const [first, second] = [await runCli(parameters), await runCli(parameters)];
    const other = await runCli([...parameters, '--config', '{"max_steps":5}']);

    assert.deepEqual([first.exitCode, second.exitCode, other.exitCode], [0, 0, 2], first.stderr + second.stderr);
    assert.equal(second.stdout, first.stdout);
    assert.match(other.stderr, /^error: idempotency_key .+ config\.max_steps differs/);
  });
});

function withOptions(request: CreateRequest, changes: object): object {
  return { ...request, withAutoTrigger: { ...request.withAutoTrigger, ...changes } };
}
