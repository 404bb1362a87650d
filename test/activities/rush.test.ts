import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { watchRush } from '../../src/activities/rush.ts';

describe('sessions that begin at one worker', () => {
  function rushOf(count: number, clock = { now: 0 }) {
    const rush = watchRush(() => clock.now);
    for (let session = 0; session < count; session += 1) rush.enter();
    return rush;
  }

  test('are no rush below 50 within five seconds', () => {
    assert.equal(rushOf(49).busyMs(), 0);
  });

  test('are one from 50 on, as long as they are many, but no longer than half a minute', () => {
    assert.equal(rushOf(50).busyMs(), 3_000);
    assert.equal(rushOf(200).busyMs(), 12_000);
    assert.equal(rushOf(5_000).busyMs(), 30_000);
  });

  test('are forgotten after five seconds', () => {
    const clock = { now: 0 };
    const rush = rushOf(500, clock);

    clock.now = 5_000;

    assert.equal(rush.busyMs(), 0);
  });
});
