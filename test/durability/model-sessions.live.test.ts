import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import { readSettings } from '../../src/config.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { firstPosts } from '../../src/dev/demo/sample-posts.ts';
import { type Site, startSite } from '../../src/dev/sample-blog.ts';
import { eventually } from '../support/eventually.ts';
import { type LlmServer, startLlmServer, type Step } from '../support/llm-server.ts';
import { historiesOf } from '../support/replay.ts';
import { createRig, recurring, type Rig, update } from '../support/rig.ts';

const key = 'sk-the-key-of-the-operator';

interface Scene {
  rig: Rig;
  blog: Site;
  model: LlmServer;
  /** A configuration whose model is the scripted one. */
  config: object;
}

async function scene(t: TestContext, environment: Record<string, string> = {}): Promise<Scene> {
  const model = await startLlmServer();
  t.after(() => model.close());
  const blog = await startSite('A blog', 'for a model', firstPosts());
  t.after(() => blog.close());
  const rig = await createRig(t, { worker: 'none' });
  await rig.startWorker({ models: readSettings(environment).models });
  return { rig, blog, model, config: { driver: 'llm', model: 'scripted', base_url: model.url } };
}

const call = (tool: string, given: object = {}): Step => ({ calls: [{ tool, arguments: given }] });

/** Opens the blog, lists it, and ends with what the newest entries are. */
function visitTo(blog: Site, ...newestFirst: { title: string; url: string }[]): Step[] {
  const [newest] = newestFirst;
  return [
    {
      calls: [
        { tool: 'navigate', arguments: { url: blog.url } },
        { tool: 'entries', arguments: {} },
      ],
    },
    call('finish', {
      outcome: 'done',
      answer: `The latest post is ${newest?.title}.`,
      items: newestFirst,
      evidence: [{ url: blog.url, quote: newest?.title }],
    }),
  ];
}

const firstTitle = 'Version two of the seed library';
const address = (blog: Site, slug: string) => `${blog.url}posts/${slug}`;

describe('sessions that a language model plans', { concurrency: 2 }, () => {
  test('compare what the model found with the last session, and say what each one used', async (t) => {
    const { rig, blog, model, config } = await scene(t, { AUTO_TRIGGER_LLM_API_KEY: key });
    const first = { title: firstTitle, url: address(blog, 'version-two-of-the-seed-library') };
    const second = {
      slug: 'on-moss',
      title: 'On moss',
      published_at: new Date().toISOString(), // newer than the others, whose age is fixed
      text: ['It grows where nobody looks, and is in no hurry about it at all.'],
    };
    model.script.push(...visitTo(blog, first));
    const handle = await rig.start({
      ...recurring({ every: 3_600, for: 36_000 }, { max_sessions: 3 }),
      goal: `Let me know the latest post on ${blog.url}`,
      config,
    });
    const baseline = await sessionIn(rig, handle, 1);
    const added = { title: second.title, url: blog.publish(second) };
    model.script.push(...visitTo(blog, added, first));
    await update(handle, 'run_now');
    const news = await sessionIn(rig, handle, 2);
    model.script.push(...visitTo(blog, added, first));
    await update(handle, 'run_now');
    const { last: nothing }: TriggerStatus = await handle.result();

    assert.equal(baseline.outcome, 'answered');
    assert.equal(baseline.baseline, true);
    assert.deepEqual(baseline.evidence, [{ url: blog.url, quote: firstTitle }]);
    const { input_tokens, output_tokens, steps } = baseline.usage;
    assert.deepEqual({ input_tokens, output_tokens, steps }, { input_tokens: 2_000, output_tokens: 100, steps: 2 });
    assert.equal(news.outcome, 'answered');
    assert.deepEqual(titlesIn(news.result, 'added'), ['On moss']);
    assert.equal(nothing?.outcome, 'no_change');
    const authorizations = model.requests.map(({ headers }) => headers.authorization);
    assert.deepEqual(new Set(authorizations), new Set([`Bearer ${key}`]));
    const histories = JSON.stringify(await historiesOf(rig.client.workflow, handle.workflowId));
    for (const spelled of [key, Buffer.from(key).toString('base64').replace(/=+$/, '')])
      assert.ok(!histories.includes(spelled), 'the key is in no history');
  });

  test('that have no key fail at once, naming the variable, and ask nobody', async (t) => {
    const { rig, blog, model } = await scene(t);
    const config = { driver: 'llm', model: 'openai/gpt-5-mini' };
    const { last }: TriggerStatus = await (await rig.start({ goal: `Read ${blog.url}`, config })).result();

    assert.equal(last?.outcome, 'failed');
    assert.equal(last.error?.code, 'PLANNER_FAILED');
    assert.match(last.error?.message ?? '', /needs a key; set OPENAI_API_KEY for the worker/);
    assert.equal(model.requests.length, 0);
  });

  test('end within their budget of actions, with one last request that may only finish', async (t) => {
    const { rig, blog, model, config } = await scene(t);
    const finish = call('finish', { outcome: 'unsure', answer: 'There was no time to read it.' });
    model.script.push(call('navigate', { url: blog.url }), finish);
    const request = { goal: `Read ${blog.url}`, config: { ...config, max_steps: 1 } };
    const { last }: TriggerStatus = await (await rig.start(request)).result();

    assert.equal(last?.usage.steps, 1);
    assert.match(last.answer, /There was no time to read it\./);
    const offered = model.requests.map(({ body }) => toolsIn(body));
    assert.ok(offered[0]?.includes('navigate'));
    assert.deepEqual(offered[1], ['finish']);
  });

  test('go on after the model’s server was overloaded', async (t) => {
    const { rig, blog, model, config } = await scene(t);
    model.script.push((_request, response) => response.writeHead(529, { 'retry-after': '1' }).end('overloaded'));
    model.script.push(...visitTo(blog, { title: firstTitle, url: address(blog, 'version-two-of-the-seed-library') }));
    const { last }: TriggerStatus = await (await rig.start({ goal: `Read ${blog.url}`, config })).result();

    assert.equal(last?.outcome, 'answered');
    assert.equal(model.requests.length, 3);
  });
});

/** What the session with that number came to. */
const sessionIn = (rig: Rig, handle: WorkflowHandle, number: number) =>
  eventually(`session ${number} is over`, async () => {
    const { last } = await rig.status(handle);
    return last?.session_number === number && last;
  });

const titlesIn = (result: unknown, which: string) =>
  ((result as Record<string, { title: string }[]>)[which] ?? []).map(({ title }) => title);

const toolsIn = (body: { [key: string]: unknown }) =>
  (body['tools'] as { function: { name: string } }[]).map(({ function: { name } }) => name);
