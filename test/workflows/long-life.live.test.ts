import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ThinkRequest } from '../../src/contract/activities.ts';
import type { SearchAttributeName } from '../../src/contract/temporal-names.ts';
import type { ThinkOutput } from '../../src/contract/session.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { jsonBytes } from '../../src/contract/json.ts';
import { eventually } from '../support/eventually.ts';
import { replay, historiesOf, type History } from '../support/replay.ts';
import { update } from '../support/rig.ts';
import { answering, asking, looking, type StubbedWorld, stubbedWorld } from '../support/stub-activities.ts';
import { timeSkipping } from '../support/time-skipping.ts';

const minute = 60_000;

describe('a trigger over a long life', { concurrency: false }, () => {
  const time = timeSkipping();

  async function request(options: { interval: number; for: number; [option: string]: unknown }, more: object = {}) {
    const { for: minutes, ...rest } = options;
    const end_at = new Date((await time.now()) + minutes * minute).toISOString();
    return {
      goal: 'Go through http://127.0.0.1/blog and let me know the latest update',
      email: 'ann@example.com',
      withAutoTrigger: { start_now: true, end_at, web_hook_url: 'https://example.com/webhook', ...rest },
      ...more,
    };
  }

  test('a 30-minute interval over 24 hours gives exactly 48 sessions on the grid, one run of the workflow each', async () => {
    const world = stubbedWorld();

    const { status, handle } = await time.live(world, await request({ interval: 30, for: 24 * 60 }));

    const runs = await historiesOf(handle.client, handle.workflowId);
    const starts = world.thoughts.map(({ session }) => Date.parse(session.scheduled_for));
    assert.equal(status.state, 'completed');
    assert.equal(status.sessions.answered, 48);
    assert.deepEqual(status.fires, {
      ran: 48,
      skipped_overlap: 0,
      skipped_quota: 0,
      missed_outage: 0,
      skipped_paused: 0,
    });
    assert.equal(runs.length, 48);
    assert.deepEqual(
      starts.map((start) => (start - (starts[0] ?? 0)) / (30 * minute)),
      Array.from({ length: 48 }, (_, index) => index),
    );
    await replay(runs.map(({ history }) => ({ workflowId: handle.workflowId, history })));
  });

  test('120 sessions of a one-minute interval: as many events in each run, and a carried state that does not grow', async () => {
    const world = stubbedWorld({ think: () => answering('The same as ever.') });

    const { status, handle } = await time.live(world, await request({ interval: 1, for: 120 }));

    assert.equal(status.sessions.started, 120);
    const runs = await historiesOf(handle.client, handle.workflowId);
    const events = runs.slice(1, -1).map(({ history }) => history.events?.length ?? 0);
    assert.ok(
      Math.max(...events) - Math.min(...events) <= 12,
      `from ${Math.min(...events)} to ${Math.max(...events)} events`,
    );
    const carried = runs.slice(1).map(({ history }) => {
      const payload = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[1]?.data;
      const state = JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
      return {
        ledgerRow: jsonBytes(state.ledger) / state.ledger.rows.length,
        rest: jsonBytes({ ...state, ledger: null }),
      };
    });
    // the ledger alone grows, to its 500 rows; the rest differs by the digits of its numbers
    const rest = carried.map((state) => state.rest);
    assert.ok(Math.max(...rest) - Math.min(...rest) <= 64, `from ${Math.min(...rest)} to ${Math.max(...rest)} bytes`);
    assert.ok((carried.at(-1)?.ledgerRow ?? Infinity) < 60);
  });

  test('a session in a rush of others goes on in a new run when that is over, and tells of its end at once', async () => {
    const world = stubbedWorld({ rushMs: 20_000 });
    const seen: TriggerStatus[] = [];

    const { handle } = await time.live(
      world,
      await request({ interval: 10, for: 20 }),
      async ({ environment, handle }) => {
        await environment.sleep('10 seconds');
        seen.push(await handle.query<TriggerStatus>('status'));
      },
    );

    const [first, second] = await historiesOf(handle.client, handle.workflowId);
    assert.equal(seen[0]?.state, 'scheduled');
    assert.equal(seen[0]?.last?.outcome, 'answered');
    assert.equal(seen[0]?.deliveries.waiting, 0);
    const begunAt = Number(first?.history.events?.[0]?.eventTime?.seconds);
    assert.ok(Number(second?.history.events?.[0]?.eventTime?.seconds) - begunAt >= 20);
  });

  test('a rush that outlasts the interval delays no session', async () => {
    const world = stubbedWorld({ rushMs: 90_000 });

    const { status } = await time.live(world, await request({ interval: 1, for: 5 }));

    assert.equal(status.fires.ran, 5);
    for (const { session } of world.thoughts)
      assert.ok(Date.parse(session.started_at) - Date.parse(session.scheduled_for) < 2_000);
  });

  describe('lists in a rush', { concurrency: false }, () => {
    const searchAttributes: SearchAttributeName[] = ['AutoTriggerState'];

    async function statesListed(world: StubbedWorld): Promise<string[]> {
      const start_at = new Date((await time.now()) + minute).toISOString();
      const asked = await request(
        { interval: 10, for: 15, start_now: false, start_at },
        { config: { answer_timeout: 60, on_timeout: 'deny' } },
      );
      const { handle } = await time.live(world, asked);
      const [run] = await historiesOf(handle.client, handle.workflowId);
      return listedIn(run?.history);
    }

    test('are not told that a session begins and ends', async () => {
      assert.deepEqual(await statesListed(stubbedWorld({ searchAttributes })), ['scheduled', 'running', 'scheduled']);
      assert.deepEqual(await statesListed(stubbedWorld({ searchAttributes, rushMs: 20_000 })), ['scheduled']);
    });

    test('are told that a session waits for a person, and that it goes on', async () => {
      const think = ({ observations }: ThinkRequest) =>
        observations.length === 0 ? asking('Which blog?') : answering('Nobody said.');

      const states = await statesListed(stubbedWorld({ searchAttributes, rushMs: 90_000, think }));

      assert.deepEqual(states, ['scheduled', 'waiting_for_human', 'running']);
    });

    test('are told of a session that goes on after it, at its next step', async () => {
      const think = ({ planner_state }: ThinkRequest): ThinkOutput =>
        planner_state === null
          ? { ...answering(''), planner_state: 1, next: { type: 'think' } }
          : answering('Nothing happened.');

      const states = await statesListed(stubbedWorld({ searchAttributes, rushMs: 1, think }));

      assert.deepEqual(states, ['scheduled', 'running', 'scheduled']);
    });
  });

  test('a pause in a rush ends the wait, so that lists show it', async () => {
    const world = stubbedWorld({ rushMs: 20_000 });
    let newRunAfter = 0;

    await time.live(world, await request({ interval: 10, for: 20 }), async ({ environment, handle }) => {
      await environment.sleep('5 seconds');
      const before = await handle.describe();
      await update(handle, 'pause');
      await eventually('it goes on in a new run', async () => (await handle.describe()).runId !== before.runId);
      newRunAfter = (await handle.describe()).startTime.getTime() - before.startTime.getTime();
      await update(handle, 'stop');
    });

    assert.ok(newRunAfter < 15_000, `after ${newRunAfter} ms`);
  });

  test('events are numbered without a gap over all runs, and each session ends with exactly one closing event', async () => {
    const world = stubbedWorld();

    await time.live(world, await request({ interval: 10, for: 60 }));

    assert.deepEqual(
      world.delivered.map(({ sequence }) => sequence),
      world.delivered.map((_, index) => index + 1),
    );
    const closing = world.delivered.filter(({ body }) => body.event === 'trigger.complete');
    assert.deepEqual(
      closing.map(({ body }) => body.data.session_number),
      [1, 2, 3, 4, 5, 6],
    );
    const last = closing.at(-1)?.body;
    assert.ok(last?.event === 'trigger.complete' && last.data.next_session_at === null);
  });

  test('the first answered session is the baseline, and no other', async () => {
    const world = stubbedWorld();

    await time.live(world, await request({ interval: 10, for: 30 }));

    const baselines = world.delivered.map(({ body }) => body.event === 'trigger.complete' && body.data.baseline);
    assert.equal(baselines.filter(Boolean).length, 1);
    assert.equal(baselines.findIndex(Boolean), 2);
  });

  test('a receiver that is down for three sessions and then back gets every event, in order', async () => {
    const upAt = (await time.now()) + 95 * minute;
    let now = 0;
    const world = stubbedWorld({
      think: (input) => {
        now = Date.parse(input.session.started_at);
        return answering('Fine.');
      },
      receiver: () => (now < upAt ? 503 : 204),
    });

    const { status } = await time.live(world, await request({ interval: 30, for: 180 }));

    assert.equal(status.deliveries.given_up, 0);
    assert.deepEqual(
      world.delivered.map(({ sequence }) => sequence),
      world.delivered.map((_, index) => index + 1),
    );
    assert.equal(status.deliveries.delivered, world.delivered.length);
    assert.equal(status.sessions.started, 6);
  });

  test('a receiver that never comes back costs 76 hours after the end, and the rest is given up and recorded', async () => {
    const world = stubbedWorld({ receiver: () => 500 });

    const { status, handle } = await time.live(world, await request({ interval: 30, for: 60 }));

    const runs = await historiesOf(handle.client, handle.workflowId);
    const events = runs.reduce((sum, { history }) => sum + (history.events?.length ?? 0), 0);
    const hours = (Date.parse(status.state_since) - Date.parse(status.start_at)) / (60 * minute);
    assert.equal(status.deliveries.delivered, 0);
    assert.ok(status.deliveries.given_up > 0 && status.deliveries.waiting === 0);
    assert.equal(world.delivered.length, status.deliveries.given_up);
    assert.ok(hours > 76 && hours < 77.1, `${hours} hours`);
    // two sessions with their own, and all tries of three days
    assert.ok(events < 300, `${events} events of history`);
  });

  test('stopped with now while the receiver is down, it tries for 60 seconds, then gives up and records the rest', async () => {
    const world = stubbedWorld({ receiver: () => 500, think: () => asking('Which blog?') });
    let stoppedAt = 0;

    const { status } = await time.live(world, await request({ interval: 30, for: 600 }), async ({ handle }) => {
      await eventually(
        'the question is open',
        async () => (await handle.query<TriggerStatus>('status')).requests.length > 0,
      );
      await handle.executeUpdate('stop', { args: [{ now: true }] });
      stoppedAt = await time.now();
    });

    const seconds = (Date.parse(status.state_since) - stoppedAt) / 1_000;
    assert.ok(seconds >= 59 && seconds < 75, `${seconds} seconds`);
    assert.equal(status.state, 'stopped');
    assert.equal(status.deliveries.waiting, 0);
    assert.equal(world.delivered.length, status.deliveries.given_up);
    assert.ok(status.deliveries.given_up >= 4);
  });

  test('an answer that does not come is a time-out: the session ends expired, and the trigger goes on', async () => {
    const world = stubbedWorld({ think: () => asking('Which blog?') });

    const { status } = await time.live(
      world,
      await request({ interval: 60, for: 120 }, { config: { answer_timeout: 600 } }),
    );

    assert.equal(status.sessions.expired, 2);
    assert.deepEqual(
      status.closed_requests.map(({ how }) => how),
      ['expired', 'expired'],
    );
  });

  test('a page that is lost for the sixth time in a session fails it with BROWSER_LOST', async () => {
    const world = stubbedWorld({ think: looking });

    const { status } = await time.live(world, await request({ interval: 60, for: 60 }));

    assert.deepEqual([status.last?.outcome, status.last?.error?.code], ['failed', 'BROWSER_LOST']);
    assert.equal(world.pagesOpened(), 6);
  });

  test('waiting for a human does not count towards session_timeout', async () => {
    const world = stubbedWorld({
      think: ({ observations }) => (observations.length === 0 ? asking('Which blog?') : answering('Nobody said.')),
    });

    const { status } = await time.live(
      world,
      await request(
        { interval: 60, for: 60 },
        { config: { answer_timeout: 1_800, session_timeout: 60, on_timeout: 'deny' } },
      ),
    );

    assert.equal(status.last?.outcome, 'answered');
    assert.equal(Math.round((status.last?.usage.waited_ms ?? 0) / minute), 30);
    assert.ok((status.last?.usage.duration_ms ?? Infinity) < minute);
  });

  test('fires that come while a session waits for a human are skipped as overlapping', async () => {
    const world = stubbedWorld({
      think: ({ observations }) => (observations.length === 0 ? asking('Which blog?') : answering('Nobody said.')),
    });

    const { status } = await time.live(
      world,
      await request({ interval: 10, for: 60 }, { config: { answer_timeout: 1_500 } }),
    );

    assert.deepEqual(status.fires, {
      ran: 2,
      skipped_overlap: 4,
      skipped_quota: 0,
      missed_outage: 0,
      skipped_paused: 0,
    });
  });

  test('end_at while a session waits for a human lets the session finish, and starts none after it', async () => {
    const world = stubbedWorld({
      think: ({ observations }) => (observations.length === 0 ? asking('Which blog?') : answering('Nobody said.')),
    });

    const { status } = await time.live(
      world,
      await request({ interval: 10, for: 25 }, { config: { answer_timeout: 3_600, on_timeout: 'deny' } }),
    );

    assert.equal(status.sessions.started, 1);
    assert.equal(status.last?.outcome, 'answered');
    assert.ok(Date.parse(status.last?.ended_at ?? '') > Date.parse(status.end_at ?? ''));
    assert.equal(status.fires.skipped_overlap, 2);
  });

  test('a day that is full is recorded for each fire, and told once', async () => {
    const world = stubbedWorld({ sessionsLeft: () => (world.thoughts.length < 2 ? 1 : 0) });

    const { status } = await time.live(world, await request({ interval: 30, for: 300 }));

    assert.deepEqual(status.fires, {
      ran: 2,
      skipped_overlap: 0,
      skipped_quota: 8,
      missed_outage: 0,
      skipped_paused: 0,
    });
    const errors = world.delivered.filter(({ body }) => body.event === 'trigger.error');
    assert.equal(errors.length, 1);
    assert.ok(errors[0]?.body.event === 'trigger.error' && errors[0].body.data.code === 'QUOTA_EXHAUSTED');
    assert.equal(errors[0]?.body.data.sessionId, null);
  });

  test('max_sessions ends it early', async () => {
    const { status } = await time.live(stubbedWorld(), await request({ interval: 30, for: 24 * 60, max_sessions: 3 }));

    assert.equal(status.sessions.started, 3);
    assert.equal(status.state, 'completed');
  });

  test('paused for three weeks, it stays on its grid, runs none of the fires of that time, and costs one timer', async () => {
    const world = stubbedWorld();

    const { status, handle } = await time.live(
      world,
      await request({ interval: 30, for: 22 * 24 * 60 }),
      async ({ environment, handle: trigger }) => {
        await environment.sleep(45 * minute);
        await trigger.executeUpdate('pause');
        await environment.sleep(21 * 24 * 60 * minute);
        await trigger.executeUpdate('resume');
      },
    );

    const runs = await historiesOf(handle.client, handle.workflowId);
    const longest = Math.max(...runs.map(({ history }) => history.events?.length ?? 0));
    const grid = world.thoughts.map(({ session }) => Date.parse(session.scheduled_for) - Date.parse(status.start_at));
    assert.equal(status.fires.skipped_paused, 21 * 48);
    assert.equal(status.fires.ran, 48);
    assert.ok(grid.every((since) => since % (30 * minute) === 0));
    assert.ok(longest < 120, `${longest} events`);
  });
});

/** What lists show of a trigger's state, one after the other, in one run. */
function listedIn(history: History | undefined): string[] {
  return (history?.events ?? []).flatMap(({ upsertWorkflowSearchAttributesEventAttributes: upserted }) => {
    const state = upserted?.searchAttributes?.indexedFields?.['AutoTriggerState']?.data;
    return state === undefined ? [] : [JSON.parse(Buffer.from(state ?? []).toString('utf8'))];
  });
}
