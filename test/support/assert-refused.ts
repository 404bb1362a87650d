import assert from 'node:assert/strict';
import { AutoTriggerError, type ErrorCode } from '../../src/index.ts';

/** A call that ends with one of the product's errors, which says what it should. */
export async function assertRefused(call: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(AutoTriggerError.is(error), String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}
