import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { json, openAiAnswer, startLlmServer, type Step } from '../../support/llm-server.ts';
import { call, done, inputWith, keys, messagesOf, patient, plannerFor, play, sharedLlmServer } from './rig.ts';

const finish = call('finish', { outcome: 'unsure', answer: 'Who knows.' });
const withStatus =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (_request, response) =>
    json(response, status, body, headers);
const openAiError = (message: string, code = '') => ({ error: { message, code, type: 'x' } });

describe('a model’s server that misbehaves', () => {
  const server = sharedLlmServer();
  const think = (config: object = {}) => plannerFor(server).think(inputWith(config), patient());

  test('by too many requests is asked again after the seconds that it names', async () => {
    server.script.push(withStatus(429, openAiError('slow down'), { 'retry-after': '7' }));

    await assert.rejects(think(), {
      code: 'ModelUnavailable',
      retryAfterMs: 7_000,
      message: 'openai is busy or out of order (429: slow down)',
    });
    assert.equal(server.requests.length, 1);
  });

  test('by too many requests is asked again at the time that it names', async () => {
    const at = new Date(Date.now() + 60_000).toUTCString();
    server.script.push(withStatus(429, openAiError('slow down'), { 'retry-after': at }));

    const error = await think().catch((reason: unknown) => reason as { retryAfterMs: number });

    assert.ok('retryAfterMs' in error && error.retryAfterMs > 50_000 && error.retryAfterMs <= 60_000);
  });

  test('by asking to wait for longer than the session has is not asked again', async () => {
    server.script.push(withStatus(429, openAiError('slow down'), { 'retry-after': '3600' }));

    await assert.rejects(think(), { code: 'PlannerFailed', message: /asks to wait 3600 s, which is longer/ });
  });

  for (const [model, status] of [
    ['openai/gpt-5-mini', 503],
    ['anthropic/claude-sonnet-4-5', 529],
    ['google/gemini-2.5-flash', 500],
  ] as const)
    test(`by being overloaded (${status} of ${model}) is asked again later`, async () => {
      server.script.push(withStatus(status, openAiError('overloaded')));

      await assert.rejects(think({ model }), {
        code: 'ModelUnavailable',
        message: new RegExp(`${status}: overloaded`),
      });
      assert.equal(server.requests.length, 1);
    });

  test('by a used-up account is not asked again', async () => {
    server.script.push(withStatus(429, openAiError('You exceeded your current quota', 'insufficient_quota')));

    await assert.rejects(think(), { code: 'PlannerFailed', message: /wants to be paid first.*OPENAI_API_KEY/ });
  });

  test('by refusing the key is not asked again, and the key is not repeated', async () => {
    server.script.push(withStatus(401, openAiError(`Incorrect API key provided: ${keys.openai}`)));

    await assert.rejects(think(), {
      code: 'PlannerFailed',
      message: 'openai refused the key (401: Incorrect API key provided: …); set a valid OPENAI_API_KEY for the worker',
    });
  });

  test('by not knowing the model is not asked again', async () => {
    server.script.push(withStatus(404, openAiError('no such model')));

    await assert.rejects(think({ model: 'openai/gpt-9' }), {
      code: 'PlannerFailed',
      message:
        'openai does not know the model (404: no such model); correct config.model (openai/gpt-9), or OPENAI_BASE_URL',
    });
  });

  test('by finding the request too long is not asked again, with a hint', async () => {
    server.script.push(withStatus(400, openAiError('maximum context length is 8192 tokens')));

    await assert.rejects(think(), { code: 'PlannerFailed', message: /take a model with a larger context/ });
  });

  test('by a redirect is not followed', async () => {
    server.script.push((_request, response) => response.writeHead(307, { location: 'http://10.0.0.1/' }).end());

    await assert.rejects(think(), { code: 'PlannerFailed', message: /redirects \(307\).*OPENAI_BASE_URL/ });
    assert.equal(server.requests.length, 1);
  });

  test('by never answering is left when its thought is cancelled', async () => {
    const asked = Promise.withResolvers<void>();
    server.script.push(() => asked.resolve());
    const controller = new AbortController();
    const reason = new Error('the session was stopped');

    const thought = plannerFor(server).think(inputWith(), { signal: controller.signal });
    await asked.promise;
    controller.abort(reason);

    await assert.rejects(thought, reason);
  });

  test('by never answering is left when the session’s time is over', async () => {
    server.script.push(() => undefined);
    const input = inputWith({ session_timeout: 1 }, { seconds_left: 1 });

    await assert.rejects(plannerFor(server).think(input, patient()), {
      code: 'ModelUnavailable',
      message: 'openai gave no answer within 1 s',
    });
  });

  for (const [how, step] of [
    ['before its answer', (_request: unknown, response: ServerResponse) => response.destroy()],
    [
      'in the middle of it',
      (_request: unknown, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' });
        response.write('{"choices": [', () => response.destroy());
      },
    ],
  ] as const)
    test(`by breaking off ${how} is asked again`, async () => {
      server.script.push(step);

      await assert.rejects(think(), { code: 'ModelUnavailable', message: /openai cannot be reached, or broke off/ });
    });

  test('by half an answer that it calls whole is asked again', async () => {
    server.script.push((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [{"message": {"con'),
    );

    await assert.rejects(think(), { code: 'ModelUnavailable', message: /cannot be read/ });
  });

  test('by JSON that is no answer is asked again, and its words are told', async () => {
    server.script.push(withStatus(200, openAiError('upstream is gone')));

    await assert.rejects(think(), { code: 'ModelUnavailable', message: /cannot be read: upstream is gone/ });
  });

  test('by a page instead of JSON is not asked again', async () => {
    server.script.push((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><p>Welcome</p></html>'),
    );

    await assert.rejects(think({ model: 'm', base_url: server.url }), {
      code: 'PlannerFailed',
      message: /answered with a page instead of JSON; correct config\.base_url \(it often ends in \/v1\)/,
    });
  });

  test('by a huge answer is cut off, and not asked again', async () => {
    server.script.push((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"choices": [], "filler": "${'x'.repeat(6_000_000)}"}`);
    });

    await assert.rejects(think(), { code: 'PlannerFailed', message: /more than 5000000 bytes/ });
  });

  test('by not being there is asked again', async () => {
    const gone = await startLlmServer();
    await gone.close();

    await assert.rejects(plannerFor(gone).think(inputWith(), patient()), {
      code: 'ModelUnavailable',
      message: /openai cannot be reached/,
    });
  });

  for (const [what, given] of [
    ['an object', { url: 'https://blog.example/' }],
    ['a text in a text', JSON.stringify(JSON.stringify({ url: 'https://blog.example/' }))],
  ] as const)
    test(`by arguments as ${what} is understood`, async () => {
      const answer = openAiAnswer(call('navigate'));
      const [choice] = answer.choices;
      Object.assign(choice?.message.tool_calls?.[0] ?? {}, { function: { name: 'navigate', arguments: given } });
      server.script.push(withStatus(200, answer));

      const { next } = await think({ model: 'm', base_url: server.url });

      assert.deepEqual(next, {
        type: 'act',
        actions: [{ tool: 'navigate', arguments: { url: 'https://blog.example/' } }],
      });
    });

  for (const [what, usage] of [
    ['nothing', undefined],
    ['texts', { prompt_tokens: '12', completion_tokens: 'many' }],
    ['less than nothing', { prompt_tokens: -5, completion_tokens: -1 }],
    ['nothing used', { prompt_tokens: 0, completion_tokens: 0 }],
    ['far too much', { prompt_tokens: 1e15, completion_tokens: 1e15 }],
  ] as const)
    test(`by counting ${what} does not loosen the budget: its use is estimated`, async () => {
      server.script.push(withStatus(200, { ...openAiAnswer(call('snapshot')), usage }));

      const { usage: counted, next } = await think({ max_tokens: 50_000 });

      assert.equal(next.type, 'act');
      const { input_tokens: input = 0, output_tokens: output = 0 } = counted ?? {};
      assert.ok(input > 3_000 && input < 10_000, String(input));
      assert.ok(output > 20 && output < 500, String(output));
    });

  for (const model of ['openai/gpt-5-mini', 'anthropic/claude-sonnet-4-5', 'google/gemini-2.5-flash'])
    test(`by counting nothing in the protocol of ${model} is understood all the same`, async () => {
      server.script.push({ ...call('snapshot'), usage: null });

      const { next, usage } = await think({ model });

      assert.equal(next.type, 'act');
      assert.ok((usage?.input_tokens ?? 0) > 3_000);
    });

  test('by arguments that are cut off is told so, and goes on', async () => {
    server.script.push({ calls: [{ tool: 'navigate', arguments: '{"url": "https://bl' }], ended: 'cut' }, finish);

    const { finish: end, thoughts } = await play(plannerFor(server), inputWith());

    assert.equal(thoughts[0]?.next.type, 'think');
    assert.equal(end.outcome, 'unsure');
    const told = messagesOf(server.requests[1]).at(-2);
    assert.equal(told?.role, 'tool');
    assert.match(told?.content ?? '', /Not done\. The arguments are not JSON, as the answer was cut off/);
  });

  for (const model of ['openai/gpt-5-mini', 'anthropic/claude-sonnet-4-5', 'google/gemini-2.5-flash']) {
    test(`by refusing (${model}) may do so twice, and then ends the session`, async () => {
      server.script.push({ ended: 'refused' }, { text: 'I cannot.', ended: 'refused' }, { ended: 'refused' });

      const { finish: end } = await play(plannerFor(server), inputWith({ model }));

      assert.deepEqual([end.outcome, end.error?.code], ['failed', 'MODEL_REFUSED']);
      assert.equal(server.requests.length, 3);
      assert.match(JSON.stringify(server.requests[1]?.body), /withheld by a filter/);
    });

    test(`by answering nothing (${model}) may do so twice, and then ends the session`, async () => {
      server.script.push({}, { text: ' ' }, {});

      const { finish: end } = await play(plannerFor(server), inputWith({ model }));

      assert.deepEqual([end.outcome, end.error?.code], ['failed', 'MODEL_EMPTY_ANSWER']);
      assert.equal(server.requests.length, 3);
      assert.match(JSON.stringify(server.requests[1]?.body), /Your last answer was empty/);
    });
  }

  test('by words alone is reminded twice, and then its words are given as unsure', async () => {
    server.script.push({ text: 'The latest is A.' }, { text: 'It is A.' }, { text: 'A, I said.' });

    const { finish: end } = await play(plannerFor(server), inputWith());

    assert.deepEqual([end.outcome, end.answer, end.evidence], ['unsure', 'A, I said.', []]);
    assert.match(JSON.stringify(messagesOf(server.requests[1])), /That was no call of a tool/);
  });

  test('by refusing pictures is not shown any more of them', async () => {
    server.script.push(call('screenshot'), withStatus(400, openAiError('no images')), call('screenshot'), finish);
    const page = () => done({ tool: 'screenshot', url: 'https://blog.example/', image: '/9j/AAAA' });

    const { finish: end } = await play(plannerFor(server), inputWith({ model: 'm', base_url: server.url }), page);

    assert.equal(end.outcome, 'unsure');
    assert.deepEqual(
      server.requests.map(({ body }) => JSON.stringify(body).includes('image_url')),
      [false, true, false, false],
    );
  });
});
