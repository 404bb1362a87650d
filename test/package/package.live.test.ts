import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { publint } from 'publint';
import { readTemporalSettings } from '../../src/config.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { eventually } from '../support/eventually.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(root, 'node_modules/typescript/bin/tsc');
/** A namespace of its own, so that the installed worker takes nothing from other tests. */
const namespace = `package-test-${process.pid}`;

let folder: string;
let project: string;
let client: Client;

/** A stranger's environment: without what the surrounding npm and test runner put into it. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_TEST_CONTEXT$|INIT_CWD$)/i.test(name)),
  ),
  TEMPORAL_NAMESPACE: namespace,
  AUTO_TRIGGER_EMAIL: 'ann@example.com',
};

async function run(cwd: string, command: string, ...parameters: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, parameters, { cwd, env: environment, maxBuffer: 2 ** 26 });
  return stdout;
}

const cli = (...parameters: string[]) => run(project, join(project, 'node_modules/.bin/auto-trigger'), ...parameters);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'auto-trigger-package-'));
  project = join(folder, 'project');
  await mkdir(project);
  await run(root, 'npm', 'pack', '--pack-destination', folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  assert.ok(tarball, 'npm pack made no tarball');
  await writeFile(join(project, 'package.json'), '{"name": "stranger", "private": true, "type": "module"}');
  await run(project, 'npm', 'install', join(folder, tarball), '--prefer-offline', '--no-audit', '--no-fund');
  client = await clientOfNewNamespace();
});

after(async () => {
  await client.connection.close();
  await rm(folder, { recursive: true, force: true });
});

/** Makes the namespace, and waits until the server's parts all know it. */
async function clientOfNewNamespace(): Promise<Client> {
  const connection = await Connection.connect({ address: readTemporalSettings().address });
  const { workflowService } = connection;
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  await eventually('the namespace is known', async () =>
    workflowService.listWorkflowExecutions({ namespace }).then(
      () => true,
      () => false,
    ),
  );
  return new Client({ connection, namespace });
}

const seedCall = `
const session = await assisfy.session().create({
  goal: "Go through https://assisfy.ai/blog and let me know the latest update on the blog",
  withAutoTrigger: {
    interval: 30,
    end_at: '2099-01-29T00:00:00Z',
    start_now: true,
    web_hook_url: 'https://example.com/webhook',
  }
});
`;

describe('the packed package, installed in an empty project', () => {
  test("runs the seed's call, whose response has exactly the nine fields", async () => {
    await writeFile(
      join(project, 'seed.js'),
      `import { assisfy } from 'agent-auto-trigger';${seedCall}console.log(JSON.stringify(session));await assisfy.close();`,
    );

    const session = JSON.parse(await run(project, process.execPath, 'seed.js')) as Record<string, unknown>;

    assert.deepEqual(Object.keys(session), [
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
    const id = String(session['auto_trigger_tracking_id']);
    await client.workflow.getHandle(id).terminate('the worker of another test is not to run it');
    assert.match(id, /^trg_/);
    assert.match(String(session['auto_trigger_web_hook_signature']), /^whsec_/);
  });

  test('brings types that fit the call, and refuse a misspelt option', async () => {
    const check = (name: string) =>
      run(project, process.execPath, compiler, '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', name);
    const types = `import { assisfy, type CreatedTrigger } from 'agent-auto-trigger';${seedCall}`;
    await writeFile(join(project, 'fits.ts'), `${types}const created: CreatedTrigger = session; export { created };`);
    await writeFile(join(project, 'misspelt.ts'), types.replace('start_now', 'startNow'));

    await check('fits.ts');
    await assert.rejects(check('misspelt.ts'), (error: { stdout: string }) => error.stdout.includes('startNow'));
  });

  test('has a command whose worker runs sessions from the workflow bundle that it brings', async () => {
    const worker = spawn(join(project, 'node_modules/.bin/auto-trigger'), ['worker'], {
      cwd: project,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const exited = once(worker, 'exit');
    try {
      const created = JSON.parse(await cli('create', '--goal', 'Let me know the latest update', '--json'));
      const id = String(created.auto_trigger_tracking_id);
      const status = async () => JSON.parse(await cli('show', id, '--json')) as TriggerStatus;

      const asking = await eventually('a session asks for an address', async () => {
        const shown = await status().catch(() => undefined);
        return shown?.state === 'waiting_for_human' && shown;
      });
      assert.equal(asking.requests[0]?.resource_type, 'request_user_input');
      await cli('stop', id, '--now');
      await eventually('the trigger has stopped', async () => (await status()).state === 'stopped');
    } finally {
      worker.kill('SIGTERM');
      assert.deepEqual(await exited, [0, null]);
    }
  });

  test('has nothing that publint would mend', async () => {
    const { messages } = await publint({ pkgDir: join(project, 'node_modules/agent-auto-trigger'), pack: false });

    assert.deepEqual(messages, []);
  });

  test('carries what it needs to run, and nothing of tests or tools', async () => {
    const packed = join(project, 'node_modules/agent-auto-trigger');
    const files = await readdir(packed, { recursive: true });
    const outside = files.filter((file) => !file.startsWith('dist') && !file.startsWith('node_modules'));

    assert.deepEqual(outside.toSorted(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    assert.ok(files.includes(join('dist', 'workflow-bundle.js')));
    assert.deepEqual(
      files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && dirname(file).startsWith('dist')),
      [],
    );
  });
});
