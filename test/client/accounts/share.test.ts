import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sharing } from '../../../src/client/accounts/share.ts';

describe('a call that is shared', () => {
  test('is made once for all who ask for the same while it is under way, and anew for who comes later', async () => {
    const asked: string[] = [];
    const read = sharing((key) => {
      asked.push(key);
      return Promise.resolve(asked.length);
    });

    assert.deepEqual(await Promise.all([read('a'), read('b'), read('a')]), [1, 2, 1]);
    assert.equal(await read('a'), 3);
    assert.deepEqual(asked, ['a', 'b', 'a']);
  });

  test('fails for all of them, and is tried again by the next', async () => {
    let tries = 0;
    const read = sharing(() => (++tries === 1 ? Promise.reject(new Error('not now')) : Promise.resolve(tries)));

    const results = await Promise.allSettled([read('a'), read('a')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await read('a'), 2);
  });
});
