import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sealCheckpoint, unsealCheckpoint } from '../../src/activities/sealing.ts';

const key = 'the-first-master-key-0123456789abcdef';
const olderKey = 'the-older-master-key-0123456789abcdef';
const state = { cookies: [{ name: 'session', value: 'topsecret' }], origins: [] };

describe('a sealed checkpoint', () => {
  test('comes back as it was, and shows nothing of what is in it', () => {
    const sealed = sealCheckpoint([key], 'trg_1', state) ?? '';

    assert.deepEqual(unsealCheckpoint([key], 'trg_1', sealed), state);
    assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('latin1'), /topsecret/);
    assert.notEqual(sealed, sealCheckpoint([key], 'trg_1', state));
  });

  test('opens under any of the master keys', () => {
    const sealed = sealCheckpoint([olderKey], 'trg_1', state) ?? '';

    assert.deepEqual(unsealCheckpoint([key, olderKey], 'trg_1', sealed), state);
  });

  test('opens neither for another trigger, nor under another key, nor when it was changed', () => {
    const sealed = sealCheckpoint([key], 'trg_1', state) ?? '';
    const changed = `${sealed.slice(0, -4)}AAAA`;

    assert.equal(unsealCheckpoint([key], 'trg_2', sealed), null);
    assert.equal(unsealCheckpoint([olderKey], 'trg_1', sealed), null);
    for (const text of [changed, '', 'x', '%%%']) assert.equal(unsealCheckpoint([key], 'trg_1', text), null);
  });

  test('leaves local storage out where the whole is too large, and is nothing where cookies alone are', () => {
    const large = 'x'.repeat(70_000);

    const sealed = sealCheckpoint([key], 'trg_1', {
      ...state,
      origins: [{ origin: 'https://a.example', localStorage: large }],
    });

    assert.deepEqual(unsealCheckpoint([key], 'trg_1', sealed ?? ''), state);
    assert.equal(sealCheckpoint([key], 'trg_1', { cookies: [large], origins: [] }), null);
  });
});
