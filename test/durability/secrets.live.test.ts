import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { pino } from 'pino';
import { memoryQuery } from '../../src/contract/messages.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { eventually } from '../support/eventually.ts';
import { leaksOf } from '../support/leaks.ts';
import { json, type LlmServer, type ModelRequest, openAiAnswer, startLlmServer } from '../support/llm-server.ts';
import { historiesOf } from '../support/replay.ts';
import { doing } from '../support/doing.ts';
import { createRig, recurring, update } from '../support/rig.ts';

const password = 'Tr0ub4dor&3 "x/ü+y';

/** A login whose page tells what was typed, in as many ways as it can, once it has come. */
async function startLoginSite(t: TestContext) {
  const logins: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method === 'POST') logins.push(new URLSearchParams(await text(request)).get('password') ?? '');
      const typed = request.url?.startsWith('/login') === true ? (logins[0] ?? '') : undefined;
      if (request.url === '/robots.txt') response.writeHead(404).end();
      else if (request.url === '/login')
        response.writeHead(303, { location: `/login/done?as=${encodeURIComponent(typed ?? '')}` }).end();
      else response.writeHead(200, headers(typed)).end(typed === undefined ? form : echo(typed));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { logins, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const headers = (typed: string | undefined) => ({
  'content-type': 'text/html; charset=utf-8',
  ...(typed === undefined ? {} : { 'set-cookie': `last=${encodeURIComponent(typed)}` }),
});

const form = `<!doctype html><title>Sign in</title><h1>Sign in</h1><form method="post" action="/login">
  <label>Password <input name="password" type="password"></label><button>Sign in</button></form>`;

function echo(typed: string): string {
  const safe = typed.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const forms = [
    safe,
    encodeURIComponent(typed),
    Buffer.from(typed).toString('base64'),
    Buffer.from(`ada:${typed}`).toString('base64url'),
    Buffer.from(typed).toString('hex'),
    JSON.stringify({ typed }).replaceAll('&', '&amp;'),
  ];
  const items = forms.map((one, index) => `<p><a href="/${encodeURIComponent(typed)}">Way ${index}: ${one}</a></p>`);
  return `<!doctype html><title>Hello ${safe}</title><main><h1>Hello ${safe}</h1>${items.join('')}</main>
    <script>localStorage.setItem('typed', ${JSON.stringify(typed)})</script>`;
}

/** Takes every delivery. */
async function startReceiver(t: TestContext) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      bodies.push(await text(request));
      response.writeHead(204).end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

type Call = { tool: string; arguments: object };
/** A step of the script that names an element of the newest look. */
function onElement(element: string, callFor: (ref: string) => Call) {
  return ({ body }: ModelRequest, response: ServerResponse) => {
    const line = JSON.stringify(body['messages'])
      .replaceAll(String.raw`\"`, '"')
      .split(String.raw`\n`);
    const ref = line.findLast((each) => each.includes(element))?.match(/\[ref=(\w+)\]/)?.[1] ?? 'none';
    json(response, 200, openAiAnswer({ calls: [callFor(ref)] }));
  };
}

function script(llm: LlmServer, url: string): void {
  const call = (tool: string, given: object = {}) => ({ calls: [{ tool, arguments: given }] });
  const typing = { text: '{{secret:PASSWORD}}' };
  llm.script.push(
    call('navigate', { url }),
    call('snapshot'),
    onElement('textbox "Password"', (ref) => ({ tool: 'type', arguments: { ref, ...typing } })),
    onElement('button "Sign in"', (ref) => ({ tool: 'click', arguments: { ref } })),
    { calls: ['read', 'snapshot', 'entries'].map((tool) => ({ tool, arguments: {} })) },
    {
      calls: [
        { tool: 'find', arguments: { text: 'Way' } },
        { tool: 'screenshot', arguments: {} },
      ],
    },
    // what the model says is made of what it saw: the address, the title, the text
    ({ body }, response) => {
      const seen = JSON.stringify(body).slice(-8_000);
      const value = seen.slice(seen.indexOf('Hello'), seen.indexOf('Hello') + 2_000);
      json(response, 200, openAiAnswer({ calls: [{ tool: 'remember', arguments: { key: 'seen', value } }] }));
    },
    ({ body }, response) => {
      const finish = { outcome: 'unsure', answer: JSON.stringify(body).slice(-3_000), evidence: [] };
      json(response, 200, openAiAnswer({ calls: [{ tool: 'finish', arguments: finish }] }));
    },
  );
}

test('a secret that a session typed is in no history, event, log, memory, status, answer or prompt, however it is encoded', async (t) => {
  const [site, receiver, llm] = [await startLoginSite(t), await startReceiver(t), await startLlmServer()];
  t.after(() => llm.close());
  let log = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      done();
    },
  });
  const rig = await createRig(t, { worker: 'none' });
  const secret = { name: 'PASSWORD', value: password, sites: [site.url] };
  await rig.startWorker({ secrets: [secret], logger: pino({ level: 'trace' }, stream) });
  script(llm, site.url);
  const config = { driver: 'llm', model: 'scripted', base_url: llm.url };

  const handle = await rig.start({ goal: `Sign in at ${site.url}/`, config, web_hook_url: receiver.url });
  const request = await eventually('a person is asked', async () => {
    const status = await rig.status(handle);
    return status.requests[0] ?? (status.last !== null && assert.fail(JSON.stringify(status.last)));
  });
  const asking = await rig.status(handle);
  await update(handle, 'answer_resource_request', { approved: true, remember: {} });
  const status: TriggerStatus = await handle.result();

  assert.deepEqual(site.logins, [password], 'the site got it');
  assert.equal(status.last?.outcome, 'unsure', JSON.stringify(status.last));
  assert.match(JSON.stringify(request), /\{\{secret:PASSWORD\}\}/);
  const prompts = llm.requests.map(({ body }) => body);
  assert.match(JSON.stringify(prompts), /Hello \{\{secret:PASSWORD\}\}/, 'the model saw the page');
  const places = {
    history: await historiesOf(rig.client.workflow, handle.workflowId),
    events: receiver.bodies,
    log,
    memory: await handle.query(memoryQuery.name),
    asking,
    status,
    prompts,
  };
  assert.ok(leaksOf(password, { page: echo(password) }).length > 5, 'the page does tell');
  assert.ok(receiver.bodies.length > 10 && log.length > 0);
  assert.deepEqual(leaksOf(password, places), []);
});

test('where a secret without sites may be typed is asked once: a yes stands for the next session', async (t) => {
  const site = await startLoginSite(t);
  const rig = await createRig(t, { worker: 'none' });
  const planner = doing('type', 'textbox "Password"', '{{secret:FREE}}');
  await rig.startWorker({ secrets: [{ name: 'FREE', value: password, sites: [] }], planner });

  const goal = `${site.url}/ sign in`;
  const handle = await rig.start(recurring({ every: 4, for: 120 }, { max_sessions: 2 }, goal));
  const [request] = await eventually('a person is asked', async () => {
    const { requests } = await rig.status(handle);
    return requests.length > 0 && requests;
  });
  await update(handle, 'answer_resource_request', { approved: true });
  const { fires, grants } = await handle.result();

  assert.match(JSON.stringify(request), /which runs no scripts of third parties.*A yes stands for later sessions/);
  assert.deepEqual([fires.ran, grants.length], [2, 1]);
});
