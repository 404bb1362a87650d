import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { EventDelivery } from '../../src/contract/activities.ts';
import { jsonBytes } from '../../src/contract/json.ts';
import type { WebhookEvent } from '../../src/contract/events.ts';
import { limits } from '../../src/contract/limits.ts';
import { emptyOutbox, Outbox } from '../../src/workflows/outbox.ts';

const hour = 3_600_000;

function outboxWith(count: number, at = 0): Outbox {
  const outbox = new Outbox(emptyOutbox(), 'run');
  for (let number = 0; number < count; number++) outbox.put(at, thought);
  return outbox;
}

function thought(sequence: number, thoughts = 'hm'): WebhookEvent {
  const common = { sessionId: 'ses_1', tracking_id: 'trg_1', session_number: 1, occurred_at: '2027-01-01T00:00:00Z' };
  return { event: 'trigger.thoughts.and.memories', data: { ...common, sequence, thoughts, memories: [] } };
}

function end(sequence: number): WebhookEvent {
  const { data } = thought(sequence);
  const rest = { code: 'PAGE_EMPTY', message: '', fatal: true, status: 'failed' as const, action_id: null };
  return { event: 'trigger.error', data: { ...data, ...rest, next_session_at: null } };
}

const came = (sequence: number, outcome: EventDelivery['outcome']): EventDelivery => ({
  sequence,
  outcome,
  attempt: { at: '', status: 500, error: outcome === 'delivered' ? null : 'HTTP 500', ms: 1 },
});

const sequences = (outbox: Outbox) => outbox.nextRound().map(({ sequence }) => sequence);

describe('the outbox', () => {
  test('numbers events from 1 and gives each an id of its own, without a dot', () => {
    const round = outboxWith(3).nextRound();

    assert.deepEqual(
      round.map(({ webhook_id }) => webhook_id),
      ['msg_run_1', 'msg_run_2', 'msg_run_3'],
    );
  });

  test('after a failure the round is the failed event alone, and not before its pause is over', () => {
    const outbox = outboxWith(3);

    outbox.settle([came(1, 'delivered'), came(2, 'retry')], 1_000);

    assert.deepEqual(sequences(outbox), [2]);
    assert.equal(outbox.isDue(5_999), false);
    assert.equal(outbox.isDue(6_000), true);
  });

  test('pauses grow from 5 seconds to a day', () => {
    const outbox = outboxWith(1);
    const pauses: number[] = [];

    for (let tries = 0; tries < 12; tries++) {
      outbox.settle([came(1, 'retry')], 0);
      pauses.push((outbox.state.paused_until_ms ?? 0) / 1_000);
    }

    assert.deepEqual(pauses, [5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400]);
  });

  test('a receiver that asks for a longer pause gets it', () => {
    const outbox = outboxWith(1);

    outbox.settle([{ ...came(1, 'retry'), retry_after_ms: 60_000 }], 0);

    assert.equal(outbox.state.paused_until_ms, 60_000);
  });

  test('once the receiver is back, the rest goes in one round', () => {
    const outbox = outboxWith(3);
    outbox.settle([came(1, 'retry')], 0);

    outbox.settle([came(1, 'delivered')], 5_000);

    assert.deepEqual(sequences(outbox), [2, 3]);
    assert.equal(outbox.isDue(5_000), true);
  });

  test('what the guard refuses is given up at once and listed', () => {
    const outbox = outboxWith(2);

    outbox.settle([came(1, 'refused')], 0);

    assert.deepEqual(sequences(outbox), [2]);
    assert.equal(outbox.openEvents()[0]?.state, 'given_up');
  });

  test('an event is given up 76 hours after it was first due', () => {
    const outbox = outboxWith(1);
    outbox.put(hour, thought);

    outbox.expire(76 * hour);

    assert.deepEqual(sequences(outbox), [2]);
    assert.equal(outbox.counts().given_up, 1);
  });

  test('past its bound the oldest events that do not end a session go first', () => {
    const outbox = new Outbox(emptyOutbox(), 'run');
    outbox.put(0, end);

    for (let number = 0; number < 60; number++) outbox.put(0, (sequence) => thought(sequence, 'x'.repeat(15_000)));

    assert.ok(jsonBytes(outbox.state.waiting) <= limits.outboxMaxBytes);
    assert.equal(outbox.state.waiting[0]?.event.sequence, 1);
    assert.equal(outbox.openEvents()[0]?.sequence, 2);
    assert.match(outbox.openEvents()[0]?.reason ?? '', /too many/);
  });

  test('whatever a receiver does, events leave in order, none is lost and none leaves twice', () => {
    const answers = fc.array(fc.constantFrom('delivered' as const, 'retry' as const, 'refused' as const), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), answers, (count, script) => {
        const outbox = outboxWith(count);
        const left: number[] = [];
        for (const outcome of [...script, ...Array<'delivered'>(count).fill('delivered')]) {
          const [first] = outbox.nextRound();
          if (first === undefined) break;
          outbox.settle([came(first.sequence, outcome)], 0);
          if (outcome !== 'retry') left.push(first.sequence);
        }

        assert.deepEqual(
          left,
          Array.from({ length: count }, (_, index) => index + 1),
        );
      }),
    );
  });
});
