import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StuckBrowsers } from '../../src/browser/stuck-browsers.ts';
import { eventually } from '../support/eventually.ts';

const at = (sessionId: string) => ({ sessionId, checkpoint: null, allowedSites: [] });
const hourMs = 3_600_000;

describe('sessions of a browser that was found stuck', () => {
  test('are suspect when they found it, or were there twice', () => {
    const stuck = new StuckBrowsers(hourMs);

    stuck.note('finder', [at('other')]);
    assert.deepEqual(
      ['finder', 'other', 'stranger'].map((id) => stuck.isSuspect(id)),
      [true, false, false],
    );

    stuck.note('another', [at('other')]);
    assert.ok(stuck.isSuspect('other'));
    stuck.forgetAll();
  });

  test('are spared but for the finder, and go on once', () => {
    const stuck = new StuckBrowsers(hourMs);
    stuck.note('finder', [at('other')]);

    assert.equal(stuck.take('finder'), undefined);
    assert.deepEqual(stuck.take('other'), at('other'));
    assert.equal(stuck.take('other'), undefined);
    assert.equal(stuck.sparedCount, 0);
  });

  test('keep their place until they are closed, or nobody asked for them for so long', async () => {
    const stuck = new StuckBrowsers(20);
    stuck.note('finder', [at('one'), at('two')]);
    assert.equal(stuck.sparedCount, 2);

    stuck.forget('one');

    assert.deepEqual([stuck.isSpared('one'), stuck.isSpared('two')], [false, true]);
    await eventually('the place is free', () => stuck.sparedCount === 0);
  });
});
