import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { readMasterKeys, readTemporalSettings } from '../../src/config.ts';
import { startDevServer } from '../../src/dev/dev-server.ts';
import { freePort } from '../../src/dev/free-port.ts';
import { createAssisfy, type LoggedEvent } from '../../src/index.ts';
import { startWorker } from '../../src/worker.ts';
import { processesWith, startNode } from '../support/child.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, finishing, scriptedPlanner } from '../support/rig.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runCli } from './run-cli.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A thought that ends the session as failed. */
function failing(answer: string): ReturnType<typeof finishing> {
  const error = { code: 'TOOL_FAILED', message: answer } as const;
  const finish = { outcome: 'failed', answer, result: null, evidence: [], error } as const;
  return {
    thoughts: answer,
    memories: [],
    planner_state: null,
    next: { type: 'finish', finish: { ...finish, evidence: [] } },
  };
}

describe('watch', () => {
  test('goes on where it was when the server is killed and started again on its database, and ends with the trigger', async (t) => {
    const folder = await temporaryFolder(t);
    const ports = { frontend: await freePort(), ui: await freePort() };
    const settings = { ports, databaseFile: join(folder, 'temporal.db'), progress: () => undefined };
    let server = await startDevServer(settings);
    t.after(() => server.stop());
    const worker = await startWorker({
      temporal: readTemporalSettings(server),
      masterKeys: readMasterKeys(server.address),
      allowNetworks: '127.0.0.1',
      chromiumPath: () => Promise.reject(new Error('nobody needs a browser')),
      planner: scriptedPlanner(() => finishing('All is well.')),
      logger: pino({ level: 'silent' }),
    });
    t.after(() => worker.stop());
    const client = createAssisfy({ temporal: { address: server.address }, email: 'ann@example.com' });
    t.after(() => client.close());
    const end_at = new Date(Date.now() + 600_000).toISOString();
    const trigger = await client
      .session()
      .create({ goal: 'Let me know', withAutoTrigger: { interval: 1 / 15, end_at, start_now: true } });
    const watching = startNode(t, [main, 'watch', trigger.id, '--json', '--address', server.address]);
    const seen = () =>
      watching
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as LoggedEvent);
    await watching.says(/"trigger\.complete"/, 30_000);

    for (const line of await processesWith(`--port=${ports.frontend}`))
      process.kill(Number.parseInt(line, 10), 'SIGKILL');
    await watching.says(/does not answer; trying again/, 30_000);
    await eventually('the server is gone', async () => (await processesWith(`--port=${ports.frontend}`)).length === 0);
    server = await eventually('the server is back', () => startDevServer(settings).catch(() => undefined), 30_000);
    await watching.says(/answers again/, 60_000);
    const before = seen().length;
    await eventually('events come again', () => seen().length > before, 60_000);
    await trigger.stop();
    const exitCode = await watching.ended;

    assert.equal(exitCode, 0, watching.output());
    const sequences = seen().map((event) => event.sequence);
    assert.deepEqual(
      sequences,
      sequences.map((_, index) => index + 1),
      'each event once, in order',
    );
    assert.equal((await trigger.status()).state, 'stopped');
  });

  test('of a single session that failed is exit 1, of one that was answered exit 0', async (t) => {
    const rig = await createRig(t, {
      planner: scriptedPlanner(({ goal }) => (goal === 'fail' ? failing('No.') : finishing('Yes.'))),
    });
    const [bad, good] = [await rig.start({ goal: 'fail' }), await rig.start({ goal: 'answer' })];

    const failed = await runCli(['watch', bad.workflowId]);
    const answered = await runCli(['watch', good.workflowId]);

    assert.deepEqual([failed.exitCode, answered.exitCode], [1, 0], failed.stdout + failed.stderr);
    assert.match(answered.stdout, /The trigger has ended: completed, after 1 session\./);
  });
});
