import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlannedCall } from '../../src/contract/tools.ts';
import type { ThinkInput, Thought } from '../../src/contract/session.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { startLoggingSite } from '../browser/gated.ts';
import { activitiesIn, historiesOf } from '../support/replay.ts';
import { eventually } from '../support/eventually.ts';
import { fillRun } from '../support/fill-run.ts';
import { hour, sessionsOf } from '../support/lives.ts';
import { createRig, finishing, recurring, scriptedPlanner, update } from '../support/rig.ts';

/** A page that no picture shows in few bytes. */
const noise = `<h1>A picture of noise</h1><svg width="1200" height="700"><filter id="noise"><feTurbulence baseFrequency="0.9" numOctaves="2"/></filter>
  <rect width="100%" height="100%" filter="url(#noise)"/></svg>`;

describe('a session', { concurrency: 2 }, () => {
  test('that looks at large pictures stays small in each run, and is one session with all that it knew', async (t) => {
    const pictures = 11;
    const site = await startLoggingSite(t, { '/': noise });
    const planner = scriptedPlanner(({ planner_state, exchanges, observations }: ThinkInput): Thought<PlannedCall> => {
      const step = Number(planner_state ?? 0);
      const call: PlannedCall =
        step === 0 ? { tool: 'navigate', arguments: { url: site.url } } : { tool: 'screenshot', arguments: {} };
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
    assert.ok(runs.length > 1 && Math.max(...bytes) < 10_000_000, `${String(bytes)} bytes`);
  });

  test('whose planner has said more than can be handed on fails with SESSION_TOO_LONG, and its trigger goes on', async (t) => {
    const said = 'x'.repeat(400_000);
    const planner = scriptedPlanner(({ session }: ThinkInput): Thought<PlannedCall> => {
      if (session.number > 1) return finishing('A short one.');
      return { thoughts: 'On.', memories: [], planner_state: null, said, next: { type: 'think' } };
    });
    const rig = await createRig(t, { planner });
    const handle = await rig.start(recurring(hour));
    const { last: first } = await sessionsOf(1, rig, handle);
    await update(handle, 'run_now');
    const { last: second, sessions } = await sessionsOf(2, rig, handle);

    assert.deepEqual([first?.outcome, first?.error?.code], ['failed', 'SESSION_TOO_LONG']);
    assert.match(first?.answer ?? '', /what the session hands to its next run has become too large: \d+ bytes/);
    assert.deepEqual([second?.answer, sessions.failed], ['A short one.', 1]);
  });

  test('that went on in a fresh run while a person was waited for is stopped at once like any other', async (t) => {
    const question = { message: 'Which?', details: null, schema: {} };
    const planner = scriptedPlanner((): Thought<PlannedCall> => {
      return { thoughts: 'I ask.', memories: [], planner_state: null, next: { type: 'ask', question } };
    });
    const rig = await createRig(t, { planner });
    const handle = await rig.start({ goal: 'Ask' });
    await eventually('it asks', async () => (await rig.status(handle)).requests[0]);
    await fillRun(handle);
    await update(handle, 'stop', { now: true });

    const { state, last, closed_requests }: TriggerStatus = await handle.result();
    assert.deepEqual([state, last?.outcome, closed_requests[0]?.how], ['stopped', 'stopped', 'withdrawn']);
  });
});
