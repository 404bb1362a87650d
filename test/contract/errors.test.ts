import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { z } from 'zod';
import { toFailure } from '../../src/activities/failures.ts';
import { limits } from '../../src/contract/limits.ts';
import { badField, parseWith } from '../../src/contract/parse.ts';
import { AutoTriggerError, type ErrorCode, type ErrorDetails, type FieldProblem } from '../../src/index.ts';
import { errorCodes, readDetails } from '../../src/contract/errors.ts';

const codes = Object.keys(errorCodes) as ErrorCode[];

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Checked by the compiler: a look at the code tells what the details hold. */
function narrowed(error: unknown): FieldProblem[] | string | number | undefined {
  if (AutoTriggerError.is(error, 'InvalidRequest')) return error.details.problems;
  if (AutoTriggerError.is(error, 'NoWorker')) {
    const { code, details }: { code: 'NoWorker'; details: { task_queue?: string | undefined } } = error;
    return `${code} ${details.task_queue}`;
  }
  if (!AutoTriggerError.is(error)) return undefined;
  switch (error.code) {
    case 'UnknownTrigger':
      return error.details.tracking_id;
    case 'WrongState':
      return error.details.limit ?? error.details.state;
    case 'UnknownRequest':
      // @ts-expect-error: those of another code
      return error.details.address;
    default:
      return error.message;
  }
}

describe('the details of an error', () => {
  test('have the type of its code', () => {
    const details: ErrorDetails<'WrongState'> = { tracking_id: 'trg_1', state: 'paused', field: 'queue', limit: 10 };
    const wrongState = new AutoTriggerError('WrongState', 'no', { details });
    // @ts-expect-error: of another code
    const mistyped = new AutoTriggerError('NoWorker', 'nobody', { details: { state: 'paused' } });

    assert.equal(narrowed(wrongState), 10);
    assert.deepEqual(narrowed(new AutoTriggerError('InvalidRequest', 'what', { details: { problems: [] } })), []);
    assert.equal(narrowed(new AutoTriggerError('NoWorker', 'nobody', { details: { task_queue: 'q' } })), 'NoWorker q');
    assert.equal(narrowed(new Error('another')), undefined);
    assert.deepEqual(mistyped.details, {});
  });

  test('name each bad field with its path, its value and the bound that it is beyond', () => {
    const Shape = z.strictObject({ inner: z.strictObject({ name: z.string().max(3), count: z.int().min(1) }) });

    const error = thrownBy(() => parseWith(Shape, { inner: { name: 'longer', count: 0, a: 1, b: 2 } }));

    assert.ok(AutoTriggerError.is(error, 'InvalidRequest'));
    assert.equal(
      error.message,
      'inner.name (longer) must have at most 3 characters; inner.count (0) must be at least 1; inner.a, inner.b are not known here',
    );
    assert.deepEqual(error.details.problems, [
      { field: 'inner.name', value: 'longer', limit: 3, message: 'inner.name (longer) must have at most 3 characters' },
      { field: 'inner.count', value: '0', limit: 1, message: 'inner.count (0) must be at least 1' },
      { field: 'inner.a', message: 'inner.a is not known here' },
      { field: 'inner.b', message: 'inner.b is not known here' },
    ]);
  });

  test('hold the message as their problem where no field is known', () => {
    const error = new AutoTriggerError('InvalidRequest', 'it cannot be read');

    assert.deepEqual(error.details, { problems: [{ field: null, message: 'it cannot be read' }] });
  });

  for (const [value, shown] of [
    ['https://ann:secret@example.com/hook', 'https://…@example.com/hook'],
    ['https://example.com/hook?token=secret', 'https://example.com/hook?…'],
    ['https://example.com/hook#secret', 'https://example.com/hook#…'],
    [{ url: 'https://example.com/?key=secret', other: 1 }, '{"url":"https://example.com/?…","other":1}'],
  ] as const)
    test(`show ${JSON.stringify(value)} without what lets one in`, () => {
      const { details } = badField('url', 'is refused', { value });

      assert.deepEqual(details.problems, [{ field: 'url', value: shown, message: 'is refused' }]);
    });

  test('hold nothing of what a person answered', () => {
    const Answer = z.strictObject({ value: z.string().max(3) });

    const error = thrownBy(() => parseWith(Answer, { value: 'my secret' }, 'InvalidAnswer'));

    assert.ok(AutoTriggerError.is(error, 'InvalidAnswer'));
    assert.equal(error.details.problems[0]?.field, 'value');
    assert.equal(error.details.problems[0]?.value, undefined);
  });

  test('are bounded, however much is wrong and however long it is', () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${index}`.repeat(1_000), index]));

    const error = thrownBy(() => parseWith(z.strictObject({}), fields));
    const unknown = new AutoTriggerError('UnknownTrigger', 'no', { details: { tracking_id: 'x'.repeat(100_000) } });

    assert.ok(AutoTriggerError.is(error, 'InvalidRequest'));
    assert.equal(error.details.problems.length, limits.errorProblemsMax);
    assert.equal(error.details.problems[7]?.field?.length, limits.errorDetailMaxCharacters);
    assert.equal(unknown.details.tracking_id?.length, limits.errorDetailMaxCharacters);
  });
});

describe('details that come over a border', () => {
  const problems = [{ field: 'goal', value: '', message: 'goal () must not be empty' }];

  test('are those that were sent', () => {
    const failure = toFailure(new AutoTriggerError('InvalidRequest', 'no goal', { details: { problems } }));
    const sent = defaultFailureConverter.errorToFailure(failure, defaultPayloadConverter);
    const details = sent.applicationFailureInfo?.details?.payloads ?? [];

    const read = details.map((payload) => defaultPayloadConverter.fromPayload(payload));

    assert.deepEqual(readDetails('InvalidRequest', read[0]), { problems });
  });

  for (const code of codes)
    for (const nothing of [undefined, null, 7, 'text', [], { problems: 'none', tracking_id: 7, address: {} }])
      test(`of ${code} are empty where ${JSON.stringify(nothing)} came`, () => {
        const details = readDetails(code, nothing);

        assert.deepEqual(details, 'problems' in errorCodes[code].details.shape ? { problems: [] } : {});
      });

  test('of a later version are read as far as they are known here', () => {
    const later = { problems: [{ ...problems[0], hint: 'say what is to be done' }], since: '2027' };

    assert.deepEqual(readDetails('InvalidRequest', later), { problems });
  });
});
