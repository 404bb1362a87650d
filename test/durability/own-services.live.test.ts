import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { startDevServer, type DevServer } from '../../src/dev/dev-server.ts';
import { listeningProcesses } from '../../src/network/listening-processes.ts';
import { type Site, startSite } from '../browser/site.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner, type Rig } from '../support/rig.ts';

/** All of this machine is allowed. */
const allowNetworks = '127.0.0.0/8, ::1, 0.0.0.0, localhost';
const hosts = ['127.0.0.1', '127.1', 'localhost', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]'];

const approvalOf = ({ workflowId }: WorkflowHandle) =>
  `/api/v1/namespaces/default/workflows/${workflowId}/signal/admin_permission_response`;
const approval = JSON.stringify({ input: [{ approved: true, reason: '=', answered_by: 'the page itself' }] });

let server: DevServer;
before(async () => {
  // one whose HTTP API answers, as any other server's does
  server = await startDevServer({ progress: () => undefined, dynamicConfig: [] });
  process.env['TEMPORAL_ADDRESS'] = server.address;
});
after(() => server.stop());

/** Opens the first word of the goal, and asks a person before it clicks the button there. */
const askingPlanner = scriptedPlanner((input: ThinkInput): Thought<PlannedCall> => {
  const [observation] = input.observations.toReversed();
  const outcome = observation?.kind === 'action' ? observation.outcome : undefined;
  const act = (...actions: PlannedCall[]): Thought<PlannedCall> => ({
    thoughts: 'On I go.',
    memories: [],
    planner_state: 'begun',
    next: { type: 'act', actions },
  });
  if (input.planner_state === null)
    return act(
      { tool: 'navigate', arguments: { url: input.goal.split(' ')[0] ?? '' } },
      { tool: 'snapshot', arguments: {} },
    );
  if (outcome?.status === 'done' && outcome.result.tool === 'snapshot') {
    const ref = /button "Order" \[ref=(\w+)\]/.exec(outcome.result.tree)?.[1] ?? 'none';
    return act({ tool: 'click', arguments: { ref }, ask_first: 'Is this wanted?' });
  }
  return finishing(JSON.stringify(outcome));
});

/** Runs in the page: tries to get an approval to each address, by whatever sends something, and says how it went. */
async function attack(targets: string[], body: string): Promise<void> {
  const send = (address: string) => fetch(address, { method: 'POST', mode: 'no-cors', body });
  const fetched = targets.flatMap((to) =>
    [to, `/away?to=${encodeURIComponent(to)}`].map((address) =>
      send(address).then(
        () => [`fetch of ${address}`],
        () => [],
      ),
    ),
  );
  for (const [number, to] of targets.entries()) {
    const frame = Object.assign(document.createElement('iframe'), { name: `frame ${number}` });
    const form = document.createElement('form');
    Object.assign(form, { action: to, method: 'post', enctype: 'text/plain', target: frame.name });
    const [name = '', value = ''] = body.split(/=(.*)/s);
    const input = Object.assign(document.createElement('input'), { name, value, type: 'hidden' });
    form.append(input);
    document.body.append(frame, form, Object.assign(new Image(), { src: to }));
    document.body.append(Object.assign(document.createElement('iframe'), { src: to }));
    form.submit();
    navigator.sendBeacon(to, body);
    void new WebSocket(to.replace('http:', 'ws:'));
  }
  const answered = (await Promise.all(fetched)).flat();
  await fetch('/report', { method: 'POST', body: JSON.stringify(answered) });
}

describe('a page that looks for what the product runs on', () => {
  for (const [who, know] of [
    ['dev', () => server.ownServices],
    ['a worker that knows the server’s address alone', () => []],
  ] as const)
    test(`cannot approve its own question: ${who}`, async (t) => {
      const scene = await startScene(t);
      const rig = await createRig(t, { planner: askingPlanner, allowNetworks, worker: 'none' });
      await rig.startWorker({ ownServices: [...know()] });
      const handle = await rig.start({ goal: `${scene.site.url}/ order` });
      await questionOf(rig, handle);
      const ports = await ownPorts(scene.site);
      assert.ok(ports.length >= 7, `${ports.join(', ')}: not those of the server and of the proxy`);

      scene.begin(hosts.flatMap((host) => ports.map((port) => `http://${host}:${port}${approvalOf(handle)}`)));
      const answered = await eventually('the page has tried everything', () => scene.report, 60_000);

      assert.deepEqual(answered, []);
      assert.deepEqual((await rig.status(handle)).requests.length, 1);
      // without the guard it would have been one request
      const { status } = await approveFromHere(handle);
      assert.equal(status, 200);
      await eventually('it is answered', async () => (await rig.status(handle)).requests.length === 0);
    });
});

describe('what a trigger names itself', () => {
  test('is no way to the server: a webhook there is refused before the first session, in words', async (t) => {
    const rig = await createRig(t, {
      planner: scriptedPlanner(() => finishing('Fine.')),
      allowNetworks,
      worker: 'none',
    });
    await rig.startWorker();

    for (const { port } of server.ownServices.toSpliced(3)) {
      const web_hook_url = `http://127.0.0.1:${port}/api/v1/namespaces/default/workflows`;
      const handle = await rig.start({ goal: 'once', web_hook_url });
      await assert.rejects(handle.result(), (error: Error) => {
        assert.match(String(error.cause), /web_hook_url: 127\.0\.0\.1:\d+ (?:is a service|seems to be a part) of/);
        return true;
      });
    }
  });

  test('is no way to the server: a model there is not asked, and the session says why', async (t) => {
    const rig = await createRig(t, { allowNetworks, worker: 'none' });
    await rig.startWorker({ ownServices: server.ownServices });

    for (const { port } of server.ownServices.toSpliced(3)) {
      const config = { driver: 'llm', model: 'any', base_url: `http://127.0.0.1:${port}/api/v1` };
      const handle = await rig.start({
        ...recurring({ every: 3_600, for: 36_000 }, { max_sessions: 1 }),
        goal: 'Tell me the latest post on https://blog.example/',
        config,
      });
      const { last }: TriggerStatus = await handle.result();

      assert.equal(last?.outcome, 'failed');
      assert.match(
        JSON.stringify(last),
        /may not be reached: 127\.0\.0\.1:\d+ is a service of agent-auto-trigger itself/,
      );
    }
  });
});

/** A site whose page waits to be told where to go, and then tells how that went. */
async function startScene(t: TestContext) {
  let tellTargets: (targets: string[]) => void = () => undefined;
  const targets = new Promise<string[]>((resolve) => (tellTargets = resolve));
  const scene = { site: undefined as unknown as Site, report: undefined as string[] | undefined, begin: tellTargets };
  const page = `<!doctype html><title>A shop</title><h1>A shop</h1><form method="post"><button>Order</button></form><script>
    const attack = ${attack.toString()};
    fetch('/targets').then((answer) => answer.json()).then((targets) => attack(targets, ${JSON.stringify(approval)}));</script>`;
  const routes = {
    '/': page,
    '/targets': async (_request: IncomingMessage, response: ServerResponse) =>
      response.end(JSON.stringify(await targets)),
    '/report': async (request: IncomingMessage, response: ServerResponse) => {
      scene.report = JSON.parse((await request.toArray()).join('')) as string[];
      response.end();
    },
  };
  const away = ({ url = '' }: IncomingMessage, response: ServerResponse) =>
    response.writeHead(307, { location: new URL(url, 'http://x').searchParams.get('to') ?? '' }).end();
  scene.site = await startSite(
    new Proxy<Site['routes']>(routes, {
      get: (known, path: string) => (path.startsWith('/away') ? away : known[path]),
    }),
  );
  t.after(() => scene.site.close());
  return scene;
}

const questionOf = (rig: Rig, handle: WorkflowHandle) =>
  eventually('a question is open', async () => (await rig.status(handle)).requests[0], 60_000);

/** Those of the server, and what this process listens on beside its site: the proxy of its browsers. */
async function ownPorts(site: Site): Promise<number[]> {
  const here = (await listeningProcesses()).find(({ id }) => id === process.pid)?.ports ?? [];
  const proxies = here.filter((port) => port !== Number(new URL(site.url).port));
  return [...server.ownServices.map(({ port }) => port), ...proxies];
}

/** As anybody can who reaches the HTTP API: with no more than a page could send. */
async function approveFromHere(handle: WorkflowHandle): Promise<{ status: number | undefined }> {
  const tries = server.ownServices.map(({ port }) =>
    fetch(`http://127.0.0.1:${port}${approvalOf(handle)}`, { method: 'POST', body: approval }).then(
      ({ status }) => status,
      () => undefined,
    ),
  );
  return { status: (await Promise.all(tries)).find((status) => status === 200) };
}
