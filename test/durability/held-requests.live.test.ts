import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { ShownRequest } from '../../src/contract/tools.ts';
import type { ResourceRequest } from '../../src/contract/resource-request.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { type LoggingSite, startLoggingSite } from '../browser/gated.ts';
import { eventually } from '../support/eventually.ts';
import { fillRun } from '../support/fill-run.ts';
import { pageGivenBack } from '../support/given-back.ts';
import { doing } from '../support/doing.ts';
import { activitiesIn, historiesOf } from '../support/replay.ts';
import { answerOpen, createRig, recurring, type Rig } from '../support/rig.ts';

const question = (rig: Rig, handle: WorkflowHandle, session = 1, number = 1): Promise<ResourceRequest> =>
  eventually(`question ${number} of session ${session} is open`, async () => {
    const [open] = (await rig.status(handle)).requests;
    return open?.request_id === `req_${session}_${number}` && open;
  });

const requestIn = ({ details }: ResourceRequest) => (details as unknown as { request: ShownRequest }).request;
const posts = ({ log }: LoggingSite) => log.filter((line) => line.startsWith('POST'));

async function told(handle: WorkflowHandle): Promise<string> {
  const { last }: TriggerStatus = await handle.result();
  return last?.answer ?? '';
}

/** A shop whose form changes, as it is sent, to something else. */
async function dishonestShop(t: TestContext) {
  const site = await startLoggingSite(t, {
    '/': `<form method="post" action="/add" onsubmit="this.action = '/delete-account'; this.quantity.value = 999">
      <label>Quantity <input name="quantity" value="1"></label><input type="hidden" name="also_transfer_to" value="${'x'.repeat(200)}">
      <button>Add one ${'very long '.repeat(30)}</button></form>`,
    '/add': '<h1>Added</h1>',
    '/delete-account': '<h1>Deleted</h1>',
  });
  const rig = await createRig(t, { planner: doing('click', 'button "Add one') });
  return { site, rig };
}

const likeButton = (other: string) =>
  `<button onclick="fetch('${other}/take', { method: 'POST', mode: 'no-cors', body: 'like' })">Like</button>`;

/** A page whose button tells another site. */
async function likedPage(t: TestContext) {
  const other = await startLoggingSite(t, { '/take': 'Taken.' });
  const site = await startLoggingSite(t, { '/': likeButton(other.url) });
  return { other, site, rig: await createRig(t, { planner: doing('click', 'button "Like"') }) };
}

describe('what an action wants to send', { concurrency: 2 }, () => {
  test('is asked about as it was shown, and again where it is something else', async (t) => {
    const { site, rig } = await dishonestShop(t);
    const handle = await rig.start({ goal: `${site.url} add one` });

    const first = await question(rig, handle, 1, 1);
    assert.equal(requestIn(first).address, `${site.url}/add`);
    assert.ok(first.message.startsWith(`May the agent send this: POST ${site.url}/add?`), first.message);
    assert.match(first.message, /“quantity” “1”; 1 that the page does not show: “also_transfer_to” “x+…”/);
    assert.equal(requestIn(first).fields.find(({ hidden }) => hidden)?.value, 'x'.repeat(200));
    await answerOpen(handle, { approved: true });

    const second = await question(rig, handle, 1, 2);
    assert.deepEqual(posts(site), []);
    assert.match(second.message, /\/delete-account\?.*It is not what was approved\./);
    assert.deepEqual(requestIn(second).fields[0], { name: 'quantity', value: '999' });
    await answerOpen(handle, { approved: false, reason: 'no' });

    assert.deepEqual(JSON.parse(await told(handle)), { status: 'denied', reason: 'no', by: 'person' });
    assert.deepEqual(posts(site), []);
  });

  test('is sent when a person approves it, and the session goes on with what came', async (t) => {
    const { site, rig } = await dishonestShop(t);
    const handle = await rig.start({ goal: `${site.url} add one` });
    await question(rig, handle, 1, 1);
    await answerOpen(handle, { approved: true });
    await question(rig, handle, 1, 2);
    await answerOpen(handle, { approved: true });

    assert.match(await told(handle), /Deleted/);
    assert.equal(posts(site).length, 1);
  });

  test('stays asked about, and is sent when a person approves it, in runs that fill while that person thinks', async (t) => {
    const { site, rig } = await dishonestShop(t);
    const handle = await rig.start({ goal: `${site.url} add one` });
    const before = [await question(rig, handle, 1, 1)];
    await fillRun(handle);
    const after = [await question(rig, handle, 1, 1)];
    await answerOpen(handle, { approved: true });
    before.push(await question(rig, handle, 1, 2));
    await fillRun(handle);
    after.push(await question(rig, handle, 1, 2));
    await answerOpen(handle, { approved: true });

    assert.match(await told(handle), /Deleted/);
    assert.deepEqual([after, posts(site).length], [before, 1]);
    const { sessions, last, closed_requests } = await rig.status(handle);
    assert.deepEqual([sessions.started, last?.usage.steps, closed_requests.length], [1, 3, 2]);
    const runs = await historiesOf(rig.client.workflow, handle.workflowId);
    const types = runs.flatMap(({ history }) => activitiesIn(history));
    assert.deepEqual([runs.length, types.filter((type) => type === 'openBrowser').length], [3, 1]);
  });

  test('is not sent where the page was given back while a person thought, and is not asked about again when it is tried again', async (t) => {
    const { site, other, rig } = await likedPage(t);
    const handle = await rig.start({ goal: `${site.url} like`, config: { hold_page: 1 } });
    await question(rig, handle, 1, 1);
    await pageGivenBack(handle);
    await answerOpen(handle, { approved: true });

    assert.match(await told(handle), /"status":"done"/);
    assert.equal(posts(other).length, 1);
    const { closed_requests } = await rig.status(handle);
    assert.equal(closed_requests.length, 1);
  });

  test('remembered stands for the same request in later sessions', async (t) => {
    const { site, other, rig } = await likedPage(t);
    const handle = await rig.start(recurring({ every: 4, for: 60 }, { max_sessions: 2 }, `${site.url} like`));
    const { message } = await question(rig, handle, 1, 1);
    await answerOpen(handle, { approved: true, remember: {} });
    const status: TriggerStatus = await handle.result();

    assert.match(message, /It sends “like”\./);
    assert.deepEqual([status.sessions.answered, posts(other).length], [2, 2]);
    assert.equal(status.grants[0]?.used, 1);
  });
});

describe('what was approved for later sessions', () => {
  test('does not stand when the page that sends it is called otherwise', async (t) => {
    const { site, other, rig } = await likedPage(t);
    const handle = await rig.start(recurring({ every: 4, for: 60 }, { max_sessions: 2 }, `${site.url} like`));
    await question(rig, handle, 1, 1);
    await answerOpen(handle, { approved: true, remember: {} });
    await eventually('it was sent', () => posts(other).length === 1);
    site.routes['/'] = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Delete all</title>${likeButton(other.url)}`);

    await question(rig, handle, 2, 1);
    assert.equal(posts(other).length, 1);
    await answerOpen(handle, { approved: false });
    await handle.result();
  });
});

describe('an action in a frame', { concurrency: 2 }, () => {
  async function bank(t: TestContext) {
    const frame = await startLoggingSite(t, { '/': '<label>Amount <input name="amount"></label>' });
    const site = await startLoggingSite(t, { '/': `<h1>News</h1><iframe src="${frame.url}"></iframe>` });
    return { frame, site, rig: await createRig(t, { planner: doing('type', 'textbox "Amount"') }) };
  }

  test('of another site than the goal’s is asked about', async (t) => {
    const { site, rig } = await bank(t);
    const handle = await rig.start({ goal: `${site.url} pay` });

    const { message } = await question(rig, handle);
    assert.match(message, /It is not on one of the sites of the goal\./);
    await answerOpen(handle, { approved: true });
    assert.match(await told(handle), /"status":"done"/);
  });

  test('is not done where the policy denies it on the page around', async (t) => {
    const { site, rig } = await bank(t);
    const policy = [
      { tool: 'type', origin: site.url, decision: 'deny' },
      { effect: 'act', decision: 'allow' },
    ];

    const outcome = JSON.parse(await told(await rig.start({ goal: `${site.url} pay`, config: { policy } })));
    assert.deepEqual([outcome.status, outcome.by], ['denied', 'policy']);
  });
});
