import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { type Account, createAssisfy } from '../../../src/index.ts';
import { accountConfigMemoKey, accountMemoKey, accountWorkflowId } from '../../../src/contract/temporal-names.ts';
import { nothingSpent } from '../../../src/contract/spending.ts';
import { startOfNextDay, startOfNextMonth } from '../../../src/contract/time-zone.ts';
import { assertRefused } from '../../support/assert-refused.ts';
import { clientOf, reservationsOf } from '../../support/account.ts';
import { eventually } from '../../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner } from '../../support/rig.ts';
import { contentedPlanner } from '../../support/scripted-session.ts';

const taskQueue = 'nobody-polls-this';
const client = createAssisfy({ taskQueue, email: `own-${process.pid}@example.com` });
let connection: Connection;
let temporal: Client;
let accounts = 0;

before(async () => {
  connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  temporal = new Client({ connection });
});
after(async () => {
  await client.close();
  await connection.close();
});

const newEmail = () => `account-${process.pid}-${++accounts}@example.com`;
const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString();
const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();
const midnightIn = (zone: string) => new Date(startOfNextDay(zone, Date.now()) ?? 0).toISOString();

/** What an account's workflow left in its memo, and no worker. */
async function leaveMemo(email: string, record: object, config: object = {}) {
  return temporal.workflow.start('account', {
    workflowId: accountWorkflowId(email),
    taskQueue,
    args: [email],
    memo: { [accountMemoKey]: record, [accountConfigMemoKey]: config },
  });
}

async function figuresOfCreate(email: string): Promise<number[]> {
  const created = await client.session().create({ goal: 'once', email });
  return [created.max_session_per_day, created.today_sessions, created.sessions_left];
}

describe('showing an account, without a worker', () => {
  test('that was never set and has run nothing: the defaults', async () => {
    const email = newEmail();

    assert.deepEqual(await client.account(email).show(), {
      email,
      max_session_per_day: 1_440,
      today_sessions: 0,
      sessions_left: 1_440,
      time_zone: 'UTC',
      resets_at: midnightIn('UTC'),
      config: {},
      spent: nothingSpent,
    });
    assert.deepEqual(await figuresOfCreate(email), [1_440, 0, 1_440]);
  });

  test('of which no address is given: that of the client', async () => {
    assert.equal((await client.account().show()).email, `own-${process.pid}@example.com`);
  });

  test('gives what was used of the present day; `create` says the same', async () => {
    const email = newEmail();
    const record = { email, max_session_per_day: 10, time_zone: 'Pacific/Kiritimati' };
    const counted = [{ sessions: 4, until: inOneHour() }];
    await leaveMemo(email, { ...record, counted }, { max_steps: 7 });

    const shown = await client.account(email).show();
    assert.deepEqual(shown, {
      ...record,
      today_sessions: 4,
      sessions_left: 6,
      resets_at: counted[0]?.until,
      config: { max_steps: 7 },
      spent: nothingSpent,
    });
    assert.deepEqual(await figuresOfCreate(email), [10, 4, 6]);
  });

  test('counts nothing of a day that is over', async () => {
    const email = newEmail();
    const record = { email, max_session_per_day: 10, time_zone: 'Asia/Kolkata' };
    await leaveMemo(email, { ...record, counted: [{ sessions: 4, until: hourAgo() }] });

    const { today_sessions, sessions_left, resets_at } = await client.account(email).show();
    assert.deepEqual([today_sessions, sessions_left, resets_at], [0, 10, midnightIn('Asia/Kolkata')]);
    assert.deepEqual(await figuresOfCreate(email), [10, 0, 10]);
  });

  test('never has less than nothing left, where the limit was lowered', async () => {
    const email = newEmail();
    const counted = [{ sessions: 4, until: inOneHour() }];
    await leaveMemo(email, { email, max_session_per_day: 3, time_zone: 'UTC', counted });

    assert.deepEqual(await figuresOfCreate(email), [3, 4, 0]);
  });

  test('reads what version 0.1.0 left', async () => {
    const email = newEmail();
    const record = { email, max_session_per_day: 10, today_sessions: 4, sessions_left: 6, time_zone: 'UTC' };
    await leaveMemo(email, { ...record, date: '2026-11-25', resets_at: inOneHour() });

    assert.deepEqual(await figuresOfCreate(email), [10, 4, 6]);
  });

  test('whose workflow was ended has the defaults: that is what the next session finds', async () => {
    const email = newEmail();
    const counted = [{ sessions: 4, until: inOneHour() }];
    const handle = await leaveMemo(email, { email, max_session_per_day: 3, time_zone: 'UTC', counted });
    await handle.terminate();

    assert.deepEqual(await figuresOfCreate(email), [1_440, 0, 1_440]);
  });

  test('refuses what is no e-mail address', async () => {
    const nobody = createAssisfy({ taskQueue });
    await assertRefused(client.account('me').show(), 'InvalidRequest', /email \(me\) must be an e-mail address/);
    await assertRefused(client.account('').set({}), 'InvalidRequest', /email/);
    await assertRefused(nobody.account().show(), 'InvalidRequest', /email is missing.*AUTO_TRIGGER_EMAIL/);
    await nobody.close();
  });
});

describe('setting an account', () => {
  test('without a worker says so, and leaves nothing that would be done later', async () => {
    const email = newEmail();

    await assertRefused(
      client.account(email).set({ max_session_per_day: 3 }),
      'NoWorker',
      /no worker polls task queue nobody-polls-this.*auto-trigger worker/,
    );
    await assert.rejects(temporal.workflow.getHandle(accountWorkflowId(email)).describe());
  });

  const refusals: { title: string; settings: object; message: RegExp }[] = [
    { title: 'nothing', settings: {}, message: /must change something: max_session_per_day, time_zone or config/ },
    {
      title: 'a limit below 0',
      settings: { max_session_per_day: -1 },
      message: /max_session_per_day \(-1\) must be at/,
    },
    { title: 'a limit above the most', settings: { max_session_per_day: 10_001 }, message: /must be at most 10000/ },
    {
      title: 'half a session',
      settings: { max_session_per_day: 1.5 },
      message: /max_session_per_day \(1\.5\) must be a whole/,
    },
    {
      title: 'a city',
      settings: { time_zone: 'Berlin' },
      message: /time_zone \(Berlin\) is no time zone.*Europe\/Berlin/,
    },
    { title: 'an offset', settings: { time_zone: '+02:00' }, message: /time_zone \(\+02:00\) must be a name like/ },
    { title: 'an unknown field', settings: { time_zoned: 'UTC' }, message: /time_zoned is not known here/ },
    {
      title: 'a bad configuration',
      settings: { config: { max_steps: 0 } },
      message: /config\.max_steps \(0\) must be at/,
    },
    {
      title: 'an unknown field of it',
      settings: { config: { max_stepps: 1 } },
      message: /config\.max_stepps is not known/,
    },
    {
      title: 'one that needs another',
      settings: { config: { driver: 'llm' } },
      message: /config\.model is needed with/,
    },
    { title: 'one that is none', settings: { config: 'fast' }, message: /config \("fast"\) must be an object/ },
    {
      title: 'a secret in an address',
      settings: { config: { driver: 'llm', model: 'm', base_url: 'https://me:secret@models.example' } },
      message: /config\.base_url .*must not carry a user name or password/,
    },
    {
      title: 'too large a configuration',
      settings: { config: { on_timeout: 'default_answer', default_answer: 'x'.repeat(20_000) } },
      message: /config .*must have at most 16384 bytes/,
    },
  ];
  for (const { title, settings, message } of refusals)
    test(`to ${title} is bad input, of which no server need be told`, async () => {
      const unreachable = createAssisfy({ temporal: { address: '127.0.0.1:1' }, email: newEmail() });
      await assertRefused(unreachable.account().set(settings), 'InvalidRequest', message);
      await unreachable.close();
    });

  test('with no server says so', async () => {
    const unreachable = createAssisfy({ temporal: { address: '127.0.0.1:1' }, email: newEmail() });
    await assertRefused(unreachable.account().set({ max_session_per_day: 1 }), 'TemporalUnreachable', /127\.0\.0\.1:1/);
    await assertRefused(unreachable.account().show(), 'TemporalUnreachable', /127\.0\.0\.1:1/);
    await unreachable.close();
  });

  test('needs no session before it, holds at once, and leaves what it does not name', async (t) => {
    const rig = await createRig(t);
    const account = clientOf(t, rig).account();
    const reserve = reservationsOf(t, rig);

    const first = await account.set({ max_session_per_day: 2, time_zone: 'asia/kolkata' });
    assert.deepEqual(first, await account.show());
    assert.deepEqual([first.max_session_per_day, first.time_zone, first.today_sessions], [2, 'asia/kolkata', 0]);
    assert.equal(first.resets_at, midnightIn('Asia/Kolkata'));
    const reservations = await Promise.all(['a', 'b', 'c'].map(reserve));
    assert.deepEqual(
      reservations.map(({ granted }) => granted),
      [true, true, false],
    );
    assert.equal(reservations[2]?.resets_at, first.resets_at, 'and says when it opens again');

    const lowered = await account.set({ max_session_per_day: 1, config: { max_steps: 9 } });
    assert.deepEqual([lowered.today_sessions, lowered.sessions_left, lowered.time_zone], [2, 0, 'asia/kolkata']);
    assert.deepEqual(await account.show(), lowered);
    const raised = await account.set({ max_session_per_day: 3 });
    assert.deepEqual([raised.sessions_left, raised.config], [1, { max_steps: 9 }]);
    assert.deepEqual([(await reserve('c')).granted, (await reserve('d')).granted], [true, false]);
    assert.deepEqual((await account.set({ config: {} })).config, {});
    await temporal.workflow.getHandle(accountWorkflowId(rig.email)).terminate();
  });

  test('a zone for which a day was counted gives none back, and with a limit of 0 nothing starts', async (t) => {
    const rig = await createRig(t);
    const account = clientOf(t, rig).account();
    const reserve = reservationsOf(t, rig);
    await account.set({ max_session_per_day: 1 });
    await reserve('a');

    for (const time_zone of ['Pacific/Kiritimati', 'Asia/Kolkata', 'America/New_York', 'Pacific/Pago_Pago', 'UTC'])
      assert.deepEqual([(await account.set({ time_zone })).today_sessions, (await reserve('b')).granted], [1, false]);
    const closed = await account.set({ max_session_per_day: 0 });
    assert.deepEqual([closed.sessions_left, (await reserve('b')).granted], [0, false]);
    await temporal.workflow.getHandle(accountWorkflowId(rig.email)).terminate();
  });

  for (const [title, email] of [
    ['in capitals', (name: string) => `${name.toUpperCase()}@Example.COM`],
    ['with quotes', (name: string) => `o'brien"${name}"\`;--@example.com`],
    ['of another script', (name: string) => `${name}用户🎉@例え.テスト`],
    ['of 254 characters', (name: string) => `${name}${'語'.repeat(254 - 12 - name.length)}@example.com`],
  ] as const)
    test(`works for an e-mail address ${title}`, async (t) => {
      const rig = await createRig(t, { planner: contentedPlanner });
      const address = email(rig.name);
      const client = clientOf(t, rig);

      const set = await client.account(address).set({ max_session_per_day: 5 });
      const trigger = await client.session().create({ goal: 'once', email: address });
      await trigger.result();

      const shown = await client.account(address.toLowerCase()).show();
      assert.deepEqual([set.email, shown.email], [address.toLowerCase(), address.toLowerCase()]);
      assert.deepEqual([shown.today_sessions, shown.sessions_left], [1, 4]);
      await temporal.workflow.getHandle(accountWorkflowId(address)).terminate();
    });
});

describe("an account's configuration", () => {
  async function withConfig(config: object): Promise<string> {
    const email = newEmail();
    await leaveMemo(email, { email, max_session_per_day: 10, time_zone: 'UTC', counted: [] }, config);
    return email;
  }

  test("lies beneath the client's, and that beneath the request's", async () => {
    const email = await withConfig({ max_steps: 7, hold_page: 60, answer_timeout: 300 });
    const careful = createAssisfy({ taskQueue, email, config: { hold_page: 30, answer_timeout: 200 } });

    const { config } = await careful.session().create({ goal: 'once', config: { answer_timeout: 100 } });

    assert.deepEqual([config.max_steps, config.hold_page, config.answer_timeout], [7, 30, 100]);
    assert.equal(config.session_timeout, 900);
    await careful.close();
  });

  test('may be what a request needs, and is what the workflow gets', async () => {
    const email = await withConfig({ driver: 'llm', model: 'openai/small' });

    const created = await client.session().create({ goal: 'once', email, config: { max_tokens: 5_000 } });

    const { events } = await temporal.workflow.getHandle(created.id).fetchHistory();
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data ?? [];
    const { config } = JSON.parse(Buffer.from(input).toString('utf8')) as { config: Account['config'] };
    assert.deepEqual([config.driver, config.model, config.max_tokens], ['llm', 'openai/small', 5_000]);
    assert.deepEqual(created.config, config);
  });

  test('may be what a request needs that itself says what follows when nobody answers', async () => {
    const email = await withConfig({ driver: 'llm', model: 'openai/small' });
    const withAutoTrigger = {
      interval: 30,
      start_now: true,
      end_at: new Date(Date.now() + 3_600_000).toISOString(),
      events: ['trigger.complete' as const],
    };

    const { config } = await client
      .session()
      .create({ goal: 'often', email, withAutoTrigger, config: { driver: 'llm', on_timeout: 'deny' } });

    assert.deepEqual([config.model, config.on_timeout], ['openai/small', 'deny']);
  });

  test('gives a request with another driver none of its model', async () => {
    const email = await withConfig({ driver: 'llm', model: 'openai/small', max_tokens: 5_000, max_steps: 7 });

    const { config } = await client.session().create({ goal: 'once', email, config: { driver: 'builtin' } });

    assert.deepEqual(
      [config.driver, config.model, config.max_tokens, config.max_steps],
      ['builtin', undefined, undefined, 7],
    );
  });

  test('is what a preview reckons with, and no part of what makes a request the same', async () => {
    const email = await withConfig({ driver: 'llm', model: 'openai/small' });
    const request = { goal: 'once', email, idempotency_key: 'the only one' };

    const preview = await client.session().create({ ...request, dry_run: true });
    const first = await client.session().create(request);
    await temporal.workflow.getHandle(accountWorkflowId(email)).terminate();
    const again = await client.session().create(request);

    assert.equal(preview.needs.planner.driver, 'llm');
    assert.deepEqual([again.id, again.config], [first.id, first.config], 'though the account has no configuration now');
  });

  test('does not mend what is wrong with a request whatever its account says', async () => {
    const email = await withConfig({ max_steps: 7 });
    const create = (request: object) => client.session().create({ goal: 'once', email, ...request });

    await assertRefused(create({ goal: '' }), 'InvalidRequest', /goal/);
    await assertRefused(create({ config: { max_steps: 0 } }), 'InvalidRequest', /config\.max_steps \(0\)/);
    await assertRefused(create({ config: 'fast' }), 'InvalidRequest', /config \("fast"\)/);
    await assertRefused(create({ config: { model: 'm' } }), 'InvalidRequest', /config\.model \(m\) needs driver llm/);
  });
});

describe('what sessions used of models', () => {
  test('is summed in the account, the trigger and the list, by the account’s days', async (t) => {
    const usage = { input_tokens: 1_000, output_tokens: 20, cost_usd: 0.1 };
    const rig = await createRig(t, { planner: scriptedPlanner(() => ({ ...finishing('So it is.'), usage })) });
    const own = clientOf(t, rig);
    await own.account().set({ time_zone: 'Asia/Kolkata' });

    const handle = await rig.start(recurring({ every: 1, for: 60 }, { max_sessions: 3 }));
    await handle.result();

    const { spent } = await own.account().show();
    const sum = { cost_usd: '0.30', input_tokens: 3_000, output_tokens: 60 };
    const nextMonth = new Date(startOfNextMonth('Asia/Kolkata', Date.now()) ?? 0).toISOString();
    assert.deepEqual(spent.today, { ...sum, until: midnightIn('Asia/Kolkata') });
    assert.deepEqual(spent.this_month, { ...sum, until: nextMonth });
    assert.deepEqual(spent.ever, sum);
    const trigger = own.session().get(handle.workflowId);
    assert.deepEqual((await trigger.overview()).spent, spent);
    const row = await eventually('it is listed as it is', async () => {
      const { triggers } = await own.session().list({ email: rig.email });
      return triggers.find((each) => each.state === 'completed');
    });
    assert.deepEqual(row.spent, spent);
  });
});
