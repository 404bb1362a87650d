import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { adviceOn } from '../../src/webhooks/advice.ts';

const cases: [what: string, attempt: Parameters<typeof adviceOn>[0], advice: RegExp][] = [
  ['a redirect', { status: 302, error: 'HTTP 302: redirects are not followed' }, /web_hook_url/],
  ['a refused signature', { status: 401, error: 'HTTP 401' }, /secret show/],
  ['a wrong path', { status: 404, error: 'HTTP 404' }, /path/],
  ['an end for good', { status: 410, error: 'HTTP 410' }, /redeliver/],
  ['a failure of the receiver', { status: 502, error: 'HTTP 502' }, /its log/],
  ['any other refusal', { status: 418, error: 'HTTP 418' }, /its log/],
  ['a time-out', { status: null, error: 'no answer within 15 s' }, /answer first/],
  ['a certificate', { status: null, error: 'unable to verify the first certificate' }, /certificate/],
  ['a certificate that has expired', { status: null, error: 'certificate has expired' }, /its dates/],
  ['a name without an address', { status: null, error: 'getaddrinfo ENOTFOUND gone.example' }, /does not resolve/],
  ['a closed port', { status: null, error: 'connect ECONNREFUSED 192.0.2.1:80' }, /nobody listens/],
  ['a lost connection', { status: null, error: 'other side closed' }, /hangs up/],
  [
    'a network that is not permitted',
    {
      status: null,
      error: '10.0.0.1 is not a public address (private); to allow it, add … AUTO_TRIGGER_ALLOW_NETWORKS',
    },
    /operator/,
  ],
];

describe('the advice on an attempt that came to nothing', () => {
  for (const [what, attempt, advice] of cases)
    test(`fits ${what}`, () => {
      assert.match(adviceOn(attempt) ?? '', advice);
    });

  test('is nothing where it was accepted, or nobody knows', () => {
    assert.equal(adviceOn({ status: 204, error: null }), null);
    assert.equal(adviceOn({ status: null, error: 'a thing that never was' }), null);
  });
});
