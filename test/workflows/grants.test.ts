import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AdminPermissionResponse } from '../../src/contract/resource-request.ts';
import { limits } from '../../src/contract/limits.ts';
import { newState } from '../../src/workflows/carried-state.ts';
import type { Grants } from '../../src/workflows/grants.ts';
import { Trigger } from '../../src/workflows/trigger.ts';

const now = Date.parse('2027-01-01T00:00:00Z');

function trigger(): Trigger {
  const request = { goal: 'Look', email: 'ann@example.com' };
  return new Trigger({ tracking_id: 'trg_1', run_id: 'run' }, request, newState(now));
}

function give(grants: Grants, fingerprint: string, remember: AdminPermissionResponse['remember'] & {} = {}): void {
  const approval = {
    action: {
      tool: 'click' as const,
      arguments: { ref: 'e1' },
      effect: 'act' as const,
      origin: null,
      site: null,
      fingerprint: '',
      summary: 'Click button',
      ask_first: null,
    },
    seen: { fingerprint, origin: 'https://example.com', element: 'button "Send"' },
    remember,
    grantedBy: 'ann',
  };
  grants.give(approval, '2027-01-01T00:00:00.000Z');
}

describe('a standing grant', () => {
  test('stands for what was seen, and for nothing else', () => {
    const { carried, grants } = trigger();
    give(grants, 'one');

    assert.equal(grants.standing({ fingerprint: 'one' }, now)?.grant_id, 'grant_1');
    assert.equal(grants.standing({ fingerprint: 'other' }, now), undefined);
    assert.equal(carried.grants[0]?.summary, 'Click button: button "Send"');
  });

  test('has as many uses as were given', () => {
    const { carried, grants } = trigger();
    give(grants, 'one', { uses: 2 });
    for (let use = 0; use < 2; use += 1) grants.spend(grants.standing({ fingerprint: 'one' }, now) ?? assert.fail());

    assert.equal(grants.standing({ fingerprint: 'one' }, now), undefined);
    assert.equal(carried.grants[0]?.used, 2);
  });

  test('ends when it was said to', () => {
    const { grants } = trigger();
    give(grants, 'one', { until: '2027-01-02T00:00:00+00:00' });

    assert.notEqual(grants.standing({ fingerprint: 'one' }, now), undefined);
    assert.equal(grants.standing({ fingerprint: 'one' }, now + 86_400_000), undefined);
  });

  test('given again takes the place of the old one', () => {
    const { carried, grants } = trigger();
    give(grants, 'one', { uses: 1 });
    give(grants, 'one');

    assert.deepEqual(
      carried.grants.map(({ grant_id, uses_left }) => [grant_id, uses_left]),
      [['grant_2', null]],
    );
  });

  test('beyond the bound, the oldest goes, and that is said', () => {
    const { carried, grants } = trigger();
    for (let number = 0; number <= limits.grantsMax; number += 1) give(grants, `fingerprint ${number}`);

    assert.equal(carried.grants.length, limits.grantsMax);
    assert.deepEqual(carried.limits_reached, ['grants: grant_1 was let go of']);
  });

  test('let go of often is one line with a count, and pushes nothing else out of what is said of limits', () => {
    const { carried, grants, memory } = trigger();
    const value = 'x'.repeat(30_000);
    for (let number = 0; number <= limits.grantsMax; number += 1) give(grants, `fingerprint ${number}`);
    for (let number = 0; number < 60; number += 1)
      memory.change([{ key: `key ${number}`, value, change: 'added' }], '2027-01-01T00:00:00.000Z');

    assert.deepEqual(carried.limits_reached, [
      'grants: grant_1 was let go of',
      'memory: key 57 was let go of (58 times, this the last)',
    ]);
  });

  test('that is not there is named in the refusal, with those that are', () => {
    const { grants } = trigger();

    assert.throws(() => grants.find('grant_9'), { code: 'UnknownRequest', message: /grant_9.*there are: none/ });
  });
});
