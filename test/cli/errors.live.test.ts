import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AutoTriggerError, ErrorDetails } from '../../src/index.ts';
import { isOneErrorLine, runCli, spawnCli } from './run-cli.ts';

const commands = 'create list show watch fires requests answer pause resume stop events dev worker listen doctor'.split(
  ' ',
);
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const nobody = '127.0.0.1:1';

/** What `--json` puts on stderr: the message, a tab, and what is for programs. */
function errorIn(stderr: string): { message: string; code: string; details: ErrorDetails } {
  assert.ok(isOneErrorLine(stderr), stderr);
  const [line = '', json = '', ...others] = stderr.split('\t');
  assert.deepEqual(others, []);
  return { message: line.slice('error: '.length), ...(JSON.parse(json) as Pick<AutoTriggerError, 'code' | 'details'>) };
}

describe('a Temporal server that is down', { concurrency: 2 }, () => {
  const uses: string[][] = [
    ['create', '--goal', 'g'],
    ['create', '--goal', 'g', '--webhook', 'https://192.0.43.10/hook'],
    ['list'],
    ['show', 'trg_x'],
    ['watch', 'trg_x'],
    ['requests'],
    ['fires', 'trg_x'],
    ['pause', '--all', '--yes'],
    ['answer', 'trg_x', '--approve'],
    ['stop', 'trg_x'],
    ['events', 'trg_x'],
    ['account', 'show'],
    ['account', 'set', '--max-session-per-day', '5'],
  ];
  for (const use of uses)
    test(`${use.slice(0, 4).join(' ')}: exit 5 within 5 seconds, with the address and what to do`, async () => {
      const result = await runCli([...use, '--json', '--address', nobody]);

      assert.equal(result.exitCode, 5, result.stderr);
      assert.ok(isOneErrorLine(result.stderr), result.stderr);
      assert.match(result.stderr, /127\.0\.0\.1:1;.*auto-trigger dev.*TEMPORAL_ADDRESS/);
      assert.equal(result.stdout, '');
      assert.ok(result.elapsedMs < 5_000, `${result.elapsedMs} ms`);
    });

  test('--json says so to a program too', async () => {
    const { stderr } = await runCli(['list', '--json', '--address', nobody]);

    const { code, details } = errorIn(stderr);
    assert.deepEqual([code, details], ['TemporalUnreachable', { address: nobody }]);
  });

  test('doctor: exit 5, and the check says so', async () => {
    const result = await spawnCli(['doctor', '--json', '--address', nobody]);

    assert.equal(result.exitCode, 5, result.stderr);
    const report = JSON.parse(result.stdout) as {
      ok: boolean;
      checks: { name: string; ok: boolean; mend: string | null }[];
    };
    const server = report.checks.find((check) => check.name === 'server');
    assert.equal(report.ok, false);
    assert.equal(server?.ok, false);
    assert.match(server?.mend ?? '', /TEMPORAL_ADDRESS/);
  });
});

describe('a trigger that does not exist', { concurrency: 2 }, () => {
  for (const use of [
    ['show', 'trg_nothing'],
    ['watch', 'trg_nothing'],
    ['fires', 'trg_nothing'],
    ['requests', 'trg_nothing'],
    ['answer', 'trg_nothing', '--approve'],
    ['stop', 'trg_nothing'],
    ['events', 'trg_nothing'],
  ])
    test(`${use.join(' ')}: exit 3, and the id`, async () => {
      const result = await runCli([...use, '--json']);

      assert.equal(result.exitCode, 3, result.stderr);
      assert.ok(isOneErrorLine(result.stderr), result.stderr);
      assert.match(result.stderr, /no trigger trg_nothing in namespace default/);
      assert.equal(result.stdout, '');
    });
});

describe('an error with --json', { concurrency: 2 }, () => {
  test('has its code and its details beside its message', async () => {
    const { exitCode, stderr } = await runCli(['show', 'trg_nothing', '--json']);

    const { message, ...rest } = errorIn(stderr);
    assert.equal(exitCode, 3);
    assert.deepEqual(rest, { code: 'UnknownTrigger', details: { tracking_id: 'trg_nothing' } });
    assert.match(message, /^no trigger trg_nothing in namespace default/);
  });

  test('names each bad field of a request', async () => {
    const bad = ['create', '--goal', '', '--interval', '0', '--end-at', 'soon', '--start-now', '--json'];
    const { exitCode, stderr } = await runCli(bad);

    const { code, details } = errorIn(stderr);
    assert.deepEqual([exitCode, code], [2, 'InvalidRequest']);
    assert.deepEqual(
      (details as ErrorDetails<'InvalidRequest'>).problems.map(({ field, value }) => [field, value]),
      [
        ['goal', ''],
        ['withAutoTrigger.interval', '0'],
        ['withAutoTrigger.end_at', 'soon'],
      ],
    );
  });

  test('of the command line itself has the same form', async () => {
    const { exitCode, stderr } = await runCli(['show', '--json']);

    const { code, message, details } = errorIn(stderr);
    assert.deepEqual([exitCode, code], [2, 'InvalidRequest']);
    assert.deepEqual(details, { problems: [{ field: null, message }] });
  });
});

describe('bad use of the command line', { concurrency: 2 }, () => {
  const uses: { parameters: string[]; names: RegExp }[] = [
    { parameters: ['list', '--nothing'], names: /unknown option '--nothing'/ },
    { parameters: ['lsit'], names: /unknown command 'lsit'.*list/ },
    { parameters: ['show'], names: /missing required argument 'id'/ },
    { parameters: ['show', 'one', 'two'], names: /too many arguments/ },
    { parameters: ['create', '--goal'], names: /--goal/ },
    { parameters: ['create', '--goal', 'g', '--config', '{'], names: /--config.*JSON/ },
    { parameters: ['list', '--state', 'sleeping'], names: /state \(sleeping\) must be one of scheduled/ },
    { parameters: ['list', '--limit', '0'], names: /limit \(0\)/ },
    { parameters: ['list', '--limit', 'many'], names: /limit \(NaN\)/ },
    { parameters: ['answer', 'trg_x'], names: /--approve, --deny and --value/ },
    { parameters: ['answer', 'trg_x', '--approve', '--deny'], names: /--approve, --deny and --value/ },
    { parameters: ['answer', 'trg_x', '--value', '1', '--reason', 'r'], names: /--reason/ },
    { parameters: ['answer', 'trg_x', '--deny', '--request', ''], names: /request_id/ },
    { parameters: ['stop', 'trg_x', '--reason', 'r'.repeat(1_001)], names: /reason .* at most 1000/ },
    { parameters: ['listen', '--port', '70000'], names: /--port \(70000\)/ },
    { parameters: ['list', '--namespace', 'nowhere'], names: /no namespace nowhere.*TEMPORAL_NAMESPACE/ },
  ];
  for (const { parameters, names } of uses)
    test(`${parameters.join(' ').slice(0, 60)}: exit 2, one line`, async () => {
      const result = await runCli(parameters);

      assert.equal(result.exitCode, 2, result.stderr);
      assert.ok(isOneErrorLine(result.stderr), result.stderr);
      assert.match(result.stderr, names);
      assert.equal(result.stdout, '');
    });

  test('without a command: exit 2, and the help on stderr', async () => {
    const result = await runCli([]);

    assert.equal(result.exitCode, 2);
    assert.equal(result.stdout, '');
    assert.match(result.stderr, /Usage: auto-trigger/);
  });

  test('a master key that is too short is bad configuration', async () => {
    const result = await runCli(['create', '--goal', 'g', '--webhook', 'https://192.0.43.10/'], {
      AUTO_TRIGGER_MASTER_KEY: 'short',
    });

    assert.equal(result.exitCode, 2);
    assert.match(result.stderr, /AUTO_TRIGGER_MASTER_KEY/);
  });
});

describe('every command', { concurrency: 2 }, () => {
  for (const command of commands)
    test(`${command} has help, and takes --json, --address and --namespace`, async () => {
      const result = await runCli([command, '--help']);

      assert.equal(result.exitCode, 0);
      for (const flag of ['--json', '--address', '--namespace']) assert.ok(result.stdout.includes(flag), flag);
    });

  test('an output that cannot be written is an error, and says so', { skip: !existsSync('/dev/full') }, async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [main, 'schemas'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));

    const [exitCode] = (await once(child, 'close')) as [number];

    assert.equal(exitCode, 1);
    assert.match(stderr, /^error: the output cannot be written: ENOSPC[^\n]+\n$/);
  });

  test('a reader that stops reading is no error', async () => {
    const child = spawn(process.execPath, [main, 'create', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));

    const [exitCode] = (await once(child, 'close')) as [number];

    assert.equal(stderr, '');
    assert.equal(exitCode, 0);
  });
});

test('--version is the package’s', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };

  const result = await runCli(['--version']);

  assert.deepEqual([result.exitCode, result.stdout], [0, `${version}\n`]);
});

test('a LOG_LEVEL that is none is refused with the list of levels', async () => {
  const result = await runCli(['worker'], { LOG_LEVEL: 'loud' });

  assert.equal(result.exitCode, 2);
  assert.equal(
    result.stderr,
    'error: LOG_LEVEL (loud) must be one of trace, debug, info, warn, error, fatal, silent\n',
  );
});
