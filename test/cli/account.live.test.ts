import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Account } from '../../src/index.ts';
import { accountWorkflowId } from '../../src/contract/temporal-names.ts';
import { reservationsOf } from '../support/account.ts';
import { createRig } from '../support/rig.ts';
import { isOneErrorLine, runCli } from './run-cli.ts';

const keys = [
  'email',
  'max_session_per_day',
  'today_sessions',
  'sessions_left',
  'time_zone',
  'resets_at',
  'config',
  'spent',
];

describe('the command account', () => {
  test('show says what there is, without a worker: the defaults at first', async () => {
    const shown = await runCli(['account', 'show', '--email', 'Nobody-Yet@example.com', '--json']);

    assert.equal(shown.exitCode, 0, shown.stderr);
    const account = JSON.parse(shown.stdout) as Account;
    assert.deepEqual(Object.keys(account), keys);
    assert.deepEqual(
      [account.email, account.sessions_left, account.time_zone],
      ['nobody-yet@example.com', 1_440, 'UTC'],
    );
    assert.match((await runCli(['account', 'show'])).stdout, /^account +someone@example\.com\n/);
  });

  test('set changes the limit, the zone and the configuration, and both say what holds, for machines and for people', async (t) => {
    const rig = await createRig(t);
    const reserve = reservationsOf(t, rig);
    // its workflow lives on the rig's queue from its first session on
    await reserve('ses_1');
    await reserve('ses_2');
    const flags = ['--max-session-per-day', '1500', '--time-zone', 'Asia/Kolkata', '--config', '{"max_steps":20}'];

    const set = await runCli(['account', 'set', '--email', rig.email, ...flags, '--json']);
    const shown = await runCli(['account', 'show', '--json'], { AUTO_TRIGGER_EMAIL: rig.email.toUpperCase() });
    const read = await runCli(['account', 'show', '--email', rig.email]);

    assert.equal(set.exitCode, 0, set.stderr);
    const account = JSON.parse(set.stdout) as Account;
    assert.deepEqual(Object.keys(account), keys);
    assert.deepEqual([account.max_session_per_day, account.today_sessions, account.sessions_left], [1_500, 2, 1_498]);
    assert.deepEqual([account.time_zone, account.config], ['Asia/Kolkata', { max_steps: 20 }]);
    assert.deepEqual(JSON.parse(shown.stdout), account);
    assert.match(read.stdout, /^sessions +2 of 1,500 used today, 1,498 left$/m);
    assert.match(read.stdout, /^begin anew +\w{3}, \d+ \w+ \d{4}, \d\d:\d\d, (\d+ h )?\d+ (min|s) from now$/m);
    assert.match(read.stdout, /^time zone +Asia\/Kolkata$/m);
    assert.match(read.stdout, /^config +\{"max_steps":20\}$/m);

    const lowered = await runCli(['account', 'set', '--email', rig.email, '--max-session-per-day', '1']);
    assert.match(lowered.stdout, /^sessions +2 of 1 used today, none left$/m);
    await rig.client.workflow.getHandle(accountWorkflowId(rig.email)).terminate();
  });

  test('set without a worker fails with exit 1, and says what to start', async () => {
    const result = await runCli(['account', 'set', '--max-session-per-day', '1']);

    assert.equal(result.exitCode, 1, result.stderr);
    assert.ok(isOneErrorLine(result.stderr), result.stderr);
    assert.match(result.stderr, /no worker polls task queue auto-trigger.*start one with "auto-trigger worker"/);
  });

  for (const { flags, message } of [
    { flags: [], message: /must change something/ },
    { flags: ['--max-session-per-day', 'many'], message: /max_session_per_day \("many"\) must be a number/ },
    { flags: ['--time-zone', 'Berlin'], message: /time_zone \(Berlin\) is no time zone/ },
    { flags: ['--config', '{max'], message: /must be JSON/ },
    { flags: ['--config', '{"max_steps":0}'], message: /config\.max_steps \(0\)/ },
    { flags: ['--email', 'me', '--max-session-per-day', '1'], message: /email \(me\)/ },
  ])
    test(`set ${flags.join(' ') || 'nothing'} is bad input, exit 2`, async () => {
      const result = await runCli(['account', 'set', ...flags]);

      assert.equal(result.exitCode, 2, result.stderr);
      assert.ok(isOneErrorLine(result.stderr), result.stderr);
      assert.match(result.stderr, message);
    });
});
