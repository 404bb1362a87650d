import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventNames } from '../../src/contract/events.ts';
import { startSite } from '../../src/dev/sample-blog.ts';
import { eventually } from '../support/eventually.ts';
import { createRig, finishing, recurring, scriptedPlanner, update } from '../support/rig.ts';
import { schemaProblem } from '../support/schema-problem.ts';
import { startScriptedReceiver } from '../support/scripted-receiver.ts';

test('every event, as it is really sent, fits its published schema', async (t) => {
  const site = await startSite('A blog', 'for a test', []);
  t.after(() => site.close());
  const rig = await createRig(t, {
    planner: scriptedPlanner(({ planner_state }) => {
      const step = (planner_state ?? 0) as number;
      const thought = { thoughts: 'On.', memories: [], planner_state: step + 1 };
      if (step === 0)
        return { ...thought, next: { type: 'act', actions: [{ tool: 'navigate', arguments: { url: site.url } }] } };
      if (step === 1)
        return { ...thought, next: { type: 'act', actions: [{ tool: 'click', arguments: { ref: 'e999' } }] } };
      const question = { message: 'Which word?', details: null, schema: { type: 'string' as const } };
      if (step === 2) return { ...thought, next: { type: 'ask', question } };
      const memories = [{ key: 'word', value: { told: true }, change: 'added' as const }];
      return { ...finishing('That is all.'), memories };
    }),
  });
  const trackingId = `trg_${rig.name}`;
  const receiver = await startScriptedReceiver(t);
  const asking = { web_hook_url: receiver.url, events: eventNames, max_sessions: 1 };
  const request = recurring({ every: 60, for: 600 }, asking, `Look at ${site.url}`);
  const handle = await rig.start(request, trackingId);
  await eventually('it asks', async () => (await rig.status(handle)).requests.length === 1);
  await update(handle, 'pause');
  await update(handle, 'resume');
  await update(handle, 'answer_resource_request', { value: 'this' });
  await handle.result();

  const bodies = receiver.arrivals.map(({ body }) => JSON.parse(body) as { event: string });

  assert.deepEqual(new Set(bodies.map(({ event }) => event)), new Set(eventNames));
  for (const body of bodies) assert.equal(schemaProblem(body), null, JSON.stringify(body));
});
