import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCrowd } from '../../src/activities/crowd.ts';

describe('sessions that begin at one worker', () => {
  function crowdOf(count: number, clock = { now: 0 }) {
    const crowd = createCrowd(() => clock.now);
    for (let session = 0; session < count; session += 1) crowd.enter();
    return crowd;
  }

  test('are no rush below 50 within five seconds', () => {
    assert.equal(crowdOf(49).busyMs(), 0);
  });

  test('are one from 50 on, as long as they are many, but no longer than half a minute', () => {
    assert.equal(crowdOf(50).busyMs(), 3_000);
    assert.equal(crowdOf(200).busyMs(), 12_000);
    assert.equal(crowdOf(5_000).busyMs(), 30_000);
  });

  test('are forgotten after five seconds', () => {
    const clock = { now: 0 };
    const crowd = crowdOf(500, clock);

    clock.now = 5_000;

    assert.equal(crowd.busyMs(), 0);
  });
});
