/**
 * `npm run record-history`: runs a few telling triggers against a server of its own and keeps their histories in
 * test/replay, named by the version. Done once for each release, so that later code is held to it. Names of stories
 * after it, as in `npm run record-history -- a-form-is-sent`, record those alone.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { pino } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import type { Planner } from '../src/agent/planner.ts';
import type { AnswerSchema } from '../src/contract/answer-schema.ts';
import type { PlannedCall } from '../src/contract/tools.ts';
import { autoTriggerType } from '../src/contract/temporal-names.ts';
import type { TriggerStatus } from '../src/contract/status.ts';
import type { Thought } from '../src/contract/session.ts';
import { startDevServer } from '../src/dev/dev-server.ts';
import { obtainBrowser } from '../src/dev/obtain-browser.ts';
import { obtainTemporalCli } from '../src/dev/obtain-temporal.ts';
import { startWorker } from '../src/worker.ts';
import { doing } from '../test/support/doing.ts';
import { startFormSite } from '../test/support/form-site.ts';
import { pageGivenBack } from '../test/support/given-back.ts';
import { historiesOf } from '../test/support/replay.ts';
import { eventually } from '../test/support/eventually.ts';
import { finishing, recurring, scriptedPlanner } from '../test/support/rig.ts';
import { formFillingPlanner, mayBeSent } from '../test/support/scripted-session.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const say = (line: string) => process.stderr.write(`${line}\n`);
const run = promisify(execFile);

const askingFor = (schema: AnswerSchema): Planner =>
  scriptedPlanner(({ observations }): Thought<PlannedCall> => {
    if (observations.length > 0) return finishing('That is what I needed.');
    const question = { message: 'Which blog?', details: null, schema };
    return { thoughts: 'I have to ask.', memories: [], planner_state: null, next: { type: 'ask', question } };
  });
const asking = askingFor({ type: 'string', format: 'uri' });

interface Story {
  planner: Planner;
  request: (site: string) => object;
  meanwhile?: (handle: WorkflowHandle) => Promise<void>;
}

const toldOfItself = ['trigger.complete', 'trigger.paused', 'trigger.resumed', 'trigger.ended'];

const hasAnswered = async (handle: WorkflowHandle, sessions = 1) =>
  (await handle.query<{ sessions: { answered: number } }>('status')).sessions.answered >= sessions;

const hasQuestion = async (handle: WorkflowHandle) =>
  (await handle.query<{ requests: unknown[] }>('status')).requests.length > 0;

/** Says yes to so many questions, one after the other. */
const approvingEach = (questions: number) => async (handle: WorkflowHandle) => {
  for (let number = 1; number <= questions; number += 1) {
    const request_id = `req_1_${number}`;
    await eventually(`${request_id} is open`, async () => {
      const { requests } = await handle.query<TriggerStatus>('status');
      return requests.some((request) => request.request_id === request_id);
    });
    await handle.executeUpdate('answer_resource_request', { args: [{ request_id, approved: true }] });
  }
};

const stories: Record<string, Story> = {
  'sessions-on-the-grid': {
    planner: scriptedPlanner(() => finishing('All is well.')),
    request: () => recurring({ every: 1, for: 2.5 }),
  },
  'a-form-is-sent': {
    planner: formFillingPlanner,
    request: (site) => ({ goal: `${site} has a form: send it`, config: mayBeSent, web_hook_url: `${site}/hook` }),
  },
  'an-approval-stands-for-the-next-session': {
    planner: formFillingPlanner,
    // the page is given back while the question is open, and opened again for the answer
    request: (site) => ({
      ...recurring({ every: 5, for: 8 }),
      goal: `${site} has a form: send it`,
      config: { hold_page: 1 },
    }),
    async meanwhile(handle) {
      await eventually('the question is open', () => hasQuestion(handle));
      await pageGivenBack(handle);
      await handle.executeUpdate('answer_resource_request', { args: [{ approved: true, remember: {} }] });
    },
  },
  'a-form-that-changes-as-it-is-sent': {
    planner: doing('click', 'button "Send"'),
    request: (site) => ({ goal: `${site}/changing-form has a form: send it` }),
    meanwhile: approvingEach(2),
  },
  'a-yes-to-a-request-that-was-gone': {
    planner: doing('click', 'button "Send"'),
    request: (site) => ({ goal: `${site}/telling has a button: press it`, config: { hold_page: 1 } }),
    async meanwhile(handle) {
      await eventually('the question is open', () => hasQuestion(handle));
      await pageGivenBack(handle);
      await handle.executeUpdate('answer_resource_request', { args: [{ approved: true }] });
    },
  },
  'a-secret-beyond-its-sites': {
    planner: doing('type', 'textbox "Search"', '{{secret:SHOP}}'),
    request: (site) => ({
      goal: `${site}/search has a form: fill it in`,
      config: { policy: [{ origin: '127.0.0.1', decision: 'allow' }] },
    }),
    meanwhile: approvingEach(1),
  },
  'a-question-answered-after-misfits': {
    planner: asking,
    request: () => ({ goal: 'Let me know the latest post' }),
    async meanwhile(handle) {
      await eventually('the question is open', () => hasQuestion(handle));
      await handle.signal('admin_permission_response', null);
      await handle.signal('no_such_signal');
      await handle.executeUpdate('answer_resource_request', { args: [{ value: 'https://example.com/' }] });
    },
  },
  'answers-to-a-question-with-a-pattern': {
    planner: askingFor({ type: 'string', pattern: '^[A-Z]{3}-[0-9]+$' }),
    request: () => ({ goal: 'Let me know the latest post' }),
    async meanwhile(handle) {
      await eventually('the question is open', () => hasQuestion(handle));
      await handle.signal('user_input_response', { value: 'abc' });
      const misfit = handle.executeUpdate('answer_resource_request', { args: [{ value: 'abc' }] });
      await misfit.catch((error: Error) => say(`  refused: ${error.message}`));
      await handle.executeUpdate('answer_resource_request', { args: [{ value: 'ABC-1' }] });
    },
  },
  'cancelled-while-it-waits': {
    planner: asking,
    request: () => recurring({ every: 60, for: 600 }),
    async meanwhile(handle) {
      await eventually('the question is open', () => hasQuestion(handle));
      await handle.cancel();
    },
  },
  'stopped-between-sessions': {
    planner: scriptedPlanner(() => finishing('All is well.')),
    request: () => recurring({ every: 60, for: 600 }),
    async meanwhile(handle) {
      await eventually('a session is over', () => hasAnswered(handle));
      await handle.executeUpdate('stop', { args: [{ reason: 'enough' }] });
    },
  },
  'a-model-is-used-and-the-trigger-tells-of-itself': {
    planner: scriptedPlanner(() => ({
      ...finishing('All is well.'),
      usage: { input_tokens: 1_000, output_tokens: 20, cost_usd: 0.1 },
    })),
    request: (site) => ({
      ...recurring({ every: 1, for: 600 }, { max_sessions: 2, web_hook_url: `${site}/hook`, events: toldOfItself }),
      label: 'blog',
      config: { on_timeout: 'end_session' },
    }),
  },
  'steered-between-sessions': {
    planner: scriptedPlanner(() => finishing('All is well.')),
    request: (site) => recurring({ every: 60, for: 600 }, { web_hook_url: `${site}/hook` }),
    async meanwhile(handle) {
      await eventually('a session is over', () => hasAnswered(handle));
      const update = (name: string, argument: object = {}) => handle.executeUpdate(name, { args: [argument] });
      await update('pause', { reason: 'a holiday', by: 'ann' });
      await update('resume');
      await update('set_memory', { key: 'city', value: 'Rome' });
      await update('forget_memory', { key: 'city' });
      await update('ping');
      await update('reschedule', { interval: 2, goal: 'Let me know the latest post' });
      await update('redeliver', { from: 1 });
      await update('run_now', { by: 'ann' });
      await eventually('the extra session is over', () => hasAnswered(handle, 2));
      await update('stop', { now: true });
    },
  },
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(stories, name));
if (unknown.length > 0)
  throw new Error(`no such story: ${unknown.join(', ')}; there are: ${Object.keys(stories).join(', ')}`);

const cli = await obtainTemporalCli(say);
const chromium = await obtainBrowser(say);
const server = await startDevServer({ progress: say });
const site = await startFormSite();
try {
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, namespace: server.namespace });
  for (const [name, { planner, request, meanwhile }] of Object.entries(stories)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    say(`recording ${name}`);
    const worker = await startWorker({
      temporal: { address: server.address, namespace: server.namespace, connection: {}, isDefault: false },
      masterKeys: ['a key for recordings, of 32 characters'],
      allowNetworks: '127.0.0.1',
      chromiumPath: () => Promise.resolve(chromium),
      planner,
      secrets: [{ name: 'SHOP', value: 'a word for recordings', sites: [] }],
      logger: pino({ level: 'silent' }),
    });
    const workflowId = `trg_${name}`;
    await client.workflow.start(autoTriggerType, {
      workflowId,
      taskQueue: 'auto-trigger',
      args: [{ email: `${name}@example.com`, ...request(site.url) }],
    });
    const handle = client.workflow.getHandle(workflowId);
    await meanwhile?.(handle);
    await handle.result().catch((error: Error) => say(`  ended: ${error.message}`));
    for (const [index, { runId }] of (await historiesOf(client.workflow, workflowId)).entries()) {
      const show = ['workflow', 'show', '-w', workflowId, '-r', runId, '--output', 'json', '--address', server.address];
      const { stdout } = await run(cli, show, { maxBuffer: 64 * 1024 * 1024 });
      const file = new URL(`../test/replay/v${manifest.version}-${name}-run-${index + 1}.json`, import.meta.url);
      // stacks of refusals name the files of this machine
      await writeFile(file, `${JSON.stringify(JSON.parse(stdout)).replaceAll(root, '/app/')}\n`);
    }
    await worker.stop();
  }
  await connection.close();
} finally {
  await site.close();
  await server.stop();
}
