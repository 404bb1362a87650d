import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPlanner } from '../../../src/agent/planners.ts';
import { parseAllowList } from '../../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../../src/network/guard.ts';
import { accessTo, call, done, inputWith, keys, look, patient, plannerFor, play, sharedLlmServer } from './rig.ts';

const post = { title: 'Post A', url: 'https://blog.example/a' };
const page = () => done(look('- heading "Post A" [level=1] [ref=e1]'));
const finish = call('finish', {
  outcome: 'done',
  answer: 'It is Post A.',
  items: [post],
  evidence: [{ url: 'https://blog.example/', quote: 'Post A' }],
});

describe('the planner that asks a model', () => {
  const server = sharedLlmServer();

  const providers = [
    { model: 'openai/gpt-5-mini', path: '/v1/chat/completions', header: 'authorization', key: `Bearer ${keys.openai}` },
    { model: 'anthropic/claude-sonnet-4-5', path: '/v1/messages', header: 'x-api-key', key: keys.anthropic },
    {
      model: 'google/gemini-2.5-flash',
      path: '/v1/models/gemini-2.5-flash:generateContent',
      header: 'x-goog-api-key',
      key: keys.google,
    },
  ];
  for (const { model, path, header, key } of providers)
    test(`plans a session with ${model}, a request for each thought`, async () => {
      server.script.push({ text: 'I look.', ...call('snapshot') }, finish);

      const { finish: end, thoughts } = await play(plannerFor(server), inputWith({ model }), page);

      assert.equal(end.outcome, 'answered');
      assert.deepEqual((end.result as { latest: object }).latest, { ...post, published_at: null });
      assert.deepEqual(end.evidence, [{ url: 'https://blog.example/', quote: 'Post A' }]);
      assert.deepEqual(
        thoughts.map(({ thoughts: text }) => text),
        ['I look.', 'It calls finish.'],
      );
      assert.equal(server.requests.length, 2);
      for (const request of server.requests) {
        assert.equal(request.path, path);
        assert.equal(request.headers[header], key);
      }
    });

  test('asks the server that base_url names, with the key for such servers alone', async () => {
    server.script.push(finish);

    await plannerFor(server).think(inputWith({ model: 'org/llama:8b', base_url: server.url }), patient());

    const [request] = server.requests;
    assert.equal(request?.path, '/v1/chat/completions');
    assert.equal(request?.body['model'], 'org/llama:8b');
    assert.equal(request?.headers.authorization, `Bearer ${keys.own}`);
    for (const key of [keys.openai, keys.anthropic, keys.google]) assert.ok(!JSON.stringify(request).includes(key));
  });

  test('asks such a server without a key where none is set', async () => {
    server.script.push(finish);
    const planner = plannerFor(server, { ...accessTo(server), own: { key: undefined } });

    await planner.think(inputWith({ model: 'llama', base_url: server.url }), patient());

    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  test('takes all after the first slash for the name of the model', async () => {
    server.script.push(finish);

    await plannerFor(server).think(inputWith({ model: 'openai/ft/gpt-5-mini/ours' }), patient());

    assert.equal(server.requests[0]?.body['model'], 'ft/gpt-5-mini/ours');
  });

  const variables = {
    openai: 'OPENAI_API_KEY',
    anthropic: 'ANTHROPIC_API_KEY',
    google: 'GOOGLE_GENERATIVE_AI_API_KEY',
  };
  for (const [provider, variable] of Object.entries(variables))
    test(`names ${variable} where the key of ${provider} is missing`, async () => {
      const access = { ...accessTo(server), [provider]: { key: undefined, baseUrl: server.url } };

      await assert.rejects(plannerFor(server, access).think(inputWith({ model: `${provider}/x` }), patient()), {
        code: 'PlannerFailed',
        message: `config.model (${provider}/x) needs a key; set ${variable} for the worker`,
      });
      assert.equal(server.requests.length, 0);
    });

  test('says what a model’s name must be', async () => {
    await assert.rejects(plannerFor(server).think(inputWith({ model: 'mistral/large' }), patient()), {
      code: 'PlannerFailed',
      message:
        /config\.model \(mistral\/large\) must be openai\/NAME, anthropic\/NAME or google\/NAME; or give base_url/,
    });
  });

  test('reaches no server that the network guard does not permit', async () => {
    const planner = createPlanner({
      guard: createNetworkGuard({ allow: parseAllowList('') }),
      access: accessTo(server),
    });

    await assert.rejects(planner.think(inputWith(), patient()), {
      code: 'PlannerFailed',
      message: /openai may not be reached: 127\.0\.0\.1 is not a public address.*AUTO_TRIGGER_ALLOW_NETWORKS/,
    });
    const byName = server.url.replace('127.0.0.1', 'localhost');
    await assert.rejects(planner.think(inputWith({ model: 'm', base_url: byName }), patient()), {
      code: 'PlannerFailed',
      message: /may not be reached: localhost/,
    });
    assert.equal(server.requests.length, 0);
  });

  test('marks for Anthropic what is to be cached, and gives OpenAI the session as the key of its cache', async () => {
    const claude = { model: 'anthropic/claude-sonnet-4-5' };
    server.script.push(call('snapshot'), finish, finish);
    await play(plannerFor(server), inputWith(claude), page);
    await plannerFor(server).think(inputWith(), patient());

    const [, request, openai] = server.requests;
    const { system, messages } = (request?.body ?? {}) as {
      system: object[];
      messages: { content: { type: string }[] }[];
    };
    const marked = messages.flatMap(({ content }) => content.filter((part) => 'cache_control' in part));
    assert.ok('cache_control' in (system.at(-1) ?? {}));
    assert.deepEqual(
      marked.map(({ type }) => type),
      ['tool_result'],
    );
    assert.equal(openai?.body['prompt_cache_key'], 'ses_1');
  });

  test('gives back to a provider what it signed', async () => {
    server.script.push(call('snapshot'), finish);

    await play(plannerFor(server), inputWith({ model: 'google/gemini-2.5-flash' }), page);

    assert.match(JSON.stringify(server.requests[1]?.body), /"thoughtSignature":"signed"/);
  });

  test('counts tokens and their cost, those from the cache at their own price', async () => {
    server.script.push({ ...finish, usage: { input: 2_000, output: 100, cached: 1_500 } });
    const prices = { input: 10, output: 20, cached_input: 1 };

    const { usage } = await plannerFor(server).think(inputWith({ prices }), patient());

    assert.deepEqual(usage, { input_tokens: 2_000, output_tokens: 100, cost_usd: (500 * 10 + 1_500 + 100 * 20) / 1e6 });
  });

  test('knows prices of common models, and takes those of others as nothing where no cost is to be kept to', async () => {
    server.script.push(finish, finish);
    const planner = plannerFor(server);

    const known = await planner.think(inputWith({ model: 'anthropic/claude-sonnet-4-5-20250929' }), patient());
    const unknown = await planner.think(inputWith({ model: 'openai/brand-new' }), patient());

    assert.equal(known.usage?.cost_usd, (1_000 * 3 + 50 * 15) / 1e6);
    assert.equal(unknown.usage?.cost_usd, 0);
    await assert.rejects(planner.think(inputWith({ model: 'openai/brand-new', max_cost_usd: 1 }), patient()), {
      code: 'PlannerFailed',
      message:
        'config.max_cost_usd cannot be kept to, as what openai/brand-new costs is not known here; give config.prices',
    });
  });
});
