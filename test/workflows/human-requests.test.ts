import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AutoTriggerError, ErrorCode } from '../../src/contract/errors.ts';
import { parseInput } from '../../src/contract/message-definition.ts';
import {
  adminPermissionResponseSignal,
  answerResourceRequestUpdate,
  userInputResponseSignal,
} from '../../src/contract/messages.ts';
import type { ResourceAnswer, ResourceRequest } from '../../src/contract/resource-request.ts';
import { type FittingAnswer, HumanRequests } from '../../src/workflows/human-requests.ts';

const now = '2027-01-01T00:00:00.000Z';

function request(request_id: string, changes: Partial<ResourceRequest> = {}): ResourceRequest {
  const how_to_answer = { workflow_id: 'trg_1', signal: '', update: '', input: { request_id }, command: '' };
  return {
    request_id,
    session_id: 'ses_1',
    resource_type: 'admin_permission_request',
    message: 'May I?',
    details: null,
    schema: null,
    asked_at: now,
    expires_at: now,
    how_to_answer,
    ...changes,
  };
}

const question = request('req_1_1', {
  resource_type: 'request_user_input',
  schema: { type: 'string', format: 'uri' },
});

function requests(...open: ResourceRequest[]): HumanRequests {
  return new HumanRequests({ open, closed: [] });
}

const messages = {
  permission: adminPermissionResponseSignal,
  input: userInputResponseSignal,
  either: answerResourceRequestUpdate,
};

/** Finds the request for what came by a message. */
function match(asked: HumanRequests, kind: keyof typeof messages, input: unknown, at = Date.parse(now)): FittingAnswer {
  return asked.match(parseInput<ResourceAnswer>(messages[kind], input), at);
}

const refusal = (code: ErrorCode, message: RegExp) => (error: AutoTriggerError) => {
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

describe('an answer to a human request', () => {
  test('needs no id where one request is open', () => {
    const { request: found } = match(requests(request('req_1_1')), 'permission', { approved: true });

    assert.equal(found.request_id, 'req_1_1');
  });

  test('that names none is not taken for a question that another one of its session was open before', () => {
    const asked = requests(request('req_1_1'), request('req_1_2'));
    asked.accept(match(asked, 'either', { request_id: 'req_1_1', approved: true }), now);

    const anHourLater = Date.parse(now) + 3_600_000;
    const unnamed = () => match(asked, 'permission', { approved: true }, anHourLater);
    assert.throws(unnamed, refusal('InvalidAnswer', /request_id is needed: .* req_1_1; open: req_1_2/));
    assert.equal(match(asked, 'permission', { request_id: 'req_1_2', approved: true }).request.request_id, 'req_1_2');
  });

  test('that names none is not taken within a minute after the last question of another session', () => {
    const asked = requests(request('req_1_1'));
    asked.expire('req_1_1', now);
    asked.open(request('req_2_1'));
    const unnamed = (seconds: number) =>
      match(asked, 'permission', { approved: true }, Date.parse(now) + seconds * 1e3);

    assert.throws(() => unnamed(59), refusal('InvalidAnswer', /it may have been meant for req_1_1; open: req_2_1/));
    assert.equal(unnamed(60).request.request_id, 'req_2_1');
  });

  test('that names none is taken for a question that an earlier version asked, as it did', () => {
    const asked = requests(request('req_1_1'));
    asked.accept(match(asked, 'either', { approved: true }), now);
    asked.open(request('req_1_2'), { isOfEarlierVersion: true });

    assert.equal(match(asked, 'either', { approved: true }).request.request_id, 'req_1_2');
  });

  test('closes the request, with who answered and how', () => {
    const asked = requests(request('req_1_1'));

    asked.accept(match(asked, 'either', { approved: false, answered_by: 'ann@example.com' }), now);

    assert.equal(asked.state.closed[0]?.how, 'denied');
    assert.equal(asked.state.closed[0]?.answered_by, 'ann@example.com');
    assert.equal(asked.resolution('req_1_1')?.how, 'answered');
  });

  const refusals: {
    title: string;
    asked: HumanRequests;
    kind: keyof typeof messages;
    input: unknown;
    code: ErrorCode;
    message: RegExp;
  }[] = [
    {
      title: 'that comes before any request is refused',
      asked: requests(),
      kind: 'permission',
      input: { approved: true },
      code: 'UnknownRequest',
      message: /no request is open/,
    },
    {
      title: 'for another request is refused, with those that are open',
      asked: requests(request('req_1_1')),
      kind: 'permission',
      input: { request_id: 'req_9_9', approved: true },
      code: 'UnknownRequest',
      message: /req_9_9 is not known; open: req_1_1/,
    },
    {
      title: 'without an id is refused where two are open',
      asked: requests(request('req_1_1'), request('req_1_2')),
      kind: 'permission',
      input: { approved: true },
      code: 'InvalidAnswer',
      message: /request_id is needed: 2/,
    },
    {
      title: 'of the other kind is refused',
      asked: requests(question),
      kind: 'either',
      input: { approved: true },
      code: 'InvalidAnswer',
      message: /answer it with value/,
    },
    {
      title: 'that does not fit the schema is refused',
      asked: requests(question),
      kind: 'either',
      input: { value: 'my blog' },
      code: 'InvalidAnswer',
      message: /value for req_1_1 must be a full address/,
    },
    {
      title: 'that is null is refused',
      asked: requests(question),
      kind: 'input',
      input: null,
      code: 'InvalidAnswer',
      message: /^the answer \(null\) must be an object/,
    },
    {
      title: 'with an unknown field is refused, naming it',
      asked: requests(request('req_1_1')),
      kind: 'permission',
      input: { approved: true, aproved_by: 'x' },
      code: 'InvalidAnswer',
      message: /aproved_by is not known/,
    },
    {
      title: 'with a text for true or false is refused',
      asked: requests(request('req_1_1')),
      kind: 'permission',
      input: { approved: 'yes' },
      code: 'InvalidAnswer',
      message: /approved \("yes"\) must be true or false/,
    },
    {
      title: 'of more than 16 KiB is refused',
      asked: requests(question),
      kind: 'input',
      input: { value: 'x'.repeat(20_000) },
      code: 'InvalidAnswer',
      message: /at most 16384 bytes/,
    },
  ];
  for (const { title, asked, kind, input, code, message } of refusals)
    test(title, () => assert.throws(() => match(asked, kind, input), refusal(code, message)));

  test('that comes second is refused, with who was first', () => {
    const asked = requests(request('req_1_1'));
    asked.accept(match(asked, 'either', { approved: true, answered_by: 'ann' }), now);

    assert.throws(
      () => match(asked, 'either', { request_id: 'req_1_1', approved: false }),
      refusal('RequestClosed', /req_1_1 was approved by ann at 2027/),
    );
  });

  test('that comes after the time-out is refused as expired, not as denied', () => {
    const asked = requests(request('req_1_1'));

    asked.expire('req_1_1', now);

    assert.throws(
      () => match(asked, 'either', { request_id: 'req_1_1', approved: true }),
      refusal('RequestClosed', /expired/),
    );
  });

  test('that comes after the session ended is refused as withdrawn', () => {
    const asked = requests(request('req_1_1'));

    asked.withdrawAll(now);

    assert.equal(asked.state.closed[0]?.how, 'withdrawn');
    assert.equal(asked.resolution('req_1_1')?.how, 'withdrawn');
  });
});
