import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { eventually } from '../support/eventually.ts';
import { fillRunByEvents } from '../support/fill-run.ts';
import { refusalOf } from '../support/refusal.ts';
import { historiesOf, replay } from '../support/replay.ts';
import { update } from '../support/rig.ts';
import { answering, asking, stubbedWorld } from '../support/stub-activities.ts';
import { timeSkipping } from '../support/time-skipping.ts';

const day = 86_400_000;

describe('a session that is long', { concurrency: false }, () => {
  const time = timeSkipping();

  async function request(options: { interval: number; days: number }, config: object) {
    const end_at = new Date((await time.now()) + options.days * day).toISOString();
    const withAutoTrigger = {
      interval: options.interval,
      start_now: true,
      end_at,
      web_hook_url: 'https://example.com/',
    };
    return { goal: 'Tell me what is new on https://example.com', email: 'ann@example.com', config, withAutoTrigger };
  }

  test('waits for a person for 30 days in a run that fills, with the same question, and ends when its time is over', async () => {
    const world = stubbedWorld({
      think: ({ observations }) => (observations.length === 0 ? asking('Which blog?') : answering('Nobody said.')),
    });
    const seen: TriggerStatus[] = [];
    const config = { answer_timeout: 30 * 86_400, on_timeout: 'deny' };

    const { status, handle } = await time.live(
      world,
      await request({ interval: 24 * 60, days: 30.5 }, config),
      async ({ environment, handle: trigger }) => {
        const look = () => trigger.query<TriggerStatus>('status');
        await eventually('it asks', async () => (await look()).requests.length > 0);
        await environment.sleep(15 * day);
        seen.push(await look());
        await fillRunByEvents(trigger);
        seen.push(await look());
        assert.equal(await refusalOf(update(trigger, 'run_now')), 'WrongState');
      },
    );

    const [before, after] = seen.map(({ requests, session, state, sessions }) => ({
      requests,
      session,
      state,
      sessions,
    }));
    assert.deepEqual(after, before);
    const waited = world.delivered.flatMap(({ body }) =>
      body.event === 'trigger.complete' ? body.data.usage.waited_ms : [],
    );
    assert.deepEqual(
      waited.map((milliseconds) => Math.round(milliseconds / day)),
      [30],
    );
    assert.deepEqual(
      world.delivered.filter(({ body }) => body.data.session_number === 1).map(({ body }) => body.event),
      [
        'trigger.session.started',
        'trigger.thoughts.and.memories',
        'trigger.external.resource.requested',
        'trigger.thoughts.and.memories',
        'trigger.complete',
      ],
    );
    assert.deepEqual([status.sessions.started, status.fires.ran, status.fires.skipped_overlap], [1, 1, 30]);
    const runs = await historiesOf(handle.client, handle.workflowId);
    const [first = 0, second = 0] = runs.map(({ history }) => history.events?.length ?? 0);
    assert.ok(runs.length === 2 && first < 5_000 && second < 100, `${first} and ${second} events`);
    await replay(runs.map(({ history }) => ({ workflowId: handle.workflowId, history })));
  });
});
