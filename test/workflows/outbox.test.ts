import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { EventDelivery, FoundEvent } from '../../src/contract/activities.ts';
import { jsonBytes } from '../../src/contract/json.ts';
import type { EventChoice } from '../../src/contract/event-choice.ts';
import type { WebhookEvent } from '../../src/contract/events.ts';
import { limits } from '../../src/contract/limits.ts';
import { emptyOutbox } from '../../src/workflows/outbox-state.ts';
import { Outbox } from '../../src/workflows/outbox.ts';

const hour = 3_600_000;

const everything: EventChoice = { events: null, notify: 'every_session' };

function newOutbox(settings: { choice?: EventChoice; unsent?: string; random?: number } = {}): Outbox {
  const { choice = everything, unsent = null, random = 0 } = settings;
  return new Outbox(emptyOutbox(), { idPrefix: 'run', choice, unsent, random: () => random });
}

function outboxWith(count: number, at = 0): Outbox {
  const outbox = newOutbox();
  for (let number = 0; number < count; number++) outbox.put(at, thought);
  return outbox;
}

function thought(sequence: number, thoughts = 'hm'): WebhookEvent {
  const about = { goal: 'Read the blog', email: 'ann@example.com', label: null };
  const at = { occurred_at: '2027-01-01T00:00:00Z' };
  const common = { sessionId: 'ses_1', tracking_id: 'trg_1', session_number: 1, ...at, ...about };
  return { event: 'trigger.thoughts.and.memories', data: { ...common, sequence, thoughts, memories: [] } };
}

function end(sequence: number): WebhookEvent {
  const { data } = thought(sequence);
  const rest = { code: 'PAGE_EMPTY', message: '', fatal: true, status: 'failed' as const, action_id: null };
  return { event: 'trigger.error', data: { ...data, ...rest, next_session_at: null } };
}

const came = (sequence: number, outcome: EventDelivery['outcome'], status: number | null = 500): EventDelivery => ({
  sequence,
  outcome,
  attempt: { at: '', status, error: outcome === 'delivered' ? null : `HTTP ${status}`, ms: 1 },
});

const again = (sequence: number, state: FoundEvent['state']): FoundEvent => ({
  webhook_id: `msg_run_${sequence}`,
  sequence,
  body: thought(sequence),
  state,
  attempts: 1,
});

const numbersFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

const sequences = (outbox: Outbox) => outbox.nextRound().map(({ sequence }) => sequence);

describe('the outbox', () => {
  test('numbers events from 1 and gives each an id of its own, without a dot', () => {
    const round = outboxWith(3).nextRound();

    assert.deepEqual(
      round.map(({ webhook_id }) => webhook_id),
      ['msg_run_1', 'msg_run_2', 'msg_run_3'],
    );
  });

  test('a round has at most 50 events, and what a round that ended early left goes in the next one', () => {
    const outbox = outboxWith(60);
    assert.deepEqual(sequences(outbox), numbersFrom(1, 50));

    outbox.settle([came(1, 'delivered'), came(2, 'delivered')], 0);

    assert.equal(outbox.isDue(0), true);
    assert.deepEqual(sequences(outbox), numbersFrom(3, 50));
  });

  test('a round has no more bytes than a payload should have, and one event at least', () => {
    const outbox = newOutbox();
    for (let number = 0; number < 25; number++) outbox.put(0, (sequence) => thought(sequence, 'x'.repeat(20_000)));
    const [first] = outbox.state.waiting;
    assert.ok(first !== undefined);

    const round = outbox.nextRound();
    assert.ok(round.length > 1 && jsonBytes(round) <= limits.deliveryBatchMaxBytes + round.length + 1);
    assert.ok(jsonBytes(round) > limits.deliveryBatchMaxBytes - limits.eventMaxBytes);

    first.bytes = limits.deliveryBatchMaxBytes + 1;
    assert.deepEqual(sequences(outbox), [1]);
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

  test('pauses are spread by a tenth, so that receivers are not met by all triggers at once', () => {
    const outbox = newOutbox({ random: 0.5 });
    outbox.put(0, thought);

    outbox.settle([came(1, 'retry')], 0);

    assert.equal(outbox.state.paused_until_ms, 5_250);
  });

  test('an operator may set other pauses', () => {
    const outbox = outboxWith(1);
    outbox.usePauses([2_000, 7_000]);
    const pauses: number[] = [];

    for (let tries = 0; tries < 3; tries++) {
      outbox.settle([came(1, 'retry')], 0);
      pauses.push(outbox.state.paused_until_ms ?? 0);
    }

    assert.deepEqual(pauses, [2_000, 7_000, 7_000]);
  });

  test('the pauses are the receiver’s: the next event does not begin them again', () => {
    const outbox = outboxWith(1);
    for (let tries = 0; tries < 6; tries++) outbox.settle([came(1, 'retry')], 0);
    outbox.put(hour, thought);
    outbox.expire(76 * hour);

    outbox.settle([came(2, 'retry')], 76 * hour);

    assert.equal(outbox.state.paused_until_ms, (76 + 5) * hour);
  });

  for (const status of [400, 413, 422])
    test(`the sixth refusal with the same ${status} is the last: the event is given up, and the next one goes`, () => {
      const outbox = outboxWith(2);

      for (let tries = 0; tries < 6; tries++) {
        assert.deepEqual(sequences(outbox).slice(0, 1), [1]);
        outbox.settle([came(1, 'retry', status)], 0);
      }

      assert.deepEqual(sequences(outbox), [2]);
      assert.equal(outbox.isDue(0), true);
      assert.match(outbox.openEvents()[0]?.reason ?? '', new RegExp(`refused 6 times: HTTP ${status}`));
    });

  for (const status of [401, 403, 404, 408, 425, 429, 500, 302, null])
    test(`${status ?? 'no answer'}, however often, is no verdict on the event`, () => {
      const outbox = outboxWith(2);

      for (let tries = 0; tries < 20; tries++) outbox.settle([came(1, 'retry', status)], 0);

      assert.deepEqual(sequences(outbox), [1]);
    });

  test('refusals of different kinds do not add up', () => {
    const outbox = outboxWith(1);

    for (let tries = 0; tries < 20; tries++) outbox.settle([came(1, 'retry', tries % 2 === 0 ? 400 : 500)], 0);

    assert.deepEqual(sequences(outbox), [1]);
  });

  test('410 ends deliveries: what waits and what comes is given up with the reason, until somebody sends it again', () => {
    const outbox = outboxWith(2);

    outbox.settle([came(1, 'gone', 410)], 1_000);
    outbox.put(2_000, thought);

    assert.equal(outbox.isEmpty, true);
    assert.equal(outbox.counts().ended?.at, '1970-01-01T00:00:01.000Z');
    assert.deepEqual(
      outbox.openEvents().map(({ sequence, state }) => [sequence, state]),
      [
        [1, 'given_up'],
        [2, 'given_up'],
        [3, 'given_up'],
      ],
    );

    outbox.putAgain([again(2, 'given_up')], 3_000);

    assert.deepEqual(sequences(outbox), [2]);
    assert.equal(outbox.counts().ended, null);
  });

  test('what is sent again goes in its place, under its id, and not twice', () => {
    const outbox = outboxWith(4);
    outbox.settle([came(1, 'delivered'), came(2, 'delivered'), came(3, 'retry')], 0);

    outbox.putAgain([again(1, 'delivered'), again(3, 'waiting')], 0);

    assert.equal(outbox.isDue(0), true);
    assert.deepEqual(sequences(outbox), [1, 3, 4]);
    assert.equal(outbox.counts().delivered, 1);
  });

  test('events that the choice leaves out are listed without a number, and leave no gap', () => {
    const outbox = newOutbox({ choice: { events: ['trigger.error'], notify: 'every_session' } });

    outbox.put(0, thought);
    outbox.put(0, end);
    outbox.put(0, thought);

    assert.deepEqual(sequences(outbox), [1]);
    const unsent = outbox.openEvents().filter(({ state }) => state === 'not_sent');
    assert.deepEqual(
      unsent.map(({ sequence, webhook_id }) => [sequence, webhook_id]),
      [
        [null, 'msg_run_unsent_1'],
        [null, 'msg_run_unsent_2'],
      ],
    );
    assert.match(unsent[0]?.reason ?? '', /left out by events/);
  });

  test('without a receiver events are numbered all the same, and written down in batches of one kind', () => {
    const outbox = newOutbox({ unsent: 'there is no webhook' });
    for (let number = 0; number < 60; number++) outbox.put(0, thought);

    const batches = [outbox.takeToRecord(), outbox.takeToRecord(), outbox.takeToRecord()];

    assert.deepEqual(
      batches.map((batch) => batch?.events.length),
      [50, 10, undefined],
    );
    assert.equal(batches[0]?.events[0]?.sequence, 1);
    assert.equal(batches[0]?.state, 'not_sent');
  });

  test('has something to do at the next try, or where an event is too old by then, at that time', () => {
    const outbox = outboxWith(1);
    assert.equal(outbox.nextDueMs(), 0);
    outbox.settle([came(1, 'retry')], 0);
    assert.equal(outbox.nextDueMs(), 5_000);
    outbox.settle([{ ...came(1, 'retry'), retry_after_ms: 24 * hour }], 75 * hour);
    assert.equal(outbox.nextDueMs(), 76 * hour);
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
    const outbox = newOutbox();
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
