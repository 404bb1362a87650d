import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client, Connection, defaultPayloadConverter } from '@temporalio/client';
import { type AgentConfig, assisfy, AutoTriggerError, createAssisfy, type CreatedTrigger } from '../../../src/index.ts';
import { deriveWebhookSecret } from '../../../src/webhooks/secrets.ts';

const nineFields = [
  'goal',
  'email',
  'config',
  'max_session_per_day',
  'today_sessions',
  'sessions_left',
  'auto_trigger_tracking_id',
  'auto_trigger_web_hook_url',
  'auto_trigger_web_hook_signature',
];
const masterKeys = ['the first key of this test, long enough', 'the second key of this test, also so'] as const;
const webHookUrl = 'https://192.0.43.10/webhook';
const options = { email: 'seed@example.com', masterKeys, taskQueue: 'nobody-polls-this' };
const client = createAssisfy(options);
let connection: Connection;
let temporal: Client;

before(async () => {
  connection = await Connection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
  temporal = new Client({ connection });
});
after(async () => {
  await client.close();
  await connection.close();
});

/** The seed's own call, checked by the compiler: this need not run. */
async function seedCall(): Promise<CreatedTrigger> {
  const session = await assisfy.session().create({
    goal: 'Go through https://assisfy.ai/blog and let me know the latest update on the blog',
    withAutoTrigger: {
      interval: 30, // Interval in minutes
      end_at: '2025-01-20T00:00:00Z',
      start_now: true, // if true, the session will start immediately, change to false if you want to start at a specific time
      web_hook_url: 'https://example.com/webhook',
    },
  });
  const response: {
    goal: string;
    email: string;
    config: AgentConfig;
    max_session_per_day: number;
    today_sessions: number;
    sessions_left: number;
    auto_trigger_tracking_id: string;
    auto_trigger_web_hook_url: string | null;
    auto_trigger_web_hook_signature: string | null;
  } = session;
  assert.ok(response);
  return session;
}

function createSeed(): Promise<CreatedTrigger> {
  return client.session().create({
    goal: 'Go through https://assisfy.ai/blog and let me know the latest update on the blog',
    withAutoTrigger: { interval: 30, end_at: '2099-01-20T00:00:00Z', start_now: true, web_hook_url: webHookUrl },
  });
}

async function startedEvent(trackingId: string) {
  const { events } = await temporal.workflow.getHandle(trackingId).fetchHistory();
  return events?.[0]?.workflowExecutionStartedEventAttributes;
}

describe("the seed's call", () => {
  test('type-checks as it stands', () => {
    assert.equal(typeof seedCall, 'function');
  });

  test('answers with exactly the nine fields, in order, without a worker', async () => {
    const session = await createSeed();

    assert.deepEqual(Object.keys(session), nineFields);
    assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(session)) as object), nineFields);
    assert.equal(session.email, 'seed@example.com');
    assert.equal(session.auto_trigger_web_hook_url, webHookUrl);
    assert.match(session.auto_trigger_tracking_id, /^trg_[0-9a-z]{26}$/);
    assert.equal(session.config.max_steps, 60);
  });

  test('its methods do not show among its fields', async () => {
    const session = await createSeed();

    const shown: string[] = [];
    for (const key in session) shown.push(key);
    assert.deepEqual(shown, nineFields);
    for (const method of ['status', 'requests', 'answer', 'events', 'result', 'stop'] as const)
      assert.equal(typeof session[method], 'function');
    assert.equal(session.id, session.auto_trigger_tracking_id);
  });

  test("its signature is the secret of the first master key and the trigger's id", async () => {
    const session = await createSeed();

    const secret = deriveWebhookSecret(masterKeys[0], session.auto_trigger_tracking_id);
    assert.equal(session.auto_trigger_web_hook_signature, secret);
  });
});

describe('create', () => {
  test('starts the workflow autoTrigger with the request, its account, a summary and search attributes', async () => {
    const { auto_trigger_tracking_id: id } = await createSeed();

    const description = await temporal.workflow.getHandle(id).describe();
    const started = await startedEvent(id);
    const payload = started?.input?.payloads?.[0];
    assert.equal(description.type, 'autoTrigger');
    assert.deepEqual(Object.keys(description.memo ?? {}).toSorted(), ['email', 'goal']);
    assert.match((await description.staticSummary()) ?? '', /^Go through https:\/\/assisfy\.ai\/blog/);
    assert.deepEqual(description.searchAttributes['AutoTriggerState'], ['scheduled']);
    assert.deepEqual(description.searchAttributes['AutoTriggerEmail'], ['seed@example.com']);
    assert.ok(payload);
    const request = defaultPayloadConverter.fromPayload<{ email: string; withAutoTrigger: { interval: number } }>(
      payload,
    );
    assert.equal(request.email, 'seed@example.com');
    assert.equal(request.withAutoTrigger.interval, 30);
  });

  test('takes a goal of 10,000 characters of any script', async () => {
    const session = await client.session().create({ goal: '語🎉'.repeat(3_333) });

    const description = await temporal.workflow.getHandle(session.id).describe();
    assert.ok(Buffer.byteLength((await description.staticSummary()) ?? '') <= 400);
  });

  test('without withAutoTrigger starts a single session, with web_hook_url beside the goal', async () => {
    const session = await client.session().create({ goal: 'once', web_hook_url: webHookUrl });

    assert.equal(session.auto_trigger_web_hook_url, webHookUrl);
    assert.match(session.id, /^trg_/);
  });

  test('without a webhook has neither its URL nor a secret', async () => {
    const session = await client.session().create({ goal: 'once' });

    assert.equal(session.auto_trigger_web_hook_url, null);
    assert.equal(session.auto_trigger_web_hook_signature, null);
  });

  test("takes the client's configuration where the request says nothing", async () => {
    const careful = createAssisfy({ ...options, config: { max_steps: 5, answer_timeout: 60 } });

    const session = await careful.session().create({ goal: 'once', config: { answer_timeout: 120 } });

    assert.equal(session.config.max_steps, 5);
    assert.equal(session.config.answer_timeout, 120);
    await careful.close();
  });

  test('without an e-mail anywhere is bad input', async () => {
    const nobody = createAssisfy({ masterKeys });

    await assert.rejects(nobody.session().create({ goal: 'once' }), refusedWith('InvalidRequest', /email is missing/));
    await nobody.close();
  });

  test('refuses what is no request at all', async () => {
    for (const request of [null, 'a goal', 7, []])
      await assert.rejects(
        client.session().create(request as unknown as { goal: string }),
        refusedWith('InvalidRequest', /./),
      );
  });

  test('refuses a webhook on a private host, unless it is allowed', async () => {
    const request = { goal: 'once', web_hook_url: 'http://127.0.0.1:8080/hook' };
    const allowing = createAssisfy({ ...options, allowNetworks: '127.0.0.1' });

    await assert.rejects(
      client.session().create(request),
      refusedWith('InvalidRequest', /web_hook_url \(http:\/\/127.*AUTO_TRIGGER_ALLOW_NETWORKS/),
    );
    assert.equal((await allowing.session().create(request)).auto_trigger_web_hook_url, request.web_hook_url);
    await allowing.close();
  });

  test('refuses a model’s server on a private host, unless it is allowed', async () => {
    const config = { driver: 'llm', model: 'small', base_url: 'http://127.0.0.1:11434/v1' } as const;
    const allowing = createAssisfy({ ...options, allowNetworks: '127.0.0.1:11434' });

    await assert.rejects(
      client.session().create({ goal: 'once', config }),
      refusedWith(
        'InvalidRequest',
        /config\.base_url \(http:\/\/127.*add 127\.0\.0\.1:11434 to AUTO_TRIGGER_ALLOW_NET/,
      ),
    );
    assert.equal((await allowing.session().create({ goal: 'once', config })).config.base_url, config.base_url);
    await allowing.close();
  });
});

function refusedWith(code: string, message: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(AutoTriggerError.is(error), String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}
