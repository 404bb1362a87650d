import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { accountMemoKey, accountWorkflowId } from '../../../src/contract/temporal-names.ts';
import { type CreateRequest, createAssisfy, type Preview } from '../../../src/index.ts';
import { assertRefused } from '../../support/assert-refused.ts';
import { eventually } from '../../support/eventually.ts';
import { createRig } from '../../support/rig.ts';
import { startProxy } from '../server/proxy.ts';

const address = process.env['TEMPORAL_ADDRESS'] ?? '';
const taskQueue = 'nobody-polls-this';
const options = { email: `preview-${process.pid}@example.com`, taskQueue, allowNetworks: '192.0.43.10,127.0.0.1:8080' };
const client = createAssisfy(options);
const connection = await Connection.connect({ address });
const temporal = new Client({ connection });
after(async () => {
  await client.close();
  await connection.close();
});

const minute = 60_000;
const inMinutes = (minutes: number) => new Date(Math.ceil(Date.now() / 1_000) * 1_000 + minutes * minute).toISOString();
const inAnHour = inMinutes(60);
const later = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

/** One that there is nothing to warn of, but that nobody polls the queue. */
function harmless(changes: object = {}, options: object = {}): CreateRequest {
  const start_at = inMinutes(60);
  return {
    goal: 'Go through http://127.0.0.1:8080/blog and let me know the latest update',
    withAutoTrigger: {
      interval: 30,
      start_at,
      end_at: new Date(Date.parse(start_at) + 24 * 60 * minute).toISOString(),
      web_hook_url: 'https://192.0.43.10/webhook',
      ...options,
    },
    ...changes,
  };
}

function previewOf(request: CreateRequest): Promise<Preview> {
  return client.session().create({ ...request, dry_run: true });
}

/** What is warned of, beside the missing worker. */
async function warningsOf(request: CreateRequest): Promise<string[]> {
  return (await previewOf(request)).warnings.filter((warning) => !warning.startsWith('nobody polls'));
}

describe('a preview', () => {
  test('has the next ten fires, the last one, and their number', async () => {
    const request = harmless();
    const startMs = Date.parse(request.withAutoTrigger?.start_at ?? '');

    const preview = await previewOf(request);

    assert.deepEqual(
      preview.fires.map(({ at }) => (Date.parse(at) - startMs) / minute),
      [0, 30, 60, 90, 120, 150, 180, 210, 240, 270],
    );
    assert.equal(preview.sessions_total, 48);
    assert.equal(preview.last_fire?.at, new Date(startMs + 47 * 30 * minute).toISOString());
    assert.equal(preview.runs_dry_at, null);
    assert.deepEqual(preview.warnings.length, 1, preview.warnings.join('\n'));
  });

  test('with start_now begins now; with jitter says by when a session begins', async () => {
    const before = Date.now();

    const { fires } = await previewOf(harmless({}, { start_at: undefined, start_now: true, jitter: 90 }));

    const [first] = fires;
    assert.ok(first !== undefined && Date.parse(first.at) >= before && Date.parse(first.at) <= Date.now());
    assert.equal(Date.parse(first.latest) - Date.parse(first.at), 90_000);
  });

  test('of a single session has one fire', async () => {
    const preview = await previewOf({ goal: 'The latest of http://127.0.0.1:8080/' });

    assert.deepEqual([preview.fires.length, preview.sessions_total], [1, 1]);
  });

  test('reckons with max_sessions', async () => {
    assert.equal((await previewOf(harmless({}, { max_sessions: 3 }))).sessions_total, 3);
  });

  test("has the account's figures, its days, and when they run dry", async () => {
    const email = `berlin-${process.pid}@example.com`;
    const time_zone = 'Pacific/Kiritimati';
    await temporal.workflow.start('account', {
      workflowId: accountWorkflowId(email),
      taskQueue,
      memo: {
        [accountMemoKey]: {
          email,
          max_session_per_day: 20,
          today_sessions: 0,
          sessions_left: 20,
          time_zone,
          date: '2020-01-01',
          resets_at: '2099-01-01T00:00:00Z',
        },
      },
    });

    const preview = await previewOf(harmless({ email }));

    assert.deepEqual([preview.email, preview.time_zone, preview.max_session_per_day], [email, time_zone, 20]);
    for (const { at, local } of [...preview.fires, preview.last_fire].filter((fire) => fire !== null)) {
      assert.match(local, /\+14:00$/);
      assert.equal(Date.parse(local), Date.parse(at));
    }
    // 30 minutes apart: 48 a day, of which 20 can run
    assert.ok(preview.runs_dry_at !== null);
    assert.match(
      preview.warnings.join('\n'),
      /max_session_per_day \(20, 20 left today\) runs dry at .+ interval of 72 min/,
    );
  });

  test('says what sessions will need', async () => {
    const { needs } = await previewOf(harmless());

    assert.deepEqual(needs, {
      browser: true,
      planner: { driver: 'builtin', task: 'list', can_do: true },
      model: null,
      sites: ['127.0.0.1:8080'],
      permissions: [{ effect: 'leave', decision: 'ask', because: 'It leaves the sites of the goal.' }],
      secrets: [],
      worker: { task_queue: taskQueue, is_running: false },
    });
  });

  test('of a model says where its key has to be, whether it is set here, and what the policy has asked for', async (t) => {
    process.env['ANTHROPIC_API_KEY'] = 'of-this-test';
    t.after(() => delete process.env['ANTHROPIC_API_KEY']);
    const policy = [{ effect: 'submit', decision: 'allow' } as const, { effect: 'leave', decision: 'deny' } as const];
    const config = { driver: 'llm', model: 'anthropic/claude-sonnet-4-5', policy } as const;

    const { needs, warnings } = await previewOf(harmless({ config }));

    assert.deepEqual(needs.model, {
      name: 'anthropic/claude-sonnet-4-5',
      base_url: null,
      key_variable: 'ANTHROPIC_API_KEY',
      is_key_required: true,
      is_key_set_here: true,
    });
    assert.equal(needs.planner.can_do, null);
    assert.deepEqual(
      needs.permissions.map(({ effect, decision }) => `${decision} ${effect}`),
      ['ask download', 'deny leave'],
    );
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.doesNotMatch(JSON.stringify(needs), /of-this-test/);
  });

  test('starts nothing: what it is about never reaches the server', async (t) => {
    const proxy = await startProxy(address);
    t.after(() => proxy.close());
    const watched = createAssisfy({ ...options, temporal: { address: proxy.address } });
    t.after(() => watched.close());
    const request = harmless({ idempotency_key: `never used ${process.pid}` });
    proxy.listenFor('let me know the latest update');

    const preview = await watched.session().create({ ...request, dry_run: true });
    assert.equal(proxy.heard(), 0);
    assert.equal(preview.repeats, null);

    const { id } = await watched.session().create(request);
    assert.equal(proxy.heard(), 1);
    const again = await watched.session().create({ ...request, dry_run: true });
    assert.deepEqual([again.repeats, again.fires, again.warnings], [id, [], []]);
    await assertRefused(
      watched.session().create({ ...request, goal: 'another', dry_run: true }),
      'InvalidRequest',
      /goal differs/,
    );
  });

  test('sees the worker that polls the queue', async (t) => {
    const rig = await createRig(t);
    const own = createAssisfy({ ...options, taskQueue: rig.taskQueue });
    t.after(() => own.close());

    // the server knows of a worker from its first poll, which follows its start
    const { warnings } = await eventually('the worker is seen', async () => {
      const preview = await own.session().create({ ...harmless(), dry_run: true });
      return preview.needs.worker.is_running && preview;
    });

    assert.deepEqual(warnings, []);
  });
});

describe('a preview warns of', () => {
  const cases: [title: string, request: CreateRequest, warning: RegExp][] = [
    [
      'a webhook over plain http',
      harmless({}, { web_hook_url: 'http://8.8.8.8/hook' }),
      /^web_hook_url: 8\.8\.8\.8 is reached by http/,
    ],
    [
      'a webhook whose host does not resolve',
      harmless({}, { web_hook_url: 'https://no-such-host.invalid/hook' }),
      /^web_hook_url: no-such-host\.invalid does not resolve now/,
    ],
    [
      'a page that may not be opened',
      harmless({ goal: 'The latest of http://10.0.0.1/' }),
      /^goal: 10\.0\.0\.1 is not a public address .+AUTO_TRIGGER_ALLOW_NETWORKS/,
    ],
    ['a goal without an address', harmless({ goal: 'Let me know the latest news' }), /^goal: .+ asks a person/],
    [
      'a goal that is too much',
      harmless({ goal: 'Buy me a spade at http://127.0.0.1:8080/' }),
      /^goal: .+ config\.driver/,
    ],
    [
      'an interval that a session may outlast',
      harmless({}, { interval: 10 }),
      /^interval \(10 min\) is shorter than config\.session_timeout \(900 s\)/,
    ],
    [
      'an end that leaves room for one session',
      harmless({}, { interval: 1_440 }),
      /^end_at \(.+\) leaves room for one session/,
    ],
    [
      'an end that is not on the grid',
      harmless({}, { interval: 50 }),
      /^end_at \(.+\) is not on the grid: the last session is 40 min before, at /,
    ],
    [
      'an end that is a millisecond after a fire',
      harmless({}, { start_at: inAnHour, end_at: later(inAnHour, 60 * minute + 1) }),
      /^end_at \(.+\) is not on the grid: the last session is 1 ms before, at \S+:\d\d\.000Z$/,
    ],
    ['much jitter', harmless({}, { jitter: 1_000 }), /^jitter \(1000 s\) is more than half/],
    [
      'a start that is far away',
      harmless({}, { start_at: inMinutes(60 * 24 * 60), end_at: inMinutes(61 * 24 * 60) }),
      /^start_at \(.+\) is 60 days away/,
    ],
    [
      'a key that is not set here',
      harmless({ config: { driver: 'llm', model: 'openai/gpt-5' } }),
      /^config\.model \(openai\/gpt-5\) needs OPENAI_API_KEY, which is not set here/,
    ],
    [
      'a model that is none',
      harmless({ config: { driver: 'llm', model: 'gpt-5' } }),
      /^config\.model \(gpt-5\) must be/,
    ],
    [
      'a secret that is not set here',
      harmless({ goal: 'The latest of http://127.0.0.1:8080/ for {{secret:NAME}}' }),
      /^\{\{secret:NAME\}\} needs AUTO_TRIGGER_SECRET_NAME/,
    ],
  ];
  for (const [title, request, warning] of cases)
    test(`${title}, and of nothing else`, async () => {
      const warnings = await warningsOf(request);

      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.match(warnings[0] ?? '', warning);
    });

  test('an interval that is longer than closed runs are kept', async () => {
    const end_at = inMinutes(100 * 24 * 60);
    const warnings = await warningsOf(
      harmless({}, { interval: 40 * 24 * 60, end_at, start_at: undefined, start_now: true }),
    );

    assert.match(
      warnings.join('\n'),
      /^interval \(40 days\) is longer than namespace default keeps closed runs \(30 days\)/,
    );
  });

  test('an end at the last moment of a day not at all', async () => {
    const lastMoment = later(inAnHour, 24 * 60 * minute - 1);

    assert.deepEqual(await warningsOf(harmless({}, { start_at: inAnHour, end_at: lastMoment })), []);
  });

  test('a quota of which nothing is said where it lasts', async () => {
    assert.deepEqual(await warningsOf(harmless()), []);
    assert.match(
      (await warningsOf(harmless({ config: { session_timeout: 10 } }, { interval: 0.4 }))).join('\n'),
      /^max_session_per_day \(1440, 1440 left today\) runs dry at .+ interval of 1 min$/,
    );
  });
});

describe('a preview of bad input is refused as create refuses it', () => {
  for (const request of [
    harmless({ goal: '' }),
    harmless({}, { end_at: '2020-01-01T00:00:00Z' }),
    harmless({}, { web_hook_url: 'http://10.0.0.1/hook' }),
    harmless({ idempotency_key: '' }),
    { ...harmless(), speed: 'high' } as CreateRequest,
  ])
    test(JSON.stringify(request).slice(0, 60), async () => {
      const messages: string[] = [];
      for (const call of [() => previewOf(request), () => client.session().create(request)])
        await assertRefused(
          call().catch((error: Error) => {
            messages.push(error.message.replaceAll(/present time \(\S+\)/g, 'present time'));
            throw error;
          }),
          'InvalidRequest',
          /./,
        );

      assert.equal(messages[0], messages[1]);
    });

  test('without a server it is not reachable', async (t) => {
    const lost = createAssisfy({ ...options, temporal: { address: '127.0.0.1:1' } });
    t.after(() => lost.close());

    await assertRefused(
      lost.session().create({ ...harmless(), dry_run: true }),
      'TemporalUnreachable',
      /127\.0\.0\.1:1/,
    );
  });
});
