import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDevServer } from '../../src/dev/dev-server.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { createAssisfy } from '../../src/index.ts';
import { createSender } from '../../src/webhooks/sender.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { deriveWebhookSecret } from '../../src/webhooks/secrets.ts';
import { processesWith } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

interface Running {
  child: ChildProcess;
  output: () => string;
  /** Resolves to the exit code. */
  interrupt(signal: NodeJS.Signals): Promise<number | null>;
}

function startCli(t: TestContext, parameters: string[], environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [main, ...parameters], {
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close') as Promise<[number | null]>;
  t.after(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    output: () => output,
    interrupt: async (signal) => {
      child.kill(signal);
      return (await ended)[0];
    },
  };
}

describe('dev', { concurrency: 2 }, () => {
  test('ends within 20 s of Ctrl-C, also where its server hangs', async (t) => {
    const dev = startCli(t, ['dev', '--port', '0', '--ephemeral', '--json']);
    const seen = () => /"address":"127\.0\.0\.1:(\d+)"/.exec(dev.output()) ?? undefined;
    const [, port] = await eventually('it is ready', seen, 40_000);
    const server = (await processesWith(`--port=${port}`)).find((line) => !line.includes('/bin/sh'));
    process.kill(Number(server?.trim().split(' ')[0]), 'SIGSTOP');
    const startedAt = Date.now();

    const exitCode = await dev.interrupt('SIGINT');

    assert.equal(exitCode, 0, dev.output());
    assert.ok(Date.now() - startedAt < 20_000, `${Date.now() - startedAt} ms`);
    assert.deepEqual(await processesWith(`--port=${port}`), []);
  });

  test('brings a server and a worker up, in which a trigger runs, keeps it, and ends both at Ctrl-C', async (t) => {
    const [port, uiPort] = [await freePort(), await freePort()];
    const folder = await temporaryFolder(t);
    const database = join(folder, 'auto-trigger', 'dev.db');
    const parameters = ['dev', '--port', String(port), '--ui-port', String(uiPort)];
    const dev = startCli(t, parameters, { XDG_DATA_HOME: folder });
    await eventually('it is ready', () => /Ready\. Temporal at (\S+), its UI at http/.test(dev.output()), 40_000);
    const address = `127.0.0.1:${port}`;

    const created = await runCli(['create', '--goal', 'Go through nothing', '--json', '--address', address]);
    const { auto_trigger_tracking_id: id } = JSON.parse(created.stdout) as { auto_trigger_tracking_id: string };
    const client = createAssisfy({ temporal: { address } });
    t.after(() => client.close());
    await eventually('it asks for an address', async () => {
      const status = await client.session().get(id).status();
      return status.state === 'waiting_for_human';
    });
    const doctor = await runCli(['doctor', '--json', '--address', address]);
    const report = JSON.parse(doctor.stdout) as { ok: boolean; checks: { name: string; ok: boolean; found: string }[] };
    const second = await runCli(['dev', '--port', '0'], { XDG_DATA_HOME: folder });
    const { mode } = await stat(database);
    const exitCode = await dev.interrupt('SIGINT');
    const after = await runCli(['list', '--address', address]);

    assert.equal(doctor.exitCode, 0, doctor.stdout);
    const browser = report.checks.find(({ name }) => name === 'browser')?.found ?? '';
    assert.equal(browser.includes('without its sandbox'), process.getuid?.() === 0, browser);
    assert.deepEqual(
      report.checks.map((check) => check.name),
      [
        'server',
        'namespace',
        'retention',
        'search attributes',
        'worker',
        'clock',
        'stuck workflows',
        'browser',
        'keys',
        'event loop',
      ],
    );
    assert.match(
      report.checks.at(-1)?.found ?? '',
      /^\d+@\S+ (?:began less than a minute ago|was held up for at most \d+ ms)/,
    );
    assert.equal(exitCode, 0, dev.output());
    assert.equal(after.exitCode, 5);
    assert.ok(dev.output().includes(`kept in ${database}`), dev.output());
    assert.equal((mode & 0o777).toString(8), '600');
    assert.equal(second.exitCode, 2, second.stderr);
    assert.match(second.stderr, new RegExp(`dev\\.db is in use: .*process ${dev.child.pid}\\)`));
    const server = await startDevServer({ databaseFile: database, progress: () => undefined });
    t.after(() => server.stop());
    const again = createAssisfy({ temporal: { address: server.address } });
    t.after(() => again.close());
    const [kept] = (await again.session().list()).triggers;
    assert.equal(kept?.tracking_id, id);
  });
});

describe('worker', () => {
  test('logs to stderr, and ends at SIGTERM', async (t) => {
    // of its own: the server of this test run remembers for a while who polled the queue
    const server = await startDevServer({ progress: () => undefined });
    t.after(() => server.stop());
    const worker = startCli(t, ['worker', '--address', server.address], { LOG_LEVEL: 'info' });
    await eventually('it has started', () => worker.output().includes('worker started'), 30_000);

    assert.equal(await worker.interrupt('SIGTERM'), 0, worker.output());
    const [line] = worker.output().split('\n');
    assert.ok(JSON.parse(line ?? ''), 'JSON, as it is no terminal');
    assert.equal(worker.output().includes('without its sandbox'), process.getuid?.() === 0);
  });

  test('does not start where AUTO_TRIGGER_UI is no address, which it could not keep pages from', async (t) => {
    const worker = startCli(t, ['worker', '--address', '127.0.0.1:1'], { AUTO_TRIGGER_UI: 'ui.example:8080' });

    await eventually('it says so', () => /AUTO_TRIGGER_UI \(ui\.example:8080\) is not a full/.test(worker.output()));
  });

  test('with no server is exit 5, with the address', async () => {
    const result = await runCli(['worker', '--address', '127.0.0.1:1']);

    assert.equal(result.exitCode, 5);
    assert.match(result.stderr, /127\.0\.0\.1:1/);
  });
});

describe('listen', () => {
  test('verifies and prints what comes', async (t) => {
    const [key, trackingId] = ['a master key of 32 characters or more', 'trg_listen'];
    const port = await freePort();
    const listener = startCli(t, ['listen', '--port', String(port), '--secret', deriveWebhookSecret(key, trackingId)]);
    await eventually('it listens', () => listener.output().includes('Listening at'));
    const guard = createNetworkGuard({ allow: parseAllowList('127.0.0.1') });
    const sender = createSender({ guard, masterKeys: [key] });
    t.after(() => sender.close());

    const delivery = await sender.send({
      url: `http://127.0.0.1:${port}/webhook`,
      trackingId,
      event: {
        webhook_id: 'evt_1',
        sequence: 1,
        body: {
          event: 'trigger.browser.started',
          data: {
            sessionId: 's',
            tracking_id: trackingId,
            session_number: 1,
            sequence: 1,
            occurred_at: new Date().toISOString(),
            goal: 'Read the blog',
            email: 'ann@example.com',
            label: null,
            browser: 'Chromium',
            version: '1',
          },
        },
      },
      signal: AbortSignal.timeout(10_000),
    });

    assert.equal(delivery.outcome, 'delivered');
    await eventually('it is printed', () => /verified .*trigger\.browser\.started/.test(listener.output()));
    assert.equal(await listener.interrupt('SIGINT'), 0);
  });
});
