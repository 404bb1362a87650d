import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Preview } from '../../src/index.ts';
import { isOneErrorLine, runCli } from './run-cli.ts';

const seed = [
  '--goal=Go through https://192.0.43.10/blog and let me know the latest update on the blog',
  '--interval=30',
  '--start-at=2098-01-01T00:00:00Z',
  '--end-at=2098-01-02T00:00:00Z',
];
const preview = ['create', '--dry-run', ...seed];

describe('create --dry-run', () => {
  test('with --json prints one document', async () => {
    const result = await runCli([...preview, '--json']);

    assert.equal(result.exitCode, 0, result.stderr);
    assert.equal(result.stderr, '');
    const printed = JSON.parse(result.stdout) as Preview;
    for (const key of ['fires', 'sessions_total', 'runs_dry_at', 'needs', 'warnings'])
      assert.ok(Object.hasOwn(printed, key));
    assert.equal(printed.fires.length, 10);
    assert.equal(printed.fires[9]?.at, '2098-01-01T04:30:00.000Z');
    assert.equal(printed.sessions_total, 48);
    assert.match(printed.warnings.join('\n'), /^start_at .+ away$/m);
  });

  test('for people fits 80 columns, and says that nothing was started', async () => {
    const result = await runCli([...preview, '--webhook=http://8.8.8.8/a/webhook/that/has/a/rather/long/address']);

    assert.equal(result.exitCode, 0, result.stderr);
    assert.match(result.stdout, /nothing was started/);
    assert.match(result.stdout, /^sessions +48, the last at 2098-01-01 23:30:00 UTC$/m);
    assert.match(result.stdout, /^10 +2098-01-01 04:30:00 +in \d+ d$/m);
    assert.match(result.stdout, /^and 38 more$/m);
    assert.match(result.stdout, /^warning: web_hook_url: 8\.8\.8\.8 is reached by http/m);
    for (const line of result.stdout.split('\n')) assert.ok(line.length <= 80, line);
  });

  test('with --strict makes a warning exit 2, and prints the preview all the same', async () => {
    const result = await runCli([...preview, '--json', '--strict']);

    assert.equal(result.exitCode, 2);
    assert.match(result.stderr, /^error: --strict: \d warnings?\t\{.*\}\n$/);
    assert.equal((JSON.parse(result.stdout) as Preview).sessions_total, 48);
  });

  test('of bad input says what create says: exit 2, nothing on stdout', async () => {
    const parameters = ['--goal', 'g', '--interval', '0', '--end-at', 'soon', '--start-now'];
    const [dry, real] = [await runCli(['create', '--dry-run', ...parameters]), await runCli(['create', ...parameters])];

    assert.deepEqual([dry.exitCode, dry.stdout], [2, '']);
    assert.equal(dry.stderr, real.stderr);
    assert.match(dry.stderr, /interval \(0\).+end_at \(soon\)/);
  });

  test('without a server exits 5', async () => {
    const result = await runCli([...preview, '--address', '127.0.0.1:1']);

    assert.equal(result.exitCode, 5);
    assert.ok(isOneErrorLine(result.stderr), result.stderr);
  });

  test('does not go with --watch, since there is nothing to follow', async () => {
    const result = await runCli([...preview, '--watch']);

    assert.equal(result.exitCode, 2);
    assert.match(result.stderr, /--dry-run.+--watch/);
  });
});

describe('create --strict', () => {
  test('starts nothing where there is something to warn of, and says what', async () => {
    const key = `strict-${process.pid}`;
    const strict = await runCli(['create', '--strict', '--json', ...seed, '--idempotency-key', key]);

    assert.deepEqual([strict.exitCode, strict.stdout], [2, ''], strict.stderr);
    assert.ok(isOneErrorLine(strict.stderr), strict.stderr);
    assert.match(strict.stderr, /^error: nothing was started, by --strict: start_at .+ days away/);
    const later = await runCli(['create', '--dry-run', '--json', ...seed, '--idempotency-key', key]);
    assert.equal((JSON.parse(later.stdout) as Preview).repeats, null);
  });

  test('returns the trigger that its key has already, whatever is to be said of a new one', async () => {
    const parameters = [...seed, '--json', '--idempotency-key', `strict-again-${process.pid}`];
    const created = await runCli(['create', ...parameters]);

    const again = await runCli(['create', '--strict', ...parameters]);

    assert.equal(again.exitCode, 0, again.stderr);
    assert.equal(again.stdout, created.stdout);
  });
});
