import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { reschedule } from '../../src/contract/reschedule.ts';
import { type CarriedState, newState, takeOver } from '../../src/workflows/carried-state.ts';
import { Trigger } from '../../src/workflows/trigger.ts';

type Earlier = Parameters<typeof takeOver>[0];

/** What a run of version 0.1.0 handed on, as its history has it. */
function recordedState(name: string): Earlier {
  const { events } = JSON.parse(readFileSync(new URL(`../replay/${name}`, import.meta.url), 'utf8'));
  const [, carried] = events[0].workflowExecutionStartedEventAttributes.input.payloads;
  return JSON.parse(Buffer.from(carried.data, 'base64').toString('utf8'));
}

/** As version 2 had it: a trigger with nothing special about it. */
function version2(changes: object): Earlier {
  const { session: _, agenda: __, paused: ___, changes: ____, forgiven_failures: _____, ledger, ...same } = newState(0);
  const { skipped_paused: ______, ...counts } = ledger.counts;
  return { ...same, version: 2, next_index: 0, ledger: { ...ledger, counts }, ...changes } as Earlier;
}

describe('a run of this version', () => {
  test('takes over what a run of version 1 carried', () => {
    const before = recordedState('v0.1.0-an-approval-stands-for-the-next-session-run-2.json');

    const state = takeOver(structuredClone(before));

    assert.equal(before.version, 1);
    const { rows } = state.ledger;
    assert.deepEqual(Object.keys(state).toSorted(), Object.keys(newState(0)).toSorted());
    assert.deepEqual(Object.keys(state.outbox).toSorted(), Object.keys(newState(0).outbox).toSorted());
    assert.deepEqual(state.agenda, { next_index: 1, waiting_due_ms: null, asked_at_ms: [] });
    assert.deepEqual([rows, state.ledger.counts.ran], [before.ledger.rows, 1]);
    assert.deepEqual([state.grants, state.recent_updates], [before.grants, before.recent_updates]);
  });

  test('takes over what a run of version 2 carried', () => {
    const state = takeOver(version2({ next_index: 7, consecutive_failures: 3 }));

    const expected: CarriedState = {
      ...newState(0),
      agenda: { next_index: 7, waiting_due_ms: null, asked_at_ms: [] },
      consecutive_failures: 3,
    };
    assert.deepEqual(state, expected);
  });

  test('takes over what runs of versions 3 and 4 carried', () => {
    const { session: _, ...state } = newState(0);

    for (const version of [3, 4] as const) assert.deepEqual(takeOver({ ...state, version }), newState(0));
  });

  test('takes over its own as it is', () => {
    const state = newState(0);

    assert.equal(takeOver(state), state);
  });

  test('does not touch what a later version carried: that waits for a worker which knows it', () => {
    const later = { ...newState(0), version: 99 } as unknown as CarriedState;

    assert.throws(() => takeOver(later), /does not know version 99/);
  });
});

describe('a session that goes on in the next run', () => {
  test('is told of with its own id, goal and choice of events, under the webhook id of the run that tells', () => {
    const now = Date.parse('2027-01-01T00:00:00Z');
    const rhythm = {
      interval: 60,
      start_now: true,
      end_at: '2028-01-01T00:00:00Z',
      web_hook_url: 'https://example.com/',
    };
    const request = { goal: 'Look', email: 'ann@example.com', withAutoTrigger: rhythm };
    const before = new Trigger({ tracking_id: 'trg_1', run_id: 'run-1' }, request, newState(now));
    const { running } = before.beginSession({ due_ms: null, at_ms: now });
    const change = { goal: 'Listen', notify: 'changes' as const };
    before.follow(reschedule(before, change, { acceptedAtMs: now, now }), { by: null, reason: null }, now);

    const carried = JSON.parse(JSON.stringify(before.carried)) as CarriedState;
    const trigger = new Trigger({ tracking_id: 'trg_1', run_id: 'run-2' }, before.request, takeOver(carried));
    trigger.emit('trigger.thoughts.and.memories', trigger.session, { thoughts: 'On.', memories: [] });

    const [told] = trigger.outbox.state.waiting;
    assert.deepEqual([told?.event.body.data.sessionId, told?.event.body.data.goal], [running.session_id, 'Look']);
    assert.match(running.session_id, /run-1/);
    assert.equal(told?.event.webhook_id, 'msg_run2_1');
    assert.deepEqual([trigger.plan.goal, trigger.agenda.busyWith], ['Listen', 1]);
  });
});
