import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createReservations } from '../../src/activities/reservations.ts';
import type { SessionReservations } from '../../src/contract/account.ts';

const figures: SessionReservations['figures'] = {
  sessions_left: 1,
  max_session_per_day: 3,
  resets_at: '2030-01-01T00:00:00.000Z',
} as SessionReservations['figures'];

/** An account that answers when it is told to. */
function slowAccount() {
  const asked: { ids: string[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const reserve = createReservations((_email, ids) => {
    const { promise, resolve, reject } = Promise.withResolvers<SessionReservations>();
    const answer = () => resolve({ granted: ids.map(() => true), figures });
    asked.push({ ids, answer, fail: reject });
    return promise;
  });
  const settled: string[] = [];
  const begin = (id: string) =>
    reserve('ann@example.com', id).then(
      () => settled.push(id),
      (error: Error) => settled.push(`${id}: ${error.message}`),
    );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { asked, settled, begin, turn };
}

describe('reservations of one account', () => {
  test('go together where others wait already', async () => {
    const { asked, begin, turn } = slowAccount();

    for (const id of ['one', 'two', 'three']) void begin(id);
    asked[0]?.answer();
    await turn();

    assert.deepEqual(
      asked.map(({ ids }) => ids),
      [['one'], ['two', 'three']],
    );
  });

  test('are told when those who came meanwhile are counted too', async () => {
    const { asked, settled, begin, turn } = slowAccount();
    void begin('one');
    void begin('two');

    asked[0]?.answer();
    await turn();
    assert.deepEqual(settled, []);
    asked[1]?.answer();
    await turn();

    assert.deepEqual(settled, ['one', 'two']);
  });

  test('are not held up for ever by those who keep coming', async () => {
    const { asked, settled, begin, turn } = slowAccount();
    void begin('one');

    for (const [position, next] of ['two', 'three', 'four', 'five', 'six'].entries()) {
      void begin(next);
      asked[position]?.answer();
      await turn();
    }

    assert.deepEqual(settled, ['one', 'two', 'three', 'four', 'five']);
  });

  test('that fail are those of their own update alone', async () => {
    const { asked, settled, begin, turn } = slowAccount();
    void begin('one');
    void begin('two');

    asked[0]?.fail(new Error('busy'));
    await turn();
    asked[1]?.answer();
    await turn();

    assert.deepEqual(settled, ['one: no reservation for ann@example.com: busy', 'two']);
  });
});
