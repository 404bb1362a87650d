import assert from 'node:assert/strict';
import { AutoTriggerError, type ErrorCode, type ErrorDetails } from '../../src/index.ts';

/** A call that ends with one of the product's errors, which says what it should; its details are given back. */
export async function assertRefused<Code extends ErrorCode>(
  call: Promise<unknown>,
  code: Code,
  message: RegExp,
): Promise<ErrorDetails<Code>> {
  let details: ErrorDetails<Code> | undefined;
  await assert.rejects(call, (error) => {
    assert.ok(AutoTriggerError.is(error), String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    details = error.details as ErrorDetails<Code>;
    return true;
  });
  assert.ok(details);
  return details;
}
