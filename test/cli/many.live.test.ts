import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { type BulkResult, createAssisfy, type Fires, type TriggerPage } from '../../src/index.ts';
import type { TriggerOverview } from '../../src/index.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner, update } from '../support/rig.ts';
import { terminateAfter } from '../support/terminate-after.ts';
import { isOneErrorLine, runCli } from './run-cli.ts';

const planner = scriptedPlanner(() => finishing('All is well.'));

async function json<Value>(parameters: string[]): Promise<Value> {
  const result = await runCli([...parameters, '--json']);
  assert.equal(result.exitCode, 0, result.stderr);
  return JSON.parse(result.stdout) as Value;
}

/** Triggers that are due in an hour, of an account of their own. */
async function waitingTriggers(t: TestContext, count: number): Promise<{ email: string; ids: string[] }> {
  const { taskQueue, email } = await createRig(t, { planner });
  const client = createAssisfy({ taskQueue, email });
  t.after(() => client.close());
  const start_at = new Date(Date.now() + 3_600_000).toISOString();
  const request = recurring({ every: 60, for: 7_200 }, { start_now: false, start_at }) as { goal: string };
  const created = await Promise.all(Array.from({ length: count }, () => client.session().create(request)));
  const ids = created.map(({ id }) => id);
  terminateAfter(t, ids);
  await eventually('they are listed', async () => (await client.session().list({ email })).triggers.length === count);
  return { email, ids };
}

describe('list', () => {
  test('prints a row each and the command for the next page, which goes on where the first ended', async (t) => {
    const { email, ids } = await waitingTriggers(t, 3);

    const first = await runCli(['list', '--email', email, '--state', 'scheduled', '--limit', '2']);
    const more = /More: auto-trigger (list .*)/.exec(first.stdout)?.[1]?.split(' ') ?? [];
    const second = await runCli(more);
    const page = await json<TriggerPage>(['list', '--email', email, '--next-fire-before', '2h']);
    const none = await runCli(['list', '--email', email, '--last-outcome', 'failed']);
    const misfit = await runCli([...more, '--state', 'running']);

    const seen = `${first.stdout}${second.stdout}`.match(/trg_\w+(?=  scheduled  in 60 min)/g) ?? [];
    assert.deepEqual(seen.toSorted(), ids.toSorted());
    assert.deepEqual(
      page.triggers.map((row) => row.tracking_id),
      [...seen],
    );
    assert.deepEqual(Object.keys(page.triggers[0] ?? {}), [
      'tracking_id',
      'state',
      'paused',
      'email',
      'goal',
      'label',
      'next_fire_at',
      'last_outcome',
      'spent',
      'started_at',
      'stuck',
    ]);
    assert.equal(none.stdout, 'No triggers match.\n');
    assert.deepEqual([misfit.exitCode, isOneErrorLine(misfit.stderr)], [2, true]);
    // oxlint-disable-next-line no-control-regex -- that there is none is the point
    assert.doesNotMatch(first.stdout, /\u001B/);
  });
});

describe('pause, resume and stop with a filter', { concurrency: 2 }, () => {
  test('change nothing where nobody can be asked and --yes is not said: exit 2, with the number', async (t) => {
    const { email, ids } = await waitingTriggers(t, 2);

    const result = await runCli(['pause', '--email', email]);
    const row = (await json<TriggerPage>(['list', '--email', email])).triggers[0];

    assert.equal(result.exitCode, 2);
    assert.match(result.stderr, /^error: 2 triggers would be meant, like trg_\w+; .* say --yes to pause them\n$/);
    assert.ok(ids.some((id) => result.stderr.includes(id)));
    assert.equal(row?.state, 'scheduled');
  });

  test('with --yes change all, say what was so already, and print with --json what became of each', async (t) => {
    const { email, ids } = await waitingTriggers(t, 3);
    const of = ['--email', email, '--yes'];

    await json<object>(['pause', ids[0] ?? '']);
    const paused = await runCli(['pause', ...of, '--reason', 'holiday', '--by', 'ann']);
    const again = await json<BulkResult>(['pause', ...of]);
    const resumed = await runCli(['resume', ...of]);
    const stopped = await json<BulkResult>(['stop', ...of]);
    const none = await runCli(['stop', '--email', 'nobody.at.all@example.com']);

    assert.deepEqual([paused.exitCode, paused.stdout], [0, 'Paused 2 of 3; 1 paused already.\n']);
    assert.deepEqual(again, { matched: 3, done: 0, unchanged: 3, left: 0, failed: [] });
    assert.deepEqual([resumed.exitCode, resumed.stdout], [0, 'Resumed 3 of 3.\n']);
    assert.equal(stopped.done, 3);
    assert.deepEqual([none.exitCode, none.stdout], [0, 'No open triggers match.\n']);
  });

  for (const [parameters, message] of [
    [['pause'], /an id, a filter .* or --all/],
    [['pause', 'trg_x', '--state', 'scheduled'], /an id \(trg_x\) or a filter, not both/],
    [['stop', 'trg_x', '--all'], /not both/],
    [['stop', '--all', '--state', 'scheduled'], /--all or a filter/],
    [['resume', '--state', 'completed', '--yes'], /state \(completed\).*ended/],
    [['resume', '--query', 'x) OR (y', '--yes'], /query \(x\) OR \(y\) closes a parenthesis/],
    [['stop', '--next-fire-before', 'tea', '--yes'], /next_fire_before \(tea\)/],
  ] as const)
    test(`${parameters.join(' ')}: exit 2, one line`, async () => {
      const result = await runCli([...parameters]);

      assert.equal(result.exitCode, 2, result.stderr);
      assert.ok(isOneErrorLine(result.stderr), result.stderr);
      assert.match(result.stderr, message);
    });

  test('one that has no worker is named, and makes it exit 1', async (t) => {
    const { taskQueue, email } = await createRig(t, { worker: 'none' });
    const client = createAssisfy({ taskQueue, email });
    t.after(() => client.close());
    const { id } = await client.session().create({ goal: 'Nobody works on this' });
    terminateAfter(t, [id]);
    await eventually('it is listed', async () => (await client.session().list({ email })).triggers.length === 1);

    const result = await runCli(['pause', '--email', email, '--yes']);

    assert.equal(result.exitCode, 1);
    assert.match(
      result.stdout,
      new RegExp(`^Paused 0 of 1\\.\n1 failed, and may be tried again:\n.*${id}.*auto-trigger worker`),
    );
  });
});

describe('fires', () => {
  test('lists each fire with what became of it, oldest first, and the next five', async (t) => {
    const rig = await createRig(t, { planner });
    const handle = await rig.start(recurring({ every: 2, for: 600 }));
    const id = handle.workflowId;
    await eventually('three sessions are over', async () => (await rig.status(handle)).sessions.answered >= 3);

    const fires = await json<Fires>(['fires', id]);
    const newest = await json<Fires>(['fires', id, '--limit', '1']);
    const printed = await runCli(['fires', id]);
    await update(handle, 'stop');
    await handle.result();
    const ended = await json<Fires>(['fires', id]);
    const bad = await runCli(['fires', id, '--limit', '501']);

    assert.equal(fires.next.length, 5);
    const due = [fires.past.at(-1)?.due ?? '', ...fires.next].map((instant) => Date.parse(instant));
    for (const [index, instant] of due.slice(1).entries()) assert.ok(instant > (due[index] ?? Infinity));
    assert.ok(fires.past.length >= 3);
    assert.deepEqual(Object.keys(fires.past[0] ?? {}), [
      'due',
      'record',
      'reason',
      'started_at',
      'lateness_ms',
      'session_id',
      'session_number',
      'outcome',
    ]);
    assert.deepEqual(
      [fires.past[0]?.record, fires.past[0]?.session_number, fires.past[0]?.outcome],
      ['ran', 1, 'answered'],
    );
    assert.equal(newest.past.length, 1);
    assert.match(printed.stdout, /^DUE .*REASON\n20.* ran .* #1 .*answered/);
    assert.match(printed.stdout, /\nnext  20\S+Z  (?:in \d+ s|now|\d+ s ago)\n/);
    assert.deepEqual([ended.next, ended.past.length >= fires.past.length], [[], true]);
    assert.deepEqual([bad.exitCode, isOneErrorLine(bad.stderr)], [2, true]);
  });

  test('of an ended trigger without a worker says what it needs', async (t) => {
    const rig = await createRig(t, { planner, worker: 'own' });
    const handle = await rig.start({ goal: 'Let me know' });
    await handle.result();
    await rig.worker().stop();

    const result = await runCli(['fires', handle.workflowId]);

    assert.equal(result.exitCode, 1);
    assert.match(result.stderr, /^error: .*(?:no worker polls|does not answer).*\n$/);
  });
});

describe('show', () => {
  test('has every key of the contract, and the account, the links and what hinders it beside them', async (t) => {
    const rig = await createRig(t, { planner });
    const handle = await rig.start(recurring({ every: 60, for: 600 }));
    await eventually('a session is over', async () => (await rig.status(handle)).sessions.answered === 1);
    const show = (more: string[] = []) => json<TriggerOverview>(['show', handle.workflowId, ...more]);

    const shown = await show(['--ui', 'http://ui.example:8080/']);
    const printed = await runCli(['show', handle.workflowId]);
    const badUi = await runCli(['show', handle.workflowId, '--ui', 'ui.example']);

    const keys =
      'tracking_id email goal state state_since reason interval start_at end_at next_fires session last requests sessions fires consecutive_failures deliveries web_hook_url'.split(
        ' ',
      );
    for (const key of keys) assert.ok(key in shown, key);
    assert.equal(shown.links?.trigger, `http://ui.example:8080/namespaces/default/workflows/${handle.workflowId}`);
    assert.deepEqual(
      [shown.account.today_sessions, shown.stuck, shown.not_answering, shown.retrying],
      [1, null, null, []],
    );
    assert.match(printed.stdout, /\naccount +\S+: 1 of 1,440 sessions today, 1,439 left\n/);
    assert.match(printed.stdout, /\nrhythm +every 1 min from 20/);
    assert.match(printed.stdout, /\nlast +#1 answered (?:.* ago|now) \(.*\), took .*\n +All is well\.\n/);
    assert.deepEqual([badUi.exitCode, isOneErrorLine(badUi.stderr)], [2, true]);
  });

  test('of a trigger without a worker has what the server knows, and why that is not all', async (t) => {
    const { taskQueue, email } = await createRig(t, { worker: 'none' });
    const client = createAssisfy({ taskQueue, email });
    t.after(() => client.close());
    const { id } = await client.session().create({ goal: 'Nobody works on this' });
    terminateAfter(t, [id]);

    const shown = await json<TriggerOverview>(['show', id]);
    const printed = await runCli(['show', id]);

    assert.deepEqual([shown.state, shown.goal, shown.email], ['scheduled', 'Nobody works on this', email]);
    assert.match(shown.not_answering ?? '', /auto-trigger worker/);
    assert.match(printed.stdout, /\nno answer +no worker polls/);
    assert.doesNotMatch(printed.stdout, /\nsessions/);
  });
});
