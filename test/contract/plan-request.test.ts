import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withPlainWebhook } from '../../src/contract/address.ts';
import { AutoTriggerError } from '../../src/contract/errors.ts';
import { parseCreateRequest } from '../../src/contract/plan-request.ts';

const now = Date.parse('2027-01-10T12:00:00Z');

const options = { interval: 30, end_at: '2027-01-29T00:00:00Z', start_now: true };
const request = { goal: 'Read the blog', email: 'ann@example.com' };

function errorOf(input: unknown): AutoTriggerError<'InvalidRequest'> | undefined {
  try {
    parseCreateRequest(input, now);
  } catch (error) {
    assert.ok(AutoTriggerError.is(error, 'InvalidRequest'));
    return error;
  }
  return undefined;
}

const problemsOf = (input: unknown) => errorOf(input)?.message ?? '';

const withOptions = (changes: object) => ({ ...request, withAutoTrigger: { ...options, ...changes } });

describe('a request that is good', () => {
  test('becomes a plan with every default and time settled', () => {
    const { plan } = parseCreateRequest(withOptions({ web_hook_url: 'https://example.com/webhook' }), now);

    assert.deepEqual(plan.schedule, {
      interval_ms: 1_800_000,
      start_at_ms: now,
      end_at_ms: Date.parse('2027-01-29T00:00:00Z'),
      on_overlap: 'skip',
      catch_up: 'latest',
      jitter_ms: 0,
      max_sessions: null,
    });
    assert.equal(plan.config.max_steps, 60);
    assert.equal(plan.web_hook_url, 'https://example.com/webhook');
  });

  test('may carry a key, and say that it is no dry run', () => {
    assert.equal(parseCreateRequest({ ...request, idempotency_key: 'k', dry_run: false }, now).plan.goal, request.goal);
  });

  test('without withAutoTrigger is a single session now', () => {
    const { plan } = parseCreateRequest({ ...request, web_hook_url: 'https://example.com/' }, now);

    assert.equal(plan.schedule.interval_ms, null);
    assert.equal(plan.schedule.start_at_ms, now);
    assert.equal(plan.web_hook_url, 'https://example.com/');
  });

  for (const time of [
    '2027-01-29T00:00:00Z',
    '2027-01-29T00:00Z',
    '2027-01-29T02:00:00+02:00',
    '2027-01-29T00:00:00.000Z',
  ])
    test(`may write its end as ${time}`, () => {
      assert.equal(
        parseCreateRequest(withOptions({ end_at: time }), now).plan.schedule.end_at_ms,
        Date.parse('2027-01-29T00:00:00Z'),
      );
    });

  test('may choose its events, with questions among them or with what follows when none is answered', () => {
    const asked = ['trigger.complete', 'trigger.external.resource.requested'];
    const unasked = {
      ...withOptions({ events: ['trigger.error'], notify: 'changes' }),
      config: { on_timeout: 'deny' },
    };

    assert.deepEqual(parseCreateRequest(withOptions({ events: asked }), now).plan.choice.events, asked);
    assert.deepEqual(parseCreateRequest(unasked, now).plan.choice, { events: ['trigger.error'], notify: 'changes' });
    assert.deepEqual(parseCreateRequest(request, now).plan.choice, { events: null, notify: 'every_session' });
  });

  test('may have an interval of one second', () => {
    assert.equal(parseCreateRequest(withOptions({ interval: 1 / 60 }), now).plan.schedule.interval_ms, 1_000);
  });
});

describe('a request that is bad', () => {
  const cases: [title: string, input: unknown, message: RegExp][] = [
    [
      "ends before it begins: the slip of the seed's own example",
      {
        ...request,
        withAutoTrigger: { interval: 30, end_at: '2027-01-20T00:00:00Z', start_at: '2027-01-29T00:00:00Z' },
      },
      /end_at \(2027-01-20T00:00:00Z\) is not after start_at \(2027-01-29T00:00:00Z\)/,
    ],
    [
      'with start_now ends before the present',
      withOptions({ end_at: '2025-01-20T00:00:00Z' }),
      /end_at \(2025-01-20T00:00:00Z\) is not after the present time \(2027-01-10T12:00:00.000Z\)/,
    ],
    [
      'has start_now false and no start_at',
      withOptions({ start_now: false }),
      /start_at is missing; give it, or start_now: true/,
    ],
    ['has neither start_now nor start_at', withOptions({ start_now: undefined }), /start_at is missing/],
    [
      'has both',
      withOptions({ start_at: '2027-01-20T00:00:00Z' }),
      /start_now \(true\) and start_at \(2027-01-20T00:00:00Z\) exclude each other/,
    ],
    [
      'gives a time without an offset',
      withOptions({ end_at: '2027-01-29T00:00:00' }),
      /end_at \(2027-01-29T00:00:00\) must be an ISO 8601 time with an offset/,
    ],
    ['gives a day that does not exist', withOptions({ end_at: '2027-02-30T00:00:00Z' }), /end_at \(2027-02-30/],
    ['has an interval of 0', withOptions({ interval: 0 }), /interval \(0\) must be at least 1 second/],
    ['has a negative interval', withOptions({ interval: -30 }), /interval \(-30\) must be at least 1 second/],
    ['has an interval that is no number', withOptions({ interval: Number.NaN }), /interval \(NaN\) must be a number/],
    ['has an interval in quotes', withOptions({ interval: '30' }), /interval \("30"\) must be a number/],
    [
      'begins a year ago',
      { ...request, withAutoTrigger: { interval: 30, end_at: options.end_at, start_at: '2026-01-10T12:00:00Z' } },
      /start_at \(2026-01-10T12:00:00Z\) is in the past \(now is 2027-01-10T12:00:00.000Z\)/,
    ],
    ['has an empty goal', { ...withOptions({}), goal: '  ' }, /goal \( {2}\) must not be empty/],
    [
      'has a goal of 100 kB',
      { ...withOptions({}), goal: 'x'.repeat(100_000) },
      /goal \(x+…\) must have at most 10000 characters/,
    ],
    [
      'has a webhook with a blank before it',
      withOptions({ web_hook_url: ' https://example.com/hook' }),
      /web_hook_url \( https:\/\/example\.com\/hook\) must not contain blanks/,
    ],
    [
      'has a webhook that is broken into two lines',
      withOptions({ web_hook_url: 'https://example.com/\nhook' }),
      /web_hook_url \(.+\) must not contain blanks/s,
    ],
    [
      'has a webhook without slashes',
      withOptions({ web_hook_url: 'http:example.com' }),
      /web_hook_url \(http:example\.com\) must have \/\/ and the host right after http:/,
    ],
    [
      'has a webhook with one slash too many',
      withOptions({ web_hook_url: 'https:///example.com/hook' }),
      /web_hook_url \(.+\) must have \/\/ and the host/,
    ],
    [
      'has a webhook that is no URL',
      withOptions({ web_hook_url: 'example' }),
      /web_hook_url \(example\) must be a full address/,
    ],
    [
      'has a webhook of another scheme',
      withOptions({ web_hook_url: 'ftp://example.com' }),
      /web_hook_url \(ftp:\/\/example.com\) must begin with https/,
    ],
    [
      'has credentials in its webhook, which are not repeated',
      withOptions({ web_hook_url: 'https://ann:secret@example.com/' }),
      /web_hook_url \(https:\/\/…@example.com\/\) must not carry a user name/,
    ],
    [
      'chooses an event that there is none of',
      withOptions({ events: ['trigger.complete', 'trigger.done'] }),
      /events\.1 \(trigger\.done\) must be trigger\.session\.started or/,
    ],
    ['chooses no event', withOptions({ events: [] }), /events \(\[\]\) must be at least 1|events .* at least 1/],
    ['chooses events in one text', withOptions({ events: 'trigger.complete' }), /events .* must be a list/],
    [
      'leaves out questions, and does not say what follows when none is answered',
      withOptions({ events: ['trigger.complete'] }),
      /events leaves out trigger\.external\.resource\.requested.*config\.on_timeout/,
    ],
    ['has no e-mail', { goal: 'x', withAutoTrigger: options }, /email is missing/],
    ['has an option that is not known', withOptions({ intervall: 3 }), /withAutoTrigger.intervall is not known here/],
    [
      'has a driver that is not known',
      { ...withOptions({}), config: { driver: 'oracle' } },
      /config.driver \(oracle\) must be builtin or llm/,
    ],
    [
      'has a driver without what it needs',
      { ...withOptions({}), config: { driver: 'llm' } },
      /config.model is needed with driver llm/,
    ],
    ['is a dry run, and yet to be started', { ...request, dry_run: true }, /dry_run \(true\) is for the SDK/],
    ['is a dry run of another kind', { ...request, dry_run: 'yes' }, /dry_run \("yes"\) must be true or false/],
    ['has a key that is empty', { ...request, idempotency_key: '' }, /idempotency_key \(\) must not be empty/],
    ['is no object', 'hello', /the request \("hello"\) must be an object/],
    ['is nothing', undefined, /the request is missing/],
  ];
  for (const [title, input, message] of cases)
    test(title, () => {
      assert.match(problemsOf(input), message);
    });

  test('names in its details each bad field with its path and value', () => {
    const withAutoTrigger = { ...options, end_at: '2025-01-20T00:00:00Z', jitter: 1_800, intervall: 3 };
    const error = errorOf({ ...request, goal: '', web_hook_url: 'https://example.com/?key=secret', withAutoTrigger });

    assert.deepEqual(
      error?.details.problems.map(({ field, value, limit }) => [field, value, limit]),
      [
        ['goal', '', undefined],
        ['withAutoTrigger.intervall', undefined, undefined],
        ['withAutoTrigger.end_at', '2025-01-20T00:00:00Z', undefined],
        ['withAutoTrigger.jitter', '1800', 1_800],
        ['web_hook_url', 'https://example.com/?…', undefined],
      ],
    );
    assert.equal(error.message, error.details.problems.map(({ message }) => message).join('; '));
  });

  test('names every bad field at once', () => {
    const message = problemsOf({
      goal: '',
      email: 'nobody',
      withAutoTrigger: { interval: 0, end_at: 'soon', start_now: false, web_hook_url: 'x' },
    });

    for (const field of ['goal', 'email', 'interval', 'end_at', 'start_at', 'web_hook_url'])
      assert.match(message, new RegExp(`\\b${field}\\b`));
  });
});

describe('a webhook that an earlier version took, oddly spelled,', () => {
  test('is what it led to, and any other stays as it is', () => {
    const odd = withOptions({ web_hook_url: ' http:example.com/a b' });

    assert.deepEqual(withPlainWebhook(odd), withOptions({ web_hook_url: 'http://example.com/a%20b' }));
    assert.deepEqual(withPlainWebhook({ ...request, web_hook_url: 'https:/example.com' }), {
      ...request,
      web_hook_url: 'https://example.com/',
    });
    for (const sound of [request, withOptions({ web_hook_url: 'https://Example.com' }), withOptions({}), null, 7])
      assert.equal(withPlainWebhook(sound), sound);
  });
});
