import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import type { MemoryChange, MemoryItem } from '../../src/contract/results.ts';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { AnswerSchema } from '../../src/contract/answer-schema.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { eventually } from '../support/eventually.ts';
import { refusalOf } from '../support/refusal.ts';
import { createRig, finishing, recurring, scriptedPlanner, type Rig, update } from '../support/rig.ts';

/** Asks once with a schema, and says what it was told. */
const askingWith = (schema: AnswerSchema) =>
  scriptedPlanner(({ observations }: ThinkInput): Thought<PlannedCall> => {
    const [told] = observations;
    if (told !== undefined) return finishing(JSON.stringify(told));
    const question = { message: 'Which one?', details: null, schema };
    return { thoughts: 'I have to ask.', memories: [], planner_state: null, next: { type: 'ask', question } };
  });

async function asked(rig: Rig, handle: WorkflowHandle): Promise<string> {
  return eventually('it asks', async () => (await rig.status(handle)).requests[0]?.request_id);
}

const toldBy = async (handle: WorkflowHandle): Promise<Record<string, unknown>> => {
  const { last }: TriggerStatus = await handle.result();
  return JSON.parse(last?.answer ?? '{}');
};

describe('a question with a pattern', () => {
  const planner = askingWith({ type: 'string', pattern: '^[A-Z]{3}-[0-9]+$' });

  test('refuses an update that does not match, and takes one that does', async (t) => {
    const rig = await createRig(t, { planner });
    const handle = await rig.start({ goal: 'Ask' });
    await asked(rig, handle);

    assert.equal(await refusalOf(update(handle, 'answer_resource_request', { value: 'abc' })), 'InvalidAnswer');
    assert.equal((await rig.status(handle)).requests.length, 1);
    await update(handle, 'answer_resource_request', { value: 'ABC-1' });

    assert.equal((await toldBy(handle))['value'], 'ABC-1');
  });

  test('ignores a signal that does not match, and says why', async (t) => {
    const rig = await createRig(t, { planner });
    const handle = await rig.start({ goal: 'Ask' });
    await asked(rig, handle);

    await handle.signal('user_input_response', { value: 'abc' });
    const notice = await eventually('it is noted', async () => (await rig.status(handle)).messages.notices[0]);
    await handle.signal('user_input_response', { value: 'ABC-2' });

    assert.match(notice.why, /must match/);
    assert.equal((await toldBy(handle))['value'], 'ABC-2');
  });

  test('that could be matched for ever holds neither the workflow nor its worker', async (t) => {
    const rig = await createRig(t, { planner: askingWith({ type: 'string', pattern: '^(a+)+$' }) });
    const handle = await rig.start({ goal: 'Ask' });
    await asked(rig, handle);

    const value = `${'a'.repeat(60)}!`;
    assert.equal(await refusalOf(update(handle, 'answer_resource_request', { value })), 'InvalidAnswer');
    await update(handle, 'answer_resource_request', { value: 'aaa' });

    assert.equal((await toldBy(handle))['value'], 'aaa');
  });
});

describe('an answer that nobody gave in time', () => {
  const config = { answer_timeout: 1 };
  const planner = askingWith({ type: 'string', minLength: 2 });

  test('ends the session as expired', async (t) => {
    const rig = await createRig(t, { planner });
    const { last }: TriggerStatus = await (await rig.start({ goal: 'Ask', config })).result();

    assert.equal(last?.outcome, 'expired');
  });

  test('with deny is told to the planner as a time-out, not as a no', async (t) => {
    const rig = await createRig(t, { planner });
    const handle = await rig.start({ goal: 'Ask', config: { ...config, on_timeout: 'deny' } });

    assert.equal((await toldBy(handle))['kind'], 'input_expired');
  });

  test('with a default answer is that, and said to be nobody’s', async (t) => {
    const rig = await createRig(t, { planner });
    const onTimeout = { on_timeout: 'default_answer', default_answer: 'blue' };
    const handle = await rig.start({ goal: 'Ask', config: { ...config, ...onTimeout } });
    const { value, by_default, answered_by } = await toldBy(handle);

    assert.deepEqual([value, by_default, answered_by], ['blue', true, null]);
    assert.equal((await rig.status(handle)).closed_requests[0]?.how, 'expired');
  });

  test('with a default answer that does not fit the question stays a time-out', async (t) => {
    const rig = await createRig(t, { planner });
    const onTimeout = { on_timeout: 'default_answer', default_answer: 7 };
    const handle = await rig.start({ goal: 'Ask', config: { ...config, ...onTimeout } });

    assert.equal((await toldBy(handle))['kind'], 'input_expired');
  });
});

describe('what a trigger remembers', () => {
  const recalling = scriptedPlanner(({ memory }) =>
    finishing(JSON.stringify(memory.map(({ key, value }) => [key, value]))),
  );
  const remembered = (handle: WorkflowHandle) => handle.query<MemoryItem[]>('memory');

  test('can be set, changed and forgotten between sessions, with an event for each, and is there for the next', async (t) => {
    const rig = await createRig(t, { planner: recalling });
    const handle = await rig.start(recurring({ every: 4, for: 30 }, { max_sessions: 2 }));
    await eventually('the first session is over', async () => (await rig.status(handle)).last);

    const changes = [
      await update(handle, 'set_memory', { key: 'city', value: 'Rome', by: 'ann' }),
      await update(handle, 'set_memory', { key: 'city', value: 'Oslo' }),
      await update(handle, 'set_memory', { key: 'street', value: 1 }),
      await update(handle, 'forget_memory', { key: 'street' }),
    ] as MemoryChange[];

    assert.deepEqual(
      changes.map(({ change }) => change),
      ['added', 'updated', 'added', 'removed'],
    );
    assert.deepEqual(
      (await remembered(handle)).map(({ key, value }) => [key, value]),
      [['city', 'Oslo']],
    );
    const { last }: TriggerStatus = await handle.result();
    assert.equal(last?.answer, '[["city","Oslo"]]');
  });

  test('can be changed so often, and by so much, that Temporal would not carry all of it: the trigger goes on', async (t) => {
    const rig = await createRig(t, { planner: recalling });
    const handle = await rig.start(recurring({ every: 3_600, for: 36_000 }, { max_sessions: 2 }));
    await eventually('the first session is over', async () => (await rig.status(handle)).last);
    const value = 'm'.repeat(32_000);
    for (let ten = 0; ten < 7; ten += 1)
      await Promise.all(
        Array.from({ length: 10 }, (_, one) => update(handle, 'set_memory', { key: `key ${ten} ${one}`, value })),
      );
    await update(handle, 'run_now');

    const { last, state, messages }: TriggerStatus = await handle.result();

    assert.deepEqual([state, last?.session_number, messages.updates], ['completed', 2, 71]);
    assert.deepEqual(JSON.parse(last?.answer ?? '').map(([key]: [string]) => key).length, 2);
  });

  test('is refused under a key that is too long, in a value that is too large, and where there is nothing to forget', async (t) => {
    const rig = await createRig(t, { planner: askingWith({ type: 'string' }) });
    const handle = await rig.start({ goal: 'Ask' });
    await asked(rig, handle);

    const refusals = [
      ['set_memory', { key: 'k'.repeat(300), value: 1 }, 'InvalidRequest'],
      ['set_memory', { key: 'k', value: 'v'.repeat(40_000) }, 'InvalidRequest'],
      ['set_memory', 'nonsense', 'InvalidRequest'],
      ['forget_memory', { key: 'nothing' }, 'UnknownRequest'],
      ['revoke_grant', { grant_id: 'grant_1' }, 'UnknownRequest'],
    ] as const;
    for (const [name, input, type] of refusals) assert.equal(await refusalOf(update(handle, name, input)), type);
    assert.deepEqual(await remembered(handle), []);
  });
});

describe('session_timeout', () => {
  test('ends a session in the middle of a thought', async (t) => {
    const never = { think: () => new Promise<never>(() => undefined) };
    const rig = await createRig(t, { planner: never });
    const startedAt = Date.now();
    const { last }: TriggerStatus = await (await rig.start({ goal: 'Think', config: { session_timeout: 1 } })).result();

    assert.deepEqual([last?.outcome, last?.error?.code], ['failed', 'SESSION_TIMEOUT']);
    assert.ok(Date.now() - startedAt < 10_000);
  });

  test('does not count the time in which a person is waited for', async (t) => {
    const rig = await createRig(t, { planner: askingWith({ type: 'string' }) });
    const handle = await rig.start({ goal: 'Ask', config: { session_timeout: 1 } });
    const request_id = await asked(rig, handle);
    const openedAt = Date.parse((await rig.status(handle)).requests[0]?.asked_at ?? '');
    await eventually('more time has passed than a session may work', () => Date.now() > openedAt + 1_500);
    await update(handle, 'answer_resource_request', { request_id, value: 'at last' });

    assert.equal((await toldBy(handle))['value'], 'at last');
  });
});

describe('what a planner said', () => {
  /** Thinks three times, and tells in the end what it was shown of its own words. */
  const planner = scriptedPlanner(({ exchanges }): Thought<PlannedCall> => {
    const said = exchanges.map((exchange) => exchange.said);
    if (said.length === 3) return finishing(JSON.stringify(said));
    const next = { thoughts: 'More.', memories: [], planner_state: null, said: `word ${said.length + 1}` };
    if (said.length !== 1) return { ...next, next: { type: 'think' } };
    const question = { message: 'Shall I?', details: null, schema: { type: 'string' } };
    return { ...next, next: { type: 'ask', question } };
  });
  const words = ['word 1', 'word 2', 'word 3'];

  test('comes back in its later thoughts', async (t) => {
    const rig = await createRig(t, { planner });
    const handle = await rig.start({ goal: 'Talk' });
    await asked(rig, handle);
    await update(handle, 'answer_resource_request', { value: 'yes' });

    const { last }: TriggerStatus = await handle.result();
    assert.deepEqual(JSON.parse(last?.answer ?? ''), words);
  });

  test('comes back on another worker, where the first one is gone', async (t) => {
    const rig = await createRig(t, { planner, worker: 'own' });
    const first = rig.worker();
    const handle = await rig.start({ goal: 'Talk' });
    await asked(rig, handle);
    await first.stop();
    await rig.startWorker();
    await update(handle, 'answer_resource_request', { value: 'yes' });

    const { last }: TriggerStatus = await handle.result();
    assert.deepEqual(JSON.parse(last?.answer ?? ''), words);
  });

  test('without an end is ended', async (t) => {
    const musing = scriptedPlanner(() => ({
      thoughts: 'Hm.',
      memories: [],
      planner_state: null,
      next: { type: 'think' },
    }));
    const rig = await createRig(t, { planner: musing });
    const { last }: TriggerStatus = await (await rig.start({ goal: 'Muse' })).result();

    assert.deepEqual([last?.outcome, last?.error?.code], ['failed', 'STUCK']);
  });
});
