import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { toFailure } from '../../src/activities/failures.ts';
import { AutoTriggerError, type ErrorCode, errorCodes } from '../../src/contract/errors.ts';

describe('errors at the activity border', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    const { retryable } = errorCodes[code];
    test(`${code} becomes an ApplicationFailure of that type, ${retryable ? '' : 'non-'}retryable`, () => {
      const failure = toFailure(new AutoTriggerError(code, 'why'));

      assert.ok(failure instanceof ApplicationFailure);
      assert.equal(failure.type, code);
      assert.equal(failure.nonRetryable, !retryable);
      assert.equal(failure.message, 'why');
    });
  }

  test('a wish to wait becomes the next retry delay', () => {
    const failure = toFailure(new AutoTriggerError('BrowserBusy', 'all in use', { retryAfterMs: 1_000 }));

    assert.ok(failure instanceof ApplicationFailure);
    assert.equal(failure.nextRetryDelay, 1_000);
  });

  test('that a worker has no place, or leaves a page to others, is no news for logs', () => {
    const quiet = (Object.keys(errorCodes) as ErrorCode[]).filter((code) => {
      const failure = toFailure(new AutoTriggerError(code, 'why'));
      return failure instanceof ApplicationFailure && failure.category === 'BENIGN';
    });

    assert.deepEqual(quiet, ['BrowserBusy', 'LeftToOthers']);
  });

  test('a bug in our code stays what it is', () => {
    const bug = new TypeError('x is not a function');

    assert.equal(toFailure(bug), bug);
  });
});
