import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { type FormSite, startFormSite } from '../support/form-site.ts';
import { createRig } from '../support/rig.ts';
import { formFillingPlanner, mayBeSent } from '../support/scripted-session.ts';
import { killChromiumOf, spawnWorker } from '../support/worker-process.ts';

const requestFor = (site: FormSite) => ({ goal: `${site.url} has a form: send it`, config: mayBeSent });

async function siteFor(t: TestContext): Promise<FormSite> {
  const site = await startFormSite();
  t.after(() => site.close());
  return site;
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

test('a worker that is killed with SIGKILL, before anybody hears that', async (t) => {
  const rig = await createRig(t, { worker: 'none', planner: formFillingPlanner });
  const scenes = await Promise.all(
    steps.map(async (step, index) => {
      const site = await siteFor(t);
      return { step, site, id: `trg_${rig.name}_step_${index + 1}` };
    }),
  );
  const diesAtStepOf = Object.fromEntries(scenes.map(({ id }, index) => [id, index + 1]));
  const mortal = await spawnWorker(t, rig.taskQueue, 'form', { diesAtStepOf });
  const killed = once(mortal, 'exit');
  const sessions = scenes.map(async ({ site, id, ...scene }) => {
    const handle = await rig.start(requestFor(site), id);
    await killed;
    return { ...scene, site, status: (await handle.result()) as TriggerStatus };
  });
  await killed;
  assert.equal(mortal.signalCode, 'SIGKILL');
  await rig.startWorker({ maxSessions: steps.length });

  for (const session of sessions) {
    const { step, status, site } = await session;
    await t.test(`${step}: the session ends as without the kill, and the form reached the site once`, () =>
      assertSentOnce(status, site),
    );
  }
});

test('a Chromium that is killed with SIGKILL', async (t) => {
  const rig = await createRig(t, { worker: 'none' });
  const actions = [1, 2, 3, 4];
  const idOf = (action: number) => `trg_${rig.name}_action_${action}`;
  const chromiumDiesAtActionOf = Object.fromEntries(actions.map((action) => [idOf(action), action]));
  const worker = await spawnWorker(t, rig.taskQueue, 'form', { chromiumDiesAtActionOf });

  for (const action of actions)
    await t.test(
      `before action ${action} is replaced: the session ends as without the kill, and the form reached the site once`,
      async (t) => {
        const site = await siteFor(t);
        const handle = await rig.start(requestFor(site), idOf(action));

        assertSentOnce(await handle.result(), site);
        assert.equal(worker.exitCode, null);
      },
    );

  for (const [moment, path] of [
    ['opens the form', '/form'],
    ['sends the form', '/result'],
  ] as const)
    await t.test(`while it ${moment} is replaced, and the form reached the site once`, async (t) => {
      const site = await siteFor(t);
      const reached = site.reached(path);
      const handle = await rig.start(requestFor(site));
      await reached;
      await killChromiumOf(worker.pid ?? 0);

      assertSentOnce(await handle.result(), site);
    });
});
