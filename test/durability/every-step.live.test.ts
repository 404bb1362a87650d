import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { type FormSite, startFormSite } from '../support/form-site.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { formFillingPlanner, mayBeSent } from '../support/scripted-session.ts';
import { killChromiumOf, spawnWorker } from '../support/worker-process.ts';

async function scene(t: TestContext): Promise<{ rig: Rig; site: FormSite; request: object }> {
  const rig = await createRig(t, { startsWorker: false, planner: formFillingPlanner });
  const site = await startFormSite();
  t.after(() => site.close());
  return { rig, site, request: { goal: `${site.url} has a form: send it`, config: mayBeSent } };
}

function assertSentOnce({ last }: TriggerStatus, site: FormSite): void {
  assert.match(last?.answer ?? '', /The form was received 1 time, and we thank you for it\./);
  assert.equal(site.sent(), 1);
}

/** Five thoughts with four actions between them, and the browser opened before and closed after. */
const steps = [
  'the first thought',
  'the browser is open',
  'the form is open',
  'the second thought',
  'the form was looked at',
  'the third thought',
  'the form was sent',
  'the fourth thought',
  'the answer of the site was read',
  'the last thought',
  'the browser is closed',
];

describe('a worker that is killed with SIGKILL, before anybody hears that', { concurrency: 4 }, () => {
  for (const [index, step] of steps.entries())
    test(`${step}: the session ends as without the kill, and the form reached the site once`, async (t) => {
      const { rig, site, request } = await scene(t);
      const mortal = await spawnWorker(t, rig.taskQueue, 'form', { diesAtStep: index + 1 });
      const handle = await rig.start(request);
      await once(mortal, 'exit');
      assert.equal(mortal.signalCode, 'SIGKILL');
      await spawnWorker(t, rig.taskQueue, 'form');

      assertSentOnce(await handle.result(), site);
    });
});

describe('a Chromium that is killed with SIGKILL', { concurrency: 3 }, () => {
  for (const action of [1, 2, 3, 4])
    test(`before action ${action} is replaced: the session ends as without the kill, and the form reached the site once`, async (t) => {
      const { rig, site, request } = await scene(t);
      const worker = await spawnWorker(t, rig.taskQueue, 'form', { chromiumDiesAtAction: action });
      const handle = await rig.start(request);

      assertSentOnce(await handle.result(), site);
      assert.equal(worker.exitCode, null);
    });

  for (const [moment, path] of [
    ['opens the form', '/form'],
    ['sends the form', '/result'],
  ] as const)
    test(`while it ${moment} is replaced, and the form reached the site once`, async (t) => {
      const { rig, site, request } = await scene(t);
      const reached = site.reached(path);
      const worker = await spawnWorker(t, rig.taskQueue, 'form');
      const handle = await rig.start(request);
      await reached;
      await killChromiumOf(worker.pid ?? 0);

      assertSentOnce(await handle.result(), site);
    });
});
