import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Preview } from '../../src/index.ts';
import { isOneErrorLine, runCli, spawnCli } from './run-cli.ts';

const recurring = ['--goal', 'g', '--interval', '30', '--end-at', '2099-01-01T00:00:00Z'];
const seed = [...recurring, '--start-now'];
const yearAgo = new Date(Date.now() - 365 * 86_400_000).toISOString();

const badInput: { title: string; parameters: string[]; names: RegExp[] }[] = [
  {
    title: "the seed's own slip, end before start, with both values",
    parameters: ['--goal=g', '--interval=30', '--start-at=2099-01-29T00:00:00Z', '--end-at=2099-01-20T00:00:00Z'],
    names: [/end_at \(2099-01-20T00:00:00Z\)/, /start_at \(2099-01-29T00:00:00Z\)/],
  },
  {
    title: 'start_now with an end_at in the past, with the present time',
    parameters: ['--goal', 'g', '--interval', '30', '--end-at', '2025-01-20T00:00:00Z', '--start-now'],
    names: [/end_at \(2025-01-20T00:00:00Z\)/, /the present time \(2\d{3}-/],
  },
  { title: 'neither start_now nor start_at', parameters: recurring, names: [/start_at is missing/, /start_now/] },
  {
    title: 'both start_now and start_at',
    parameters: [...seed, '--start-at', '2098-01-01T00:00:00Z'],
    names: [/start_now \(true\)/, /start_at \(2098-01-01T00:00:00Z\)/],
  },
  {
    title: 'a time without an offset',
    parameters: ['--goal', 'g', '--interval', '30', '--end-at', '2099-01-01T00:00:00', '--start-now'],
    names: [/end_at \(2099-01-01T00:00:00\) must be an ISO 8601 time with an offset/],
  },
  { title: 'an interval of 0', parameters: interval('0'), names: [/interval \(0\) must be at least 1 second/] },
  { title: 'a negative interval', parameters: interval('-5'), names: [/interval \(-5\)/] },
  { title: 'an interval that is NaN', parameters: interval('NaN'), names: [/interval \(NaN\) must be a number/] },
  { title: 'an interval in words', parameters: interval('often'), names: [/interval \("often"\) must be a number/] },
  {
    title: 'an interval in hexadecimal',
    parameters: interval('0x10'),
    names: [/interval \("0x10"\) must be a number/],
  },
  {
    title: 'an interval as a power of ten',
    parameters: interval('1e3'),
    names: [/interval \("1e3"\) must be a number/],
  },
  {
    title: 'a start a year ago',
    parameters: [...recurring, '--start-at', yearAgo],
    names: [/start_at \(.+\) is in the past/],
  },
  { title: 'an empty goal', parameters: ['--goal', ''], names: [/goal \(\) must not be empty/] },
  {
    title: 'a goal of 100 kB',
    parameters: ['--goal', 'x'.repeat(100_000)],
    names: [/goal \(.+\) must have at most 10000/],
  },
  { title: 'no goal', parameters: [], names: [/goal is missing/] },
  {
    title: 'a URL that is none',
    parameters: ['--goal', 'g', '--webhook', 'no'],
    names: [/web_hook_url \(no\) must be/],
  },
  {
    title: 'a webhook on a private host, and how to allow it',
    parameters: ['--goal', 'g', '--webhook', 'http://10.0.0.1/hook'],
    names: [/web_hook_url \(http:\/\/10\.0\.0\.1\/hook\)/, /AUTO_TRIGGER_ALLOW_NETWORKS/],
  },
  { title: 'an e-mail that is none', parameters: ['--goal', 'g', '--email', 'me'], names: [/email \(me\)/] },
  {
    title: 'an unknown field of the configuration',
    parameters: ['--goal', 'g', '--config', '{"max_stepps":1}'],
    names: [/config\.max_stepps is not known/],
  },
  {
    title: 'several bad fields, all at once',
    parameters: [
      '--goal=',
      '--interval=0',
      '--end-at=tomorrow',
      '--start-now',
      '--catch-up=all',
      '--max-sessions=0',
      '--webhook=ftp://x',
    ],
    names: [/goal/, /interval \(0\)/, /end_at \(tomorrow\)/, /catch_up \(all\)/, /max_sessions \(0\)/, /web_hook_url/],
  },
];

function interval(text: string): string[] {
  return ['--goal', 'g', `--interval=${text}`, '--end-at', '2099-01-01T00:00:00Z', '--start-now'];
}

describe('create with bad input', { concurrency: 2 }, () => {
  for (const { title, parameters, names } of badInput)
    test(`${title}: exit 2, one line that names it, nothing on stdout`, async () => {
      const result = await runCli(['create', '--json', ...parameters]);

      assert.equal(result.exitCode, 2, result.stderr);
      assert.ok(isOneErrorLine(result.stderr), result.stderr);
      assert.equal(result.stdout, '');
      for (const name of names) assert.match(result.stderr, name);
    });
});

describe('create', () => {
  test('prints with --json exactly the nine fields, in order', async () => {
    const result = await runCli(['create', '--json', ...seed, '--webhook', 'https://192.0.43.10/hook']);

    assert.equal(result.exitCode, 0, result.stderr);
    const printed = JSON.parse(result.stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(printed), [
      'goal',
      'email',
      'config',
      'max_session_per_day',
      'today_sessions',
      'sessions_left',
      'auto_trigger_tracking_id',
      'auto_trigger_web_hook_url',
      'auto_trigger_web_hook_signature',
    ]);
    assert.equal(printed['auto_trigger_web_hook_url'], 'https://192.0.43.10/hook');
    assert.match(String(printed['auto_trigger_web_hook_signature']), /^whsec_/);
  });

  test('takes --web-hook-url and --webhook as the same', async () => {
    const result = await runCli(['create', '--json', ...seed, '--web-hook-url', 'https://192.0.43.10/other']);

    assert.equal(
      (JSON.parse(result.stdout) as Record<string, unknown>)['auto_trigger_web_hook_url'],
      'https://192.0.43.10/other',
    );
  });

  test('warns on stderr of a webhook over plain http, and goes on', async () => {
    const result = await runCli(['create', '--json', '--goal', 'g', '--webhook', 'http://192.0.43.10/hook']);

    assert.equal(result.exitCode, 0, result.stderr);
    assert.match(result.stderr, /^warning: web_hook_url/);
  });

  test('says the rhythm, the end, the next session, and all that its preview warns of, each once', async () => {
    const parameters = ['--goal=The latest news', '--interval=30', '--webhook=http://192.0.43.10/hook'];
    const times = ['--start-at=2098-01-01T00:00:00Z', '--end-at=2098-01-02T00:00:00Z'];

    const result = await runCli(['create', ...parameters, ...times]);
    const preview = await runCli(['create', '--dry-run', '--json', ...parameters, ...times]);

    assert.match(result.stdout, /^rhythm +every 30 min: 48 sessions, the last at 2098-01-01T23:30:00Z$/m);
    assert.match(result.stdout, /^end +2098-01-02T00:00:00Z \(in \d+ d\)$/m);
    assert.match(result.stdout, /^next session +2098-01-01T00:00:00Z \(in \d+ d\)$/m);
    const { warnings } = JSON.parse(preview.stdout) as Preview;
    assert.ok(warnings.length >= 3, preview.stdout);
    assert.deepEqual(
      result.stderr.trim().split('\n'),
      warnings.map((warning) => `warning: ${warning}`),
    );
  });

  test('takes an interval and times as filters take them', async () => {
    const times = ['--interval', '30m', '--start-at', '1h', '--end-at', '30d'];
    const { stdout, stderr } = await runCli([
      'create',
      '--dry-run',
      '--json',
      '--goal=See https://192.0.43.10/',
      ...times,
    ]);

    const { fires, sessions_total } = JSON.parse(stdout || stderr) as Preview;
    const [first, second] = fires.map(({ at }) => Date.parse(at));
    assert.equal((second ?? 0) - (first ?? 0), 1_800_000);
    assert.ok(Math.abs((first ?? 0) - Date.now() - 3_600_000) < 30_000);
    assert.equal(sessions_total, 30 * 48 - 2);
  });

  test('without --interval and --end-at starts a single session, and says what to do next', async () => {
    const result = await runCli(['create', '--goal', 'Go through https://example.com/']);

    assert.equal(result.exitCode, 0, result.stderr);
    const id = /trg_[0-9a-z]{26}/.exec(result.stdout)?.[0];
    assert.match(result.stdout, new RegExp(`auto-trigger watch ${id}`));
  });

  test('two calls start two triggers', async () => {
    const results = await Promise.all([
      spawnCli(['create', '--json', ...seed]),
      spawnCli(['create', '--json', ...seed]),
    ]);

    const ids = results.map(
      (result) => (JSON.parse(result.stdout) as Record<string, string>)['auto_trigger_tracking_id'],
    );
    assert.equal(new Set(ids).size, 2);
  });

  test('has a flag with a help text for every option of the contract', async () => {
    const result = await spawnCli(['create', '--help']);

    assert.equal(result.exitCode, 0);
    const flags = ['goal', 'email', 'config', 'interval', 'end-at', 'start-now', 'start-at', 'web-hook-url'];
    for (const flag of [
      ...flags,
      'on-overlap',
      'catch-up',
      'jitter',
      'max-sessions',
      'webhook',
      'watch',
      'dry-run',
      'strict',
      'idempotency-key',
      'label',
    ])
      assert.match(result.stdout, new RegExp(`--${flag}\\b.*\\s\\S`));
  });
});
