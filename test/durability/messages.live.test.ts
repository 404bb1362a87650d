import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { ServiceError, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import { eventually } from '../support/eventually.ts';
import { refusalOf } from '../support/refusal.ts';
import { createRig, finishing, recurring, scriptedPlanner, type Rig, update } from '../support/rig.ts';

/** Asks for an address once a session, and answers with what it was told. */
const askingPlanner = scriptedPlanner(({ observations }: ThinkInput): Thought<PlannedCall> => {
  const told = observations.find((observation) => observation.kind === 'input');
  if (told?.kind === 'input') return finishing(`You said ${JSON.stringify(told.value)}`);
  const question = { message: 'Which blog?', details: null, schema: { type: 'string', format: 'uri' } };
  return { thoughts: 'I have to ask.', memories: [], planner_state: null, next: { type: 'ask', question } };
});

const once = { goal: 'Let me know the latest post' };
const address = 'https://example.com/blog';

async function openRequest(rig: Rig, handle: WorkflowHandle, number = 1): Promise<string> {
  return eventually(`question ${number} is open`, async () => {
    const [open] = (await rig.status(handle)).requests;
    return open !== undefined && open.request_id.startsWith(`req_${number}_`) && open.request_id;
  });
}

const answer = (handle: WorkflowHandle, input: unknown, updateId?: string) =>
  update(handle, 'answer_resource_request', input, updateId);

describe('an answer', () => {
  test('by signal lets the session go on', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const handle = await rig.start(once);
    const request_id = await openRequest(rig, handle);

    await handle.signal('user_input_response', { request_id, value: address, answered_by: 'ann' });

    const status = await handle.result();
    assert.equal(status.last.answer, `You said "${address}"`);
    assert.deepEqual(
      status.closed_requests.map(({ how, answered_by }: { how: string; answered_by: string }) => [how, answered_by]),
      [['answered', 'ann']],
    );
  });

  test('by update says that it was accepted, and a repetition of that update says so again', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const handle = await rig.start(recurring({ every: 2, for: 60 }));
    const request_id = await openRequest(rig, handle);
    const updateId = randomUUID();

    const first = await answer(handle, { request_id, value: address }, updateId);
    await openRequest(rig, handle, 2); // the next run of the workflow
    const second = await answer(handle, { request_id, value: address }, updateId);

    assert.deepEqual(first, { request_id, accepted: true });
    assert.deepEqual(second, first);
    assert.equal((await rig.status(handle)).messages.updates, 1);
  });

  test('before its request, for another, of the wrong kind or shape, or null changes nothing, and the status says why', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const handle = await rig.start(once);
    // sent at once: the workflow has hardly begun
    await handle.signal('user_input_response', { request_id: 'req_1_1', value: 'https://too.early/' });
    const request_id = await openRequest(rig, handle);

    await handle.signal('user_input_response', { request_id: 'req_7_7', value: address });
    await handle.signal('admin_permission_response', { request_id, approved: true });
    await handle.signal('user_input_response', { request_id, value: 'no address' });
    await handle.signal('user_input_response', { request_id, valeu: address });
    await handle.signal('user_input_response', null);
    await handle.signal('user_input_response');
    await handle.signal('a_signal_of_another_product', { hello: 'world' });

    const { messages, requests } = await rig.status(handle);
    assert.equal(messages.signals, 8);
    assert.equal(messages.ignored, 8);
    assert.deepEqual(messages.notices.map(({ why }) => why).slice(1, 4), [
      'req_7_7 is not known; open: req_1_1',
      'req_1_1 is a request_user_input; answer it with value',
      'value for req_1_1 must be a full address, like https://example.com/webhook',
    ]);
    assert.equal(requests.length, 1);
    await handle.signal('user_input_response', { value: address });
    assert.equal((await handle.result()).last.outcome, 'answered');
  });

  test('in an unknown encoding changes nothing, and the session can still be answered', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const handle = await rig.start(once);
    await openRequest(rig, handle);
    const payloads = [{ metadata: { encoding: Buffer.from('binary/none-of-ours') }, data: Buffer.from('?') }];
    const broken = [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"approved": tru') }];
    for (const input of [payloads, broken])
      await rig.client.workflowService.signalWorkflowExecution({
        namespace: rig.client.options.namespace,
        workflowExecution: { workflowId: handle.workflowId },
        signalName: 'user_input_response',
        input: { payloads: input },
        requestId: randomUUID(),
      });

    assert.equal((await rig.status(handle)).messages.ignored, 2);
    await answer(handle, { value: address });

    assert.equal((await handle.result()).last.outcome, 'answered');
  });

  test('of any name, shape and size leaves the trigger as it was, and answerable', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const families = '👨‍👩‍👧'.repeat(100); // in what is cut, too
    const goal = `Lone \ud800 surrogates, \u0000 and *stars*: who reads this? ${families}`;
    const handle = await rig.start({ ...once, goal });
    await openRequest(rig, handle);
    const deep: unknown = JSON.parse(`${'['.repeat(1_500)}${']'.repeat(1_500)}`);
    const shapes: unknown[] = [
      { value: deep },
      { value: 'x'.repeat(1_000_000) },
      JSON.parse('{"__proto__": {"approved": true}, "constructor": 1, "value": "https://example.com/"}'),
      { request_id: 'x'.repeat(100_000), value: address },
      { request_id: '', value: address },
      [],
      [[address]],
      0,
      '\ud800',
    ];

    for (const shape of shapes) {
      await handle.signal('user_input_response', shape);
      await assert.rejects(answer(handle, shape), WorkflowUpdateFailedError);
    }
    for (const name of ['__proto__', 'constructor', 'toString', '', 'x'.repeat(900)])
      await handle.signal(name, address).catch((error: unknown) => assert.ok(error instanceof ServiceError));
    await handle.signal('user_input_response', { value: 'not an address' }, 'and a second argument');

    const { messages, requests } = await rig.status(handle);
    assert.equal(messages.ignored, messages.signals);
    assert.ok(messages.signals >= shapes.length + 4);
    assert.equal(requests.length, 1);
    await answer(handle, { value: address }, 'y'.repeat(900));
    assert.equal((await handle.result()).last.outcome, 'answered');
  });

  test('that is refused leaves its type with the caller and nothing in the history', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const handle = await rig.start(once);
    const request_id = await openRequest(rig, handle);
    const eventsBefore = (await handle.fetchHistory()).events?.length;

    assert.equal(await refusalOf(answer(handle, { request_id: 'req_9_9', value: address })), 'UnknownRequest');
    assert.equal(await refusalOf(answer(handle, { request_id, approved: true })), 'InvalidAnswer');
    assert.equal(await refusalOf(answer(handle, null)), 'InvalidAnswer');
    assert.equal((await handle.fetchHistory()).events?.length, eventsBefore);
    await answer(handle, { request_id, value: address });
    await handle.result();
  });

  test('that comes second is refused as closed', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const handle = await rig.start(recurring({ every: 1, for: 60 }));
    const request_id = await openRequest(rig, handle);
    await answer(handle, { request_id, value: address });

    assert.equal(await refusalOf(answer(handle, { request_id, value: 'https://other.example/' })), 'RequestClosed');
  });
});

describe('an approval that is sent twice, without the id of its question', () => {
  /** Asks two things, one after the other. */
  const askingTwice = scriptedPlanner(({ observations, planner_state }: ThinkInput): Thought<PlannedCall> => {
    const told = observations.flatMap((observation) => (observation.kind === 'input' ? [observation.value] : []));
    const answers = [...((planner_state ?? []) as string[]), ...told];
    if (answers.length === 2) return finishing(JSON.stringify(answers));
    const question = { message: 'Which one?', details: null, schema: { type: 'string' } };
    return { thoughts: 'I ask.', memories: [], planner_state: answers, next: { type: 'ask', question } };
  });

  test('closes the question that was open, and not the next one, which nobody has seen', async (t) => {
    const rig = await createRig(t, { planner: askingTwice });
    const handle = await rig.start(once);
    const request_id = await openRequest(rig, handle);
    await handle.signal('user_input_response', { value: 'first' });
    await eventually('the next question is open', async () => {
      const [open] = (await rig.status(handle)).requests;
      return open !== undefined && open.request_id !== request_id;
    });

    await handle.signal('user_input_response', { value: 'first' });

    const { messages, requests } = await rig.status(handle);
    assert.match(messages.notices[0]?.why ?? '', /request_id is needed: .*; open: req_1_2/);
    assert.equal(await refusalOf(answer(handle, { value: 'first' })), 'InvalidAnswer');
    await handle.signal(requests[0]?.how_to_answer.signal ?? '', {
      ...requests[0]?.how_to_answer.input,
      value: 'second',
    });
    assert.equal((await handle.result()).last.answer, '["first","second"]');
  });
});

describe('a storm of 200 signals and updates across continue-as-new', () => {
  test('loses none and applies none twice', async (t) => {
    const rig = await createRig(t, { planner: askingPlanner });
    const handle = await rig.start(recurring({ every: 1, for: 120 }));
    await openRequest(rig, handle);
    let accepted = 0;
    let sentUpdates = 0;

    const signals = async () => {
      for (let number = 0; number < 100; number++)
        await handle.signal('user_input_response', { request_id: 'req_0_0', value: address });
    };
    const updates = async () => {
      for (let number = 0; number < 25; number++) {
        sentUpdates += 1;
        const refusal = await answer(handle, { request_id: `req_${accepted + 1}_1`, value: address }).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (refusal === undefined) accepted += 1;
        else assert.ok(refusal instanceof WorkflowUpdateFailedError);
      }
    };
    await Promise.all([signals(), updates(), updates(), updates(), updates()]);

    const { messages, sessions, closed_requests } = await rig.status(handle);
    const { answered } = sessions;
    assert.equal(messages.signals, 100);
    assert.equal(messages.updates, accepted);
    assert.equal(sentUpdates, 100);
    // each accepted answer closed one request of its own
    const closed = closed_requests.filter(({ how }) => how === 'answered').length;
    assert.equal(closed, Math.min(accepted, 50));
    assert.ok(answered <= accepted && answered >= accepted - 1, `${answered} sessions of ${accepted} answers`);
    assert.ok(accepted > 1, 'the storm went over at least one continue-as-new');
    await update(handle, 'stop', { now: true });
    await handle.result();
  });
});
