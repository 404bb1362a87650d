import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import { createAccountActivities } from '../../src/activities/accounts.ts';
import type { Account, SessionReservations } from '../../src/contract/account.ts';
import { reserveSessionsUpdate, setAccountUpdate } from '../../src/contract/account-messages.ts';
import { accountType, accountWorkflowId } from '../../src/contract/temporal-names.ts';
import { startOfNextDay } from '../../src/contract/time-zone.ts';
import { historiesOf, replay } from '../support/replay.ts';
import { timeSkipping } from '../support/time-skipping.ts';

const time = timeSkipping();
const nobodyAsks = () => Promise.reject(new Error('no trigger asks here'));
const activities = createAccountActivities({ reserve: nobodyAsks, recordUsage: nobodyAsks });
const minuteMs = 60_000;

interface Ann {
  handle: WorkflowHandle;
  start(...ids: string[]): Promise<boolean[]>;
  set(settings: object): Promise<Account>;
  /** Sleeps until so many minutes before (or, negative, after) the next midnight in a zone. */
  sleepUntil(minutesBefore: number, zone: string): Promise<void>;
}

/** The account's workflow, with the server's clock and the runtime's zones. */
async function withAccount(use: (ann: Ann) => Promise<void>): Promise<void> {
  await time.work({ ...activities }, async (environment, taskQueue) => {
    const workflowId = accountWorkflowId(`ann-${taskQueue}@example.com`);
    await environment.client.workflow.start(accountType, { workflowId, taskQueue, args: ['ann'] });
    const handle = environment.client.workflow.getHandle(workflowId);
    await use({
      handle,
      async start(...session_ids) {
        const args: [object] = [{ session_ids }];
        return (await handle.executeUpdate<SessionReservations, [object]>(reserveSessionsUpdate.name, { args }))
          .granted;
      },
      set: (settings) => handle.executeUpdate<Account, [object]>(setAccountUpdate.name, { args: [settings] }),
      async sleepUntil(minutesBefore, zone) {
        const now = await environment.currentTimeMs();
        await environment.sleep((startOfNextDay(zone, now) ?? 0) - now - minutesBefore * minuteMs);
      },
    });
    const histories = await historiesOf(environment.client.workflow, workflowId);
    await handle.terminate();
    await replay(histories.map(({ history }) => ({ workflowId, history })));
  });
}

describe('an account, as days go by', () => {
  test("counts anew from each midnight of its zone on, and not from any other's", async () => {
    await withAccount(async ({ start, set, sleepUntil }) => {
      await set({ time_zone: 'Asia/Kolkata', max_session_per_day: 2 });
      await sleepUntil(-30, 'Asia/Kolkata');
      assert.deepEqual(await start('a', 'b', 'c'), [true, true, false]);
      await sleepUntil(-30, 'UTC');
      assert.deepEqual(await start('c'), [false], 'midnight of UTC is none here');
      await sleepUntil(1, 'Asia/Kolkata');
      assert.deepEqual(await start('a', 'c'), [true, false], 'a minute before');
      await sleepUntil(-1, 'Asia/Kolkata');
      assert.deepEqual(await start('c', 'd', 'e'), [true, true, false], 'a minute after');
      const shown = await set({ max_session_per_day: 3 });
      assert.deepEqual([shown.today_sessions, shown.sessions_left], [2, 1]);
    });
  });

  test('begins no second day where its zone is changed, and counts what was used until that day is over', async () => {
    await withAccount(async ({ start, set, sleepUntil }) => {
      await set({ max_session_per_day: 2 });
      await sleepUntil(-600, 'UTC');
      assert.deepEqual(await start('a', 'b'), [true, true]);
      await set({ time_zone: 'Asia/Kolkata' });
      await sleepUntil(-1, 'Asia/Kolkata');
      assert.deepEqual(await start('c'), [false], 'the day of UTC is not over');
      await sleepUntil(-1, 'UTC');
      assert.deepEqual(await start('c', 'd', 'e'), [true, true, false]);
      await sleepUntil(-1, 'UTC');
      assert.deepEqual(await start('e', 'f', 'g'), [true, true, false], 'and from then on days are of Kolkata');
    });
  });

  test('that sleeps for a year wakes up on a new day, with its settings', async () => {
    await withAccount(async ({ handle, start, set, sleepUntil }) => {
      await set({ time_zone: 'Europe/Berlin', max_session_per_day: 1, config: { max_steps: 7 } });
      await start('a');
      await sleepUntil(-365 * 1_440, 'Europe/Berlin');
      const { historyLength } = await handle.describe();
      assert.deepEqual(await start('a', 'b'), [true, false]);
      const account = await set({ max_session_per_day: 2 });
      assert.deepEqual([account.today_sessions, account.config], [1, { max_steps: 7 }]);
      assert.ok(historyLength < 30, 'an idle account does nothing');
    });
  });
});
