import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { Json } from '../../src/contract/json.ts';
import type { ActionOutcome } from '../../src/contract/results.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { ResourceRequest } from '../../src/contract/resource-request.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { eventually } from '../support/eventually.ts';
import { pageGivenBack } from '../support/given-back.ts';
import { answerOpen, createRig, finishing, recurring, scriptedPlanner, type Rig, update } from '../support/rig.ts';
import { type ShopSite, startShopSite } from '../support/shop-site.ts';

/** Fills in the note and places the order; tells what came of the order, and of a second try where it lapsed. */
function orderingPlanner(options: { askFirst?: string; element?: string } = {}) {
  const { askFirst, element = 'button "Place order"' } = options;
  return scriptedPlanner((input: ThinkInput): Thought<PlannedCall> => {
    const shop = input.goal.split(' ')[0] ?? '';
    const done = (input.planner_state ?? []) as string[];
    const last = input.observations.at(-1);
    const outcome = last?.kind === 'action' ? last.outcome : undefined;
    const then = (step: string, ...actions: PlannedCall[]): Thought<PlannedCall> => ({
      thoughts: step,
      memories: [],
      planner_state: [...done, step],
      next: { type: 'act', actions },
    });
    const order = (ref: string): PlannedCall => ({
      tool: 'click',
      arguments: { ref },
      ...(askFirst === undefined ? {} : { ask_first: askFirst }),
    });
    switch (done.at(-1)) {
      case undefined:
        return then('look', { tool: 'navigate', arguments: { url: shop } }, { tool: 'snapshot', arguments: {} });
      case 'look':
        return then('fill', { tool: 'type', arguments: { ref: refOf(outcome, 'textbox "Note"'), text: 'by noon' } });
      case 'fill':
        return then('order', order(refOf(outcome, element)));
      case 'order':
        if (outcome?.status === 'failed') return then('look again', { tool: 'snapshot', arguments: {} });
        return finishing(tell(outcome));
      case 'look again':
        return then('order again', order(refOf(outcome, 'button "')));
      default:
        return finishing(tell(outcome));
    }
  });
}

function refOf(outcome: ActionOutcome | undefined, element: string): string {
  const tree = outcome?.status === 'done' && 'tree' in outcome.result ? outcome.result.tree : '';
  return (
    tree
      .split('\n')
      .find((line) => line.includes(element))
      ?.match(/\[ref=(\w+)\]/)?.[1] ?? 'none'
  );
}

const tell = (outcome: ActionOutcome | undefined) =>
  outcome?.status === 'done' ? `done ${'tree' in outcome.result ? outcome.result.tree : ''}` : JSON.stringify(outcome);

interface Scene {
  rig: Rig;
  shop: ShopSite;
}

async function scene(t: TestContext, planner = orderingPlanner()): Promise<Scene> {
  const shop = await startShopSite();
  t.after(() => shop.close());
  return { shop, rig: await createRig(t, { planner, allowNetworks: '127.0.0.1' }) };
}

const question = (rig: Rig, handle: WorkflowHandle, number = 1): Promise<ResourceRequest> =>
  eventually(`question ${number} is open`, async () => {
    const [open] = (await rig.status(handle)).requests;
    return open?.request_id.endsWith(`_${number}`) === true && open;
  });

async function ending(handle: WorkflowHandle): Promise<{ outcome: string | undefined; answer: string }> {
  const { last }: TriggerStatus = await handle.result();
  return { outcome: last?.outcome, answer: last?.answer ?? '' };
}

describe('an action that submits a form', { concurrency: 2 }, () => {
  test('is asked for, with all that it would send, and done once when approved', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start({ goal: `${shop.url} order` });
    const { resource_type, message, details } = await question(rig, handle);

    assert.equal(resource_type, 'admin_permission_request');
    assert.match(message, /^May the agent send this: POST .*\/order\? Click button “Place order”.*It submits a form\./);
    const { tool, effect, origin, element, request } = details as { [name: string]: Json };
    assert.deepEqual([tool, effect, origin], ['click', 'submit', shop.url]);
    assert.equal(element, `button “Place order” of the form to ${shop.url}/order`);
    const fields = [
      { name: 'name', value: 'Ann' },
      { name: 'note', value: 'by noon' },
    ];
    assert.deepEqual(request, { method: 'POST', address: `${shop.url}/order`, leaves_site: false, fields });
    assert.deepEqual(shop.orders, []);
    await answerOpen(handle, { approved: true });

    assert.match((await ending(handle)).answer, /Thank you for order 1/);
    assert.deepEqual(shop.orders, ['name=Ann&note=by+noon']);
  });

  test('is not done when a person says no, and the planner is told who and why', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start({ goal: `${shop.url} order` });
    await question(rig, handle);
    await answerOpen(handle, { approved: false, reason: 'too expensive' });

    const told = JSON.parse((await ending(handle)).answer);
    assert.deepEqual(told, { status: 'denied', reason: 'too expensive', by: 'person' });
    assert.deepEqual(shop.orders, []);
  });

  test('is not done when the policy says no, and nobody is asked', async (t) => {
    const { rig, shop } = await scene(t);
    const config = { policy: [{ effect: 'submit', decision: 'deny' }] };
    const told = JSON.parse((await ending(await rig.start({ goal: `${shop.url} order`, config }))).answer);

    assert.deepEqual([told.status, told.by], ['denied', 'policy']);
    assert.deepEqual(shop.orders, []);
  });

  test('is done without a question where the policy allows it', async (t) => {
    const { rig, shop } = await scene(t);
    const config = { policy: [{ effect: 'submit', origin: shop.url, decision: 'allow' }] };

    assert.match(
      (await ending(await rig.start({ goal: `${shop.url} order`, config }))).answer,
      /Thank you for order 1/,
    );
  });

  test('that nobody answered for is a time-out, and no person’s no', async (t) => {
    const { rig, shop } = await scene(t);
    const config = { answer_timeout: 1, on_timeout: 'deny' };

    const told = JSON.parse((await ending(await rig.start({ goal: `${shop.url} order`, config }))).answer);
    assert.deepEqual(told, { status: 'expired' });
    assert.deepEqual(shop.orders, []);
  });
});

describe('an approval', { concurrency: 2 }, () => {
  test('holds where the page was given back meanwhile, since it comes back filled in', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start({ goal: `${shop.url} order`, config: { hold_page: 0 } });
    await question(rig, handle);
    await pageGivenBack(handle);
    await answerOpen(handle, { approved: true });

    assert.match((await ending(handle)).answer, /Thank you/);
    assert.deepEqual(shop.orders, ['name=Ann&note=by+noon']);
  });

  test('lapses where the page is another one by then, and a person is asked once more, about what it is now', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start({ goal: `${shop.url} order`, config: { hold_page: 0 } });
    await question(rig, handle, 1);
    await pageGivenBack(handle);
    shop.button = 'Order with costs';
    await answerOpen(handle, { approved: true });
    const second = await question(rig, handle, 2);

    assert.deepEqual(shop.orders, []);
    assert.match(second.message, /Order with costs/);
    await answerOpen(handle, { approved: true });
    assert.match((await ending(handle)).answer, /Thank you/);
  });

  test('that lapses a second time ends the session as expired, and nothing is done', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start({ goal: `${shop.url} order`, config: { hold_page: 0 } });
    await question(rig, handle, 1);
    await pageGivenBack(handle);
    shop.button = 'Order with costs';
    await answerOpen(handle, { approved: true });
    await question(rig, handle, 2);
    shop.button = 'Order with more costs';
    await answerOpen(handle, { approved: true });

    assert.equal((await ending(handle)).outcome, 'expired');
    assert.deepEqual(shop.orders, []);
  });

  test('holds for the page as it was, half filled in, while a person thinks', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start({ goal: `${shop.url} order`, config: { hold_page: 60 } });
    await question(rig, handle);
    await answerOpen(handle, { approved: true });
    await ending(handle);

    assert.deepEqual(shop.orders, ['name=Ann&note=by+noon']);
  });

  test('remembered stands for the same action in later sessions, until its uses are spent', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start(recurring({ every: 3, for: 60 }, { max_sessions: 3 }, `${shop.url} order`));
    await question(rig, handle);
    await answerOpen(handle, { approved: true, remember: { uses: 1 }, answered_by: 'ann' });
    const asked = await eventually('the third session asks again', async () => {
      const [open] = (await rig.status(handle)).requests;
      return open?.request_id.startsWith('req_3_') === true && open;
    });

    const { grants } = await rig.status(handle);
    assert.deepEqual(
      grants.map(({ used, uses_left, granted_by }) => [used, uses_left, granted_by]),
      [[1, 0, 'ann']],
    );
    assert.equal(shop.orders.length, 2);
    await answerOpen(handle, { request_id: asked.request_id, approved: false });
    await handle.result();
  });

  test('remembered and then revoked is asked for again', async (t) => {
    const { rig, shop } = await scene(t);
    const handle = await rig.start(recurring({ every: 4, for: 60 }, { max_sessions: 2 }, `${shop.url} order`));
    await question(rig, handle);
    await answerOpen(handle, { approved: true, remember: {} });
    const grant = await eventually('the grant is there', async () => (await rig.status(handle)).grants[0]);
    await update(handle, 'revoke_grant', { grant_id: grant.grant_id });

    await question(rig, handle, 1);
    assert.deepEqual((await rig.status(handle)).grants, []);
    await update(handle, 'stop', { now: true });
    await handle.result();
  });
});

describe('a planner that wants a person asked', () => {
  test('has the question asked, with its reason, though the policy would allow the action', async (t) => {
    const planner = orderingPlanner({ askFirst: 'it may be loud', element: 'button "Say hello"' });
    const { rig, shop } = await scene(t, planner);
    const handle = await rig.start({ goal: `${shop.url} greet` });
    const { message } = await question(rig, handle);

    assert.match(message, /Say hello.*it may be loud/);
    await answerOpen(handle, { approved: true });
    assert.match((await ending(handle)).answer, /^done/);
  });
});
