import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAccountActivities } from '../../src/activities/accounts.ts';
import { createAssisfy } from '../../src/client/assisfy.ts';
import { accountMemoKey, accountWorkflowId, type AccountFigures } from '../../src/contract/messages.ts';
import type { TriggerStatus } from '../../src/contract/status.ts';
import { historiesOf } from '../support/replay.ts';
import { createRig, finishing, scriptedPlanner } from '../support/rig.ts';

const contented = scriptedPlanner(() => finishing('All is well.'));

describe("an account's sessions", () => {
  test('of 40 triggers due at one instant are all counted, and `create` says so', async (t) => {
    const rig = await createRig(t, { planner: contented });
    const assisfy = createAssisfy({ taskQueue: rig.taskQueue, email: rig.email });
    t.after(() => assisfy.close());
    const goal = 'Let me know the latest post';

    const handles = await Promise.all(Array.from({ length: 40 }, () => rig.start({ goal })));
    const statuses = await Promise.all(handles.map((handle): Promise<TriggerStatus> => handle.result()));
    const created = await assisfy.session().create({ goal });

    assert.ok(statuses.every(({ sessions }) => sessions.answered === 1));
    assert.equal(created.today_sessions, 40);
    assert.equal(created.sessions_left, created.max_session_per_day - 40);
    await created.result();
  });

  test('are counted once each, never over the limit, and over a continue-as-new of the count', async (t) => {
    const rig = await createRig(t);
    const { reserveSession } = createAccountActivities({ client: rig.client, taskQueue: rig.taskQueue });
    const reserve = (number: number) => reserveSession({ email: rig.email, session_id: `ses_${number}` });
    const granted: boolean[] = [];

    // one at a time, so that each is an update of its own: the count continues as new after 500
    for (let number = 0; number < 520; number++) granted.push((await reserve(number)).granted);
    const again = await reserve(7);
    const rest = await Promise.all(Array.from({ length: 1_000 }, (_, index) => reserve(520 + index)));

    const handle = rig.client.workflow.getHandle(accountWorkflowId(rig.email));
    const { memo } = await handle.describe();
    const figures = memo?.[accountMemoKey] as AccountFigures;
    assert.ok(granted.every(Boolean) && again.granted);
    assert.equal(again.sessions_left, 1_440 - 520);
    assert.equal(rest.filter((reservation) => reservation.granted).length, 1_440 - 520);
    assert.equal(figures.today_sessions, 1_440);
    assert.equal(figures.sessions_left, 0);
    assert.equal((await historiesOf(rig.client.workflow, handle.workflowId)).length, 2);
    await handle.terminate('the test is over');
  });
});
