/**
 * `npm run bench:pages`: how long triggers that need nobody take on one worker with four pages, beside none and beside many
 * open questions whose pages were half filled in; and whether each question is then answered as it was asked. See README.md
 * here.
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { TriggerStatus } from '../src/contract/status.ts';
import { autoTriggerType } from '../src/contract/temporal-names.ts';
import { orderForm, orderingPlanner } from '../test/support/ordering.ts';
import { say, startEnvironment, type Environment } from './environment.ts';

const count = Number(process.argv[2] ?? 200);
const maxPages = 4;

/** Counts orders by the name in them. */
async function startShop() {
  const orders: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method === 'POST') orders.push(new URLSearchParams(await text(request)).get('name') ?? '');
      const body =
        request.url === '/form' ? orderForm : '<main><h1>News</h1><p>Nothing happened, all day long.</p></main>';
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Shop</title>${body}`);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { orders, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function start({ client }: Environment, id: string, goal: string) {
  const args = [{ email: 'bench@example.com', goal, config: { answer_timeout: 36_000 } }];
  await client.workflow.start(autoTriggerType, { workflowId: id, taskQueue: 'auto-trigger', args });
  return client.workflow.getHandle(id);
}

/** Seconds until triggers that need nobody have all ended, started at once. */
async function runPlain(environment: Environment, name: string, url: string): Promise<number> {
  const since = performance.now();
  const handles = await Promise.all(
    Array.from({ length: count }, (_, index) => start(environment, `trg_${name}_${index}`, `${url}/news read`)),
  );
  const ends = await Promise.all(handles.map((handle) => handle.result() as Promise<TriggerStatus>));
  const failed = ends.filter(({ sessions }) => sessions.answered !== 1).length;
  if (failed > 0) throw new Error(`${failed} of ${count} triggers that need nobody came to nothing`);
  return (performance.now() - since) / 1_000;
}

const shop = await startShop();
const environment = await startEnvironment({ maxSessions: maxPages });
environment.plan(orderingPlanner((goal) => goal.split(' ')[1] ?? ''));
try {
  await runPlain(environment, 'warm', shop.url);
  const alone = await runPlain(environment, 'alone', shop.url);
  say(`${count} triggers that need nobody, alone: ${alone.toFixed(1)} s`);
  const asking = [];
  for (let index = 0; index < count; index += 1)
    asking.push(await start(environment, `trg_asking_${index}`, `${shop.url}/form name-${index} order`));
  for (const handle of asking)
    while ((await handle.query<TriggerStatus>('status')).requests.length === 0) await pause(100);
  say(`${count} questions are open`);
  const beside = await runPlain(environment, 'beside', shop.url);
  say(`the same beside them: ${beside.toFixed(1)} s`);
  const since = performance.now();
  for (const handle of asking) await handle.executeUpdate('answer_resource_request', { args: [{ approved: true }] });
  const ends = await Promise.all(asking.map((handle) => handle.result() as Promise<TriggerStatus>));
  for (const { sessions, last } of ends)
    if (sessions.answered !== 1 || !last?.answer.includes('"status":"done"'))
      say(`  ${last?.outcome}: ${last?.error?.code ?? ''} ${last?.answer}`);
  const answered = ((performance.now() - since) / 1_000).toFixed(1);
  const right = new Set(shop.orders).size;
  const questions = ends.reduce((sum, { closed_requests }) => sum + closed_requests.length, 0);
  console.log(`ratio beside ${count} open questions / alone: ${(beside / alone).toFixed(2)}`);
  console.log(`all answered: ${right} of ${count} forms sent as filled in, ${shop.orders.length} in all,`);
  console.log(`by ${questions} questions, in ${answered} s`);
} finally {
  await environment.close();
  shop.close();
}
