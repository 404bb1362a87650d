import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deriveWebhookSecret, fingerprintOf } from '../../src/webhooks/secrets.ts';

const masterKey = 'a master key of at least 32 characters';

describe("a trigger's webhook secret", () => {
  test('is whsec_ and 32 bytes in base64', () => {
    const secret = deriveWebhookSecret(masterKey, 'trg_1');

    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal(Buffer.from(secret.slice('whsec_'.length), 'base64').length, 32);
  });

  test('never changes for one key and trigger, since receivers keep it', () => {
    assert.equal(deriveWebhookSecret(masterKey, 'trg_1'), 'whsec_t9h397FPUYyio+79ApCY89igjnKyxlwR34QLPbR3ylI=');
  });

  test('differs between triggers and between keys', () => {
    const secrets = [
      deriveWebhookSecret(masterKey, 'trg_1'),
      deriveWebhookSecret(masterKey, 'trg_2'),
      deriveWebhookSecret(`${masterKey}!`, 'trg_1'),
    ];

    assert.equal(new Set(secrets).size, 3);
  });

  test('can be derived for the longest id that Temporal takes', () => {
    assert.match(deriveWebhookSecret(masterKey, 'x'.repeat(1_000)), /^whsec_/);
  });
});

describe('the fingerprint of a master key', () => {
  test('is the same again, another one of another key, and has nothing of the key', () => {
    const key = 'cafe0123456789abcdef0123456789abcdef';

    assert.match(fingerprintOf(key), /^[0-9a-f]{12}$/);
    assert.equal(fingerprintOf(key), fingerprintOf(key));
    assert.notEqual(fingerprintOf(key), fingerprintOf(`${key} `));
    for (let at = 0; at < 12 - 4; at += 1) assert.ok(!key.includes(fingerprintOf(key).slice(at, at + 5)));
  });
});
