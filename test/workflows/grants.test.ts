import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AdminPermissionResponse, Grant } from '../../src/contract/resource-request.ts';
import { limits } from '../../src/contract/limits.ts';
import { addGrant, findGrant, spendGrant, standingGrant } from '../../src/workflows/grants.ts';
import { newState } from '../../src/workflows/carried-state.ts';
import { Trigger } from '../../src/workflows/trigger.ts';

const now = Date.parse('2027-01-01T00:00:00Z');

function trigger(): Trigger {
  const request = { goal: 'Look', email: 'ann@example.com' };
  return new Trigger({ tracking_id: 'trg_1', first_run_id: 'run' }, request, newState(now));
}

function grant(to: Trigger, fingerprint: string, remember: AdminPermissionResponse['remember'] & {} = {}): void {
  addGrant(to, {
    action: {
      tool: 'click',
      arguments: { ref: 'e1' },
      effect: 'act',
      origin: null,
      site: null,
      fingerprint: '',
      summary: 'Click button',
      ask_first: null,
    },
    seen: { fingerprint, origin: 'https://example.com', element: 'button "Send"' },
    remember,
    grantedBy: 'ann',
  });
}

describe('a standing grant', () => {
  test('stands for what was seen, and for nothing else', () => {
    const holder = trigger();
    grant(holder, 'one');

    assert.equal(standingGrant(holder.carried.grants, 'one', now)?.grant_id, 'grant_1');
    assert.equal(standingGrant(holder.carried.grants, 'other', now), undefined);
    assert.equal(holder.carried.grants[0]?.summary, 'Click button: button "Send"');
  });

  test('has as many uses as were given', () => {
    const holder = trigger();
    grant(holder, 'one', { uses: 2 });
    for (let use = 0; use < 2; use += 1) spendGrant(standingGrant(holder.carried.grants, 'one', now) ?? assert.fail());

    assert.equal(standingGrant(holder.carried.grants, 'one', now), undefined);
    assert.equal(holder.carried.grants[0]?.used, 2);
  });

  test('ends when it was said to', () => {
    const holder = trigger();
    grant(holder, 'one', { until: '2027-01-02T00:00:00+00:00' });

    assert.notEqual(standingGrant(holder.carried.grants, 'one', now), undefined);
    assert.equal(standingGrant(holder.carried.grants, 'one', now + 86_400_000), undefined);
  });

  test('given again takes the place of the old one', () => {
    const holder = trigger();
    grant(holder, 'one', { uses: 1 });
    grant(holder, 'one');

    assert.deepEqual(
      holder.carried.grants.map(({ grant_id, uses_left }) => [grant_id, uses_left]),
      [['grant_2', null]],
    );
  });

  test('beyond the bound, the oldest goes, and that is said', () => {
    const holder = trigger();
    for (let number = 0; number <= limits.grantsMax; number += 1) grant(holder, `fingerprint ${number}`);

    assert.equal(holder.carried.grants.length, limits.grantsMax);
    assert.deepEqual(holder.carried.limits_reached, ['grants: grant_1 was let go of']);
  });

  test('that is not there is named in the refusal, with those that are', () => {
    const grants: Grant[] = [];

    assert.throws(() => findGrant(grants, 'grant_9'), { code: 'UnknownRequest', message: /grant_9.*there are: none/ });
  });
});
