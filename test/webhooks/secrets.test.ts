import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deriveWebhookSecret } from '../../src/webhooks/secrets.ts';

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
