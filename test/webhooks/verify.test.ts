import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { deriveWebhookSecret } from '../../src/webhooks/secrets.ts';
import { verifyWebhook } from '../../src/webhooks/verify.ts';

const secret = deriveWebhookSecret('a master key of at least 32 characters', 'trg_1');
const otherSecret = deriveWebhookSecret('another key, of at least 32 characters', 'trg_1');
const body = JSON.stringify({ event: 'trigger.complete', data: { answer: 'ürgent — 新着', sequence: 3 } });

function signed({ text = body, ageSeconds = 0, keys = [secret] } = {}): Record<string, string> {
  const at = new Date(Date.now() - ageSeconds * 1_000);
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': keys.map((key) => new Webhook(key).sign('msg_1', at, text)).join(' '),
  };
}

describe('verifyWebhook', () => {
  test('returns the event of a delivery that fits, whatever the form of headers and body', () => {
    const event = JSON.parse(body);
    const plain = signed();
    const upper = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name.toUpperCase(), value]));
    const lists = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, [value]]));

    for (const headers of [plain, upper, lists, new Headers(plain), { ...plain, other: undefined }])
      for (const rawBody of [body, Buffer.from(body), new TextEncoder().encode(body)])
        assert.deepEqual(verifyWebhook(secret, headers, rawBody), event);
  });

  test('accepts a delivery that is signed by an old and a new key, under either', () => {
    const headers = signed({ keys: [otherSecret, secret] });

    assert.ok(verifyWebhook(secret, headers, body));
    assert.ok(verifyWebhook(otherSecret, headers, body));
  });

  test('accepts a time up to five minutes off, either way', () => {
    assert.ok(verifyWebhook(secret, signed({ ageSeconds: 295 }), body));
    assert.ok(verifyWebhook(secret, signed({ ageSeconds: -295 }), body));
  });

  test('agrees with the test vector of Standard Webhooks', () => {
    const webhook = new Webhook('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');

    assert.equal(
      webhook.sign('msg_p5jXN8AQM9LWM0D4loKWxJek', new Date(1_614_265_330_000), '{"test": 2432232314}'),
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  const refusals: [what: string, headers: Record<string, string>, text: string, says: RegExp][] = [
    ['no id', { ...signed(), 'webhook-id': '' }, body, /webhook-id is missing/],
    ['no signature', { 'webhook-id': 'msg_1', 'webhook-timestamp': '1' }, body, /webhook-signature is missing/],
    ['no timestamp', { 'webhook-id': 'msg_1', 'webhook-signature': 'v1,x' }, body, /webhook-timestamp is missing/],
    ['a time that is none', { ...signed(), 'webhook-timestamp': '1700000000abc' }, body, /not a time in whole seconds/],
    ['an old time', signed({ ageSeconds: 400 }), body, /is 40\d s in the past, and 300 s are tolerated/],
    ['a future time', signed({ ageSeconds: -400 }), body, /is (?:400|399) s in the future, and 300 s are tolerated/],
    ['a changed body', signed(), body.replace('3', '4'), /no signature .* fits/],
    ['another id', { ...signed(), 'webhook-id': 'msg_2' }, body, /no signature .* fits/],
    ["another trigger's secret", signed({ keys: [otherSecret] }), body, /no signature .* fits/],
    ['half a signature', { ...signed(), 'webhook-signature': 'v1' }, body, /no signature .* fits/],
    ['a signature of another version', { ...signed(), 'webhook-signature': 'v1a,abc=' }, body, /no signature .* fits/],
    ['a body that is no JSON', signed({ text: 'hello' }), 'hello', /signed, but is no JSON/],
    ['a body that is no event', signed({ text: '{"event":1}' }), '{"event":1}', /no event of the form/],
    ['a null body', signed({ text: 'null' }), 'null', /no event of the form/],
  ];
  for (const [what, headers, text, says] of refusals) {
    test(`refuses ${what}, and says so`, () => {
      assert.throws(() => verifyWebhook(secret, headers, text), { code: 'InvalidRequest', message: says });
    });
  }

  for (const notASecret of ['', 'whsec_', 'whsec_§§§']) {
    test(`"${notASecret}" as the secret is bad configuration`, () => {
      assert.throws(() => verifyWebhook(notASecret, signed(), body), { code: 'BadConfiguration', message: /whsec_/ });
    });
  }
});
