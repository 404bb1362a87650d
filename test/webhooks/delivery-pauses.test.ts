import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDeliveryPauses } from '../../src/config.ts';
import { AutoTriggerError } from '../../src/contract/errors.ts';

const read = (text?: string) => readDeliveryPauses(text === undefined ? {} : { AUTO_TRIGGER_DELIVERY_PAUSES: text });

describe('AUTO_TRIGGER_DELIVERY_PAUSES', () => {
  test('gives seconds, separated by commas; unset, nothing', () => {
    assert.equal(read(), undefined);
    assert.equal(read(' '), undefined);
    assert.deepEqual(read('5, 30,1.5'), [5_000, 30_000, 1_500]);
  });

  for (const text of ['often', '5,,6', '0', '-1', '999999999', '5;6', Array(60).fill('5').join(',')])
    test(`refuses ${text.slice(0, 20)}, and says what fits`, () => {
      assert.throws(
        () => read(text),
        (error) => AutoTriggerError.is(error) && error.code === 'BadConfiguration' && /5,30,120/.test(error.message),
      );
    });
});
