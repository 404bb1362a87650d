import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createWebhookActivities } from '../../src/activities/webhooks.ts';
import type { EventDelivery } from '../../src/contract/activities.ts';
import type { OutgoingEvent } from '../../src/contract/events.ts';
import { limits } from '../../src/contract/limits.ts';
import type { Sender } from '../../src/webhooks/sender.ts';

function event(sequence: number): OutgoingEvent {
  const about = { goal: 'Read the blog', email: 'ann@example.com', label: null };
  const at = { occurred_at: '2027-01-01T00:00:00Z' };
  const common = { sessionId: null, tracking_id: 'trg_1', session_number: null, ...at, ...about };
  const data = { ...common, sequence, thoughts: '', memories: [] };
  return { webhook_id: `msg_${sequence}`, sequence, body: { event: 'trigger.thoughts.and.memories', data } };
}

function senderThat(decide: (sequence: number) => EventDelivery['outcome']): { sender: Sender; sent: number[] } {
  const sent: number[] = [];
  const attempt = { at: '2027-01-01T00:00:00Z', status: 200, error: null, ms: 1 };
  const sender: Sender = {
    send: ({ event: { sequence } }) => {
      sent.push(sequence);
      return Promise.resolve({ sequence, outcome: decide(sequence), attempt });
    },
    close: () => Promise.resolve(),
  };
  return { sender, sent };
}

const client = { heartbeat: () => Promise.resolve() };

const input = { tracking_id: 'trg_1', url: 'https://example.com/', events: [1, 2, 3].map(event) };

describe('a round of deliveries', () => {
  test('stops at the first event that was not taken, so that order is kept', async () => {
    const { sender, sent } = senderThat((sequence) => (sequence === 2 ? 'retry' : 'delivered'));

    const deliveries: EventDelivery[] = await new MockActivityEnvironment().run(
      createWebhookActivities({ sender, client }).deliverEvents,
      input,
    );

    assert.deepEqual(sent, [1, 2]);
    assert.deepEqual(
      deliveries.map(({ outcome }) => outcome),
      ['delivered', 'retry'],
    );
  });

  test('goes on after an event that the guard refuses for good', async () => {
    const { sender, sent } = senderThat((sequence) => (sequence === 1 ? 'refused' : 'delivered'));

    await new MockActivityEnvironment().run(createWebhookActivities({ sender, client }).deliverEvents, input);

    assert.deepEqual(sent, [1, 2, 3]);
  });

  test('stops where the receiver says that it is gone', async () => {
    const { sender, sent } = senderThat((sequence) => (sequence === 2 ? 'gone' : 'delivered'));

    await new MockActivityEnvironment().run(createWebhookActivities({ sender, client }).deliverEvents, input);

    assert.deepEqual(sent, [1, 2]);
  });

  test('ends early where the receiver is slow, long before its time-out, with what it has sent', async () => {
    const { sender, sent } = senderThat(() => 'delivered');
    let clockMs = 0;
    const slow: Sender = {
      ...sender,
      send: (delivery) => {
        clockMs += limits.webhookTimeoutMs;
        return sender.send(delivery);
      },
    };
    const events = Array.from({ length: limits.deliveryBatchEvents }, (_, index) => event(index + 1));

    const deliveries: EventDelivery[] = await new MockActivityEnvironment().run(
      createWebhookActivities({ sender: slow, client, now: () => clockMs }).deliverEvents,
      { ...input, events },
    );

    assert.deepEqual(sent, [1, 2, 3, 4]);
    assert.equal(deliveries.length, 4);
    assert.equal(clockMs, limits.deliveryRoundMs);
  });

  test('is written down after each event before the next one leaves, the last one by its end', async () => {
    const { sender, sent } = senderThat(() => 'delivered');
    const sentWhenWritten: number[] = [];
    const watching = {
      heartbeat: () => {
        sentWhenWritten.push(sent.length);
        return Promise.resolve();
      },
    };

    await new MockActivityEnvironment().run(createWebhookActivities({ sender, client: watching }).deliverEvents, input);

    assert.deepEqual(sentWhenWritten, [1, 2]);
  });

  test('ends where it cannot be written down', async () => {
    const { sender, sent } = senderThat(() => 'delivered');
    const failing = { heartbeat: () => Promise.reject(new Error('the server is away')) };

    await new MockActivityEnvironment().run(createWebhookActivities({ sender, client: failing }).deliverEvents, input);

    assert.deepEqual(sent, [1]);
  });

  test('begins, after a crash, behind the last event that was sent, and still reports them all', async () => {
    const { sender, sent } = senderThat(() => 'delivered');
    const done = [1, 2].map((sequence) => ({
      sequence,
      outcome: 'delivered',
      attempt: { at: '', status: 200, error: null, ms: 1 },
    }));

    const deliveries: EventDelivery[] = await new MockActivityEnvironment({ heartbeatDetails: done }).run(
      createWebhookActivities({ sender, client }).deliverEvents,
      input,
    );

    assert.deepEqual(sent, [3]);
    assert.equal(deliveries.length, 3);
  });
});
