import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ActionOutcome } from '../../../src/contract/results.ts';
import type { PlannedCall } from '../../../src/contract/tools.ts';
import { offeredTools } from '../../../src/agent/llm/tools.ts';
import type { Observation, ThinkInput } from '../../../src/contract/session.ts';
import { type ScriptedAnswer } from '../../support/llm-server.ts';
import { call, done, inputWith, look, messagesOf, patient, plannerFor, play, sharedLlmServer } from './rig.ts';

const finish = call('finish', { outcome: 'unsure', answer: 'Who knows.' });
const blog = 'https://blog.example/';
const navigate = { tool: 'navigate', arguments: { url: blog } };

describe('what a model calls', () => {
  const server = sharedLlmServer();
  const answering = (...answers: ScriptedAnswer[]) => server.script.push(...answers);
  const think = (more: object = {}) => plannerFor(server).think(inputWith({}, more), patient());
  /** What came back for the calls of the first answer. */
  const toldNext = () =>
    messagesOf(server.requests[1])
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => content);

  for (const [what, wrong, told] of [
    ['a tool that there is not', call('fly', {}), /There is no tool "fly"; the tools are navigate, back,/],
    ['a field that there is not', call('click', { ref: 'e1', at: 3 }), /click: arguments: Unrecognized key: "at"/],
    ['no reference', call('click', {}), /click: ref: Invalid input: expected string/],
    ['a list of arguments', call('click', ['e1']), /The arguments must be an object/],
    ['no arguments where some are needed', call('find', ''), /find: text: Invalid input/],
    [
      'a permission for a call that does not fit',
      call('request_admin_permission', { reason: 'r', tool: 'click', arguments: {} }),
      /click: ref/,
    ],
    ['a key of the program’s own', call('remember', { key: 'list:x', value: 'v' }), /must not contain a colon/],
    ['the key of the built-in planner', call('forget', { key: 'address' }), /is a key of the program/],
    [
      'a schema that cannot be asked with',
      call('request_user_input', { message: 'm', schema: { type: 'list' } }),
      /schema\.type/,
    ],
    ['an end without an outcome', call('finish', { answer: 'A' }), /outcome: Invalid option/],
  ] as const)
    test(`with ${what} is told so, and goes on`, async () => {
      answering(wrong, finish);

      const { thoughts, finish: end } = await play(plannerFor(server), inputWith());

      assert.deepEqual(thoughts[0]?.next, { type: 'think' });
      assert.match(toldNext()[0] ?? '', told);
      assert.match(toldNext()[0] ?? '', /^Not done\./);
      assert.equal(end.outcome, 'unsure');
    });

  test('is done in order, up to five actions of one answer', async () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => ({ tool: 'find', arguments: { text } }));
    answering({ calls: six });

    const { next } = await think();

    assert.deepEqual(next, { type: 'act', actions: six.slice(0, 5) });
  });

  test('is not done beyond the steps that are left', async () => {
    answering({ calls: [navigate, { tool: 'snapshot', arguments: {} }] });

    const { next } = await think({ steps_left: 1 });

    assert.deepEqual(next, { type: 'act', actions: [navigate] });
  });

  test('after an action that failed was not done, and the model is told both', async () => {
    answering({ calls: [navigate, { tool: 'snapshot', arguments: {} }] }, finish);
    const page = (): ActionOutcome => ({ status: 'failed', code: 'PAGE_NOT_FOUND', message: 'it answered 404' });

    await play(plannerFor(server), inputWith(), page);

    assert.match(toldNext()[0] ?? '', /Failed, PAGE_NOT_FOUND\.\n<data-\w+>\nit answered 404/);
    assert.match(toldNext()[1] ?? '', /Not done, as an earlier call/);
  });

  const outcomes: [string, ActionOutcome, RegExp][] = [
    ['refused by a person', { status: 'denied', reason: 'too risky', by: 'person' }, /A person said no: too risky/],
    ['refused by the policy', { status: 'denied', reason: null, by: 'policy' }, /Not permitted by the policy\. Do not/],
    ['left without an answer', { status: 'expired' }, /Nobody said in time/],
    ['lost in the middle', { status: 'unknown', look: null }, /It is not known whether it was done/],
    [
      'led to another site',
      { status: 'failed', code: 'NETWORK_REFUSED', message: 'it left', left_to: 'https://other.example/' },
      /It led to https:\/\/other\.example\//,
    ],
  ];
  for (const [what, outcome, told] of outcomes)
    test(`that was ${what} is told as that`, async () => {
      answering({ calls: [navigate] }, finish);

      await play(plannerFor(server), inputWith(), () => outcome);

      assert.match(toldNext()[0] ?? '', told);
    });

  test('for a person’s permission is put to one with the reason', async () => {
    const given = { reason: 'It buys.', tool: 'click', arguments: { ref: 'e1' } };
    answering(call('request_admin_permission', given));

    const { next } = await think();

    const action: PlannedCall = { tool: 'click', arguments: { ref: 'e1' }, ask_first: 'It buys.' };
    assert.deepEqual(next, { type: 'act', actions: [action] });
  });

  test('for an input asks the owner, and gets the answer', async () => {
    const schema = { type: 'string', enum: ['red', 'blue'] };
    answering(call('request_user_input', { message: 'Which one?', schema }), finish);
    const answer = (): Observation => ({
      kind: 'input',
      request_id: 'r',
      value: 'red',
      answered_by: 'ann',
      by_default: false,
    });

    const { thoughts } = await play(plannerFor(server), inputWith(), undefined, answer);

    assert.deepEqual(thoughts[0]?.next, { type: 'ask', question: { message: 'Which one?', details: null, schema } });
    assert.equal(toldNext()[0], 'The answer of the goal’s owner: "red"');
  });

  test('for an input without a schema asks for a text, and is told that nobody answered', async () => {
    answering(call('request_user_input', { message: 'Which one?' }), finish);

    const { thoughts } = await play(plannerFor(server), inputWith());

    const { next } = thoughts[0] ?? {};
    assert.deepEqual(next?.type === 'ask' && next.question.schema, { type: 'string' });
    assert.match(String(offeredTools['request_user_input']?.description), /Without a schema the answer is a text/);
    assert.equal(toldNext()[0], 'Nobody answered in time.');
  });

  test('beside an action is no question and no end', async () => {
    answering(
      { calls: [navigate, { tool: 'request_user_input', arguments: { message: 'm' } }, ...(finish.calls ?? [])] },
      finish,
    );

    const { thoughts } = await play(plannerFor(server), inputWith());

    assert.deepEqual(thoughts[0]?.next, { type: 'act', actions: [navigate] });
    for (const told of toldNext().slice(1)) assert.match(told, /Wait for what they bring, then call it by itself/);
  });

  test('as the end with a value is told as the first look, then as nothing new, then as what it was and is', async () => {
    const end = (value: string, items?: object[]) =>
      call('finish', { outcome: 'done', answer: 'So it is.', value, items, evidence: [{ url: blog, quote: value }] });
    const session = async (value: string, before: Partial<ThinkInput> = {}, items?: object[]) => {
      answering({ calls: [navigate] }, end(value, items));
      return play(plannerFor(server), inputWith({}, before), () => done(look(`- text: It costs ${value} at Post A.`)));
    };
    const firstLook = 'So it is. This is the first look, so there is nothing to compare it with.';

    const first = await session('12 €');
    const same = await session('12 €', { memory: first.memory });
    const other = await session('13 €', { memory: same.memory });
    const withList = await session('12 €', {}, [{ title: 'Post A', url: `${blog}a` }]);

    assert.equal(first.finish.answer, firstLook);
    assert.deepEqual(
      [same.finish.outcome, same.finish.answer],
      ['no_change', 'Nothing new since the last session: it is still “12 €”.'],
    );
    assert.equal(other.finish.answer, 'It was “12 €”, and is now “13 €”. So it is.');
    assert.equal(withList.finish.answer, firstLook);
  });

  test('of memory is done at once, beside an action or alone', async () => {
    const memory = [
      { key: 'colour', value: 'red', updated_at: '2026-11-01T00:00:00Z' },
      { key: 'old', value: 'x', updated_at: '2026-11-01T00:00:00Z' },
    ];
    answering(
      {
        calls: [
          { tool: 'remember', arguments: { key: 'colour', value: 'blue' } },
          { tool: 'remember', arguments: { key: 'page', value: 'https://blog.example/news' } },
          { tool: 'forget', arguments: { key: 'old' } },
          { tool: 'recall', arguments: { key: 'colour' } },
          { tool: 'recall', arguments: { key: 'nothing' } },
          navigate,
        ],
      },
      call('recall', { key: 'page' }),
      finish,
    );

    const { thoughts, memory: kept } = await play(plannerFor(server), inputWith({}, { memory }));

    assert.deepEqual(thoughts[0]?.memories, [
      { key: 'colour', value: 'blue', change: 'updated' },
      { key: 'page', value: 'https://blog.example/news', change: 'added' },
      { key: 'old', value: null, change: 'removed' },
    ]);
    assert.deepEqual(thoughts[0]?.next, { type: 'act', actions: [navigate] });
    assert.deepEqual(thoughts[1]?.next, { type: 'think' });
    assert.deepEqual(kept.map(({ key }) => key).toSorted(), ['colour', 'page']);
    assert.match(toldNext()[3] ?? '', /<data-\w+>\nred\n/);
    assert.match(toldNext()[4] ?? '', /Nothing is remembered under "nothing"/);
    assert.match(JSON.stringify(messagesOf(server.requests[2])), /https:\/\/blog\.example\/news\\n<\/data/);
  });

  test('three times on a page that stays the same gets a hint, and the sixth time is not done', async () => {
    const clicks = Array.from({ length: 6 }, () => call('click', { ref: 'e1' }));
    answering(call('snapshot'), ...clicks, finish);

    const { thoughts } = await play(plannerFor(server), inputWith(), () => done(look('- text: same')));

    assert.deepEqual(
      thoughts.map(({ next }) => next.type),
      ['act', 'act', 'act', 'act', 'act', 'act', 'think', 'finish'],
    );
    const results = messagesOf(server.requests.at(-1))
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => content);
    assert.deepEqual(
      results.map((text) => /This same call was made (\d) times, with/.exec(text)?.[1]),
      [undefined, undefined, undefined, '3', '4', '5', undefined],
    );
    assert.match(results.at(-1) ?? '', /Not done: this same call was made 5 times before/);
  });

  test('may be the same again where the page has changed', async () => {
    answering(...Array.from({ length: 12 }, () => call('scroll', { direction: 'down' })), finish);
    let row = 0;

    const { finish: end } = await play(plannerFor(server), inputWith(), () => done(look(`- text: row ${(row += 1)}`)));

    assert.equal(end.outcome, 'unsure');
    assert.ok(!JSON.stringify(server.requests.at(-1)?.body).includes('same call'));
  });

  test('that leaves the page as it is for eight actions ends the session', async () => {
    answering(call('snapshot'), ...'abcdefgh'.split('').map((text) => call('find', { text })));
    let ref = 0;
    const page = (action: PlannedCall) =>
      action.tool === 'find'
        ? done({ tool: 'find', url: 'https://blog.example/', matches: [], matches_total: 0, effects: {} })
        : done(look(`- text: same [ref=e${(ref += 1)}]`));

    const { finish: end } = await play(plannerFor(server), inputWith(), page);

    assert.deepEqual([end.outcome, end.error?.code], ['failed', 'STUCK']);
    assert.match(end.answer, /as before after each of the last 8 actions/);
    assert.equal(server.requests.length, 9);
    assert.match(JSON.stringify(server.requests.at(-1)?.body), /The page has not changed for 5 actions/);
  });

  test('that never does anything ends the session', async () => {
    answering(...Array.from({ length: 20 }, (_, index) => call('recall', { key: `k${index}` })));

    const { finish: end } = await play(plannerFor(server), inputWith());

    assert.deepEqual([end.outcome, end.error?.code], ['failed', 'STUCK']);
    assert.equal(server.requests.length, 10);
  });
});
