import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import { ledgerQuery } from '../../src/contract/messages.ts';
import type { LedgerRow, TriggerStatus } from '../../src/contract/status.ts';
import { startLoggingSite } from '../browser/gated.ts';
import { eventually } from '../support/eventually.ts';
import { orderForm, orderingPlanner } from '../support/ordering.ts';
import { createRig, recurring, type Rig, update } from '../support/rig.ts';

/** One worker that may have one page open, and a shop whose slow page comes when it is let. */
async function scene(t: TestContext) {
  const slow = Promise.withResolvers<void>();
  const site = await startLoggingSite(t, {
    '/': orderForm,
    '/order': '<h1>Thank you</h1>',
    '/news': '<h1>News</h1>',
    '/slow': (_, response) => void slow.promise.then(() => response.end('<h1>At last</h1>')),
  });
  const rig = await createRig(t, { planner: orderingPlanner(() => 'Ann'), worker: 'none' });
  await rig.startWorker({ maxSessions: 1 });
  return { site, rig, letSlowPageCome: slow.resolve };
}

const answerOf = async (handle: WorkflowHandle) => ((await handle.result()) as TriggerStatus).last?.answer ?? '';
const isAsking = (rig: Rig, handle: WorkflowHandle) =>
  eventually('the question is open', async () => (await rig.status(handle)).requests.length > 0);

describe('a worker whose pages all wait for people', () => {
  test('works for others meanwhile, and sends what was approved as it was filled in', async (t) => {
    const { site, rig } = await scene(t);
    const asking = await rig.start({ goal: `${site.url}/ order one` });
    await isAsking(rig, asking);
    const second = await rig.start({ goal: `${site.url}/ order another one` });
    await isAsking(rig, second);

    const other = await rig.start({ goal: `${site.url}/news read it` });
    assert.match(await answerOf(other), /News/);
    for (const handle of [asking, second]) await update(handle, 'answer_resource_request', { approved: true });

    assert.match((await answerOf(asking)) + (await answerOf(second)), /Thank you.*Thank you/);
    const posts = site.log.filter((line) => line.startsWith('POST'));
    assert.deepEqual(posts, ['POST /order name=Ann', 'POST /order name=Ann']);
  });
});

describe('the pages of a worker', () => {
  test('go round among accounts, however many sessions one of them has waiting', async (t) => {
    const { site, rig, letSlowPageCome } = await scene(t);
    const order: string[] = [];
    site.routes['/one'] = (_, response) => void (order.push('one'), response.end('<h1>One</h1>'));
    site.routes['/other'] = (_, response) => void (order.push('other'), response.end('<h1>Other</h1>'));
    const busy = await rig.start({ goal: `${site.url}/slow read it` });
    await eventually('the slow page is asked for', () => Promise.resolve(site.log.includes('GET /slow')));
    const isWaiting = (handle: WorkflowHandle) =>
      eventually('it waits', async () => (await rig.status(handle)).session?.doing === 'waiting_for_browser');

    const ones = await Promise.all(Array.from({ length: 6 }, () => rig.start({ goal: `${site.url}/one read it` })));
    await Promise.all(ones.map(isWaiting));
    const other = await rig.start({ email: `other-${rig.email}`, goal: `${site.url}/other read it` });
    await isWaiting(other);
    letSlowPageCome();
    await Promise.all([busy, other, ...ones].map((handle) => handle.result()));

    assert.notEqual(order.at(-1), 'other', order.join(', '));
  });
});

describe('a session for which there is no place', () => {
  test('waits for one, says so, and has it in its lateness', async (t) => {
    const { site, rig, letSlowPageCome } = await scene(t);
    const busy = await rig.start({ goal: `${site.url}/slow read it` });
    await eventually('the slow page is asked for', () => Promise.resolve(site.log.includes('GET /slow')));

    const waiting = await rig.start(recurring({ every: 600, for: 900 }, {}, `${site.url}/news read it`));
    await eventually('it waits', async () => (await rig.status(waiting)).session?.doing === 'waiting_for_browser');
    const seenAt = performance.now();
    await rig.status(busy);
    const waitedMs = performance.now() - seenAt;
    letSlowPageCome();

    assert.match(await answerOf(busy), /At last/);
    await eventually('it has run', async () => (await rig.status(waiting)).sessions.answered === 1);
    const rows = await waiting.query<LedgerRow[]>(ledgerQuery.name);
    assert.ok((rows[0]?.lateness_ms ?? 0) > waitedMs, JSON.stringify(rows));
  });
});
