import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { startLoggingSite } from '../browser/gated.ts';
import { eventually } from '../support/eventually.ts';
import { activitiesIn, historiesOf } from '../support/replay.ts';
import { createRig, finishing, recurring, scriptedPlanner } from '../support/rig.ts';

/** A page that no picture shows in few bytes. */
const noise = `<h1>A picture of noise</h1><svg width="1200" height="700"><filter id="noise"><feTurbulence baseFrequency="0.9" numOctaves="2"/></filter>
  <rect width="100%" height="100%" filter="url(#noise)"/></svg>`;

describe('a session', { concurrency: 2 }, () => {
  test('that looks at large pictures stays small in each run, and is one session with all that it knew', async (t) => {
    const pictures = 16;
    const pictureSizes: number[] = [];
    const site = await startLoggingSite(t, { '/': noise });
    const planner = scriptedPlanner(({ planner_state, exchanges, observations }: ThinkInput): Thought<PlannedCall> => {
      const step = Number(planner_state ?? 0);
      const call: PlannedCall =
        step === 0 ? { tool: 'navigate', arguments: { url: site.url } } : { tool: 'screenshot', arguments: {} };
      for (const o of observations) pictureSizes.push(JSON.stringify(o).length);
      const seen = observations.map((each) => each.kind === 'action' && each.outcome.status);
      if (step > pictures) return finishing(`${exchanges.length} thoughts, ${String(seen)}`);
      const next = { type: 'act' as const, actions: [call] };
      return { thoughts: 'On.', memories: [], planner_state: step + 1, said: `thought ${step}`, next };
    });
    const rig = await createRig(t, { planner });
    const handle = await rig.start({ goal: `${site.url} look` });

    const { last, sessions }: TriggerStatus = await handle.result();
    const runs = await historiesOf(rig.client.workflow, handle.workflowId);

    assert.equal(last?.answer, `${pictures + 1} thoughts, done`);
    assert.deepEqual([sessions.started, last?.usage.steps], [1, pictures + 1]);
    const opened = runs.flatMap(({ history }) => activitiesIn(history)).filter((type) => type === 'openBrowser');
    assert.equal(opened.length, 1);
    const bytes = runs.map(({ history }) => JSON.stringify(history).length);
    console.log(bytes, pictureSizes);
    assert.ok(runs.length > 1 && Math.max(...bytes) < 10_000_000, `${String(bytes)} bytes`);
  });

  test('whose planner remembers more than can be handed on fails with SESSION_TOO_LONG, and its trigger goes on', async (t) => {
    const planner = scriptedPlanner(({ session, planner_state }: ThinkInput): Thought<PlannedCall> => {
      if (session.number > 1) return finishing('A short one.');
      const told = typeof planner_state === 'string' ? planner_state : '';
      return { thoughts: 'More.', memories: [], planner_state: `${told}${'x'.repeat(700_000)}`, next: { type: 'think' } };
    });
    const rig = await createRig(t, { planner });
    const handle = await rig.start(recurring({ every: 3, for: 600 }, { max_sessions: 2 }));

    const { sessions, last, state }: TriggerStatus = await handle.result();

    assert.deepEqual([state, sessions.failed, last?.answer], ['completed', 1, 'A short one.']);
  });

  test('that waits for a person outlives 28 unasked signals of 1.9 MB, and takes the answer that came among them', async (t) => {
    const planner = scriptedPlanner(({ observations: [told] }: ThinkInput): Thought<PlannedCall> => {
      if (told?.kind === 'input') return finishing(`It is ${String(told.value)}.`);
      const question = { message: 'Which?', details: null, schema: {} };
      return { thoughts: 'I ask.', memories: [], planner_state: null, next: { type: 'ask', question } };
    });
    const rig = await createRig(t, { planner });
    const handle = await rig.start({ goal: 'Ask' });
    await eventually('it asks', async () => (await rig.status(handle)).requests[0]);

    const t0 = Date.now();
    for (let sent = 1; sent <= 28; sent += 1) {
      await handle.signal('unasked', 'x'.repeat(1_900_000));
    }
    console.log('28 in', Date.now() - t0);
    await handle.signal('user_input_response', { value: 'blue' });

    const { last, messages }: TriggerStatus = await handle.result();
    console.log(JSON.stringify(messages));
    assert.equal(last?.answer, 'It is blue.');
    for (const { history } of await historiesOf(rig.client.workflow, handle.workflowId)) console.log(JSON.stringify(history).length, history.events?.length);
  });
});
