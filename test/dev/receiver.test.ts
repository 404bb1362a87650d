import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { startReceiver, type ReceivedRequest, type Receiver } from '../../src/dev/receiver.ts';

const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const body = JSON.stringify({ event: 'trigger.complete', data: { sequence: 1 } });

async function receiving(context: TestContext): Promise<{ receiver: Receiver; deliveries: ReceivedRequest[] }> {
  const deliveries: ReceivedRequest[] = [];
  const receiver = await startReceiver({ secret: () => secret, onDelivery: (delivery) => deliveries.push(delivery) });
  context.after(() => receiver.close());
  return { receiver, deliveries };
}

function post(url: string, id: string, sent: string = body): Promise<Response> {
  const at = new Date();
  return fetch(url, {
    method: 'POST',
    body: sent,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  });
}

describe('the receiver', () => {
  test('takes a delivery whose signature fits', async (context) => {
    const { receiver, deliveries } = await receiving(context);

    assert.equal((await post(receiver.url, 'evt_1')).status, 204);

    assert.deepEqual(deliveries, [
      { verified: true, id: 'evt_1', event: JSON.parse(body), rawBody: body, repeated: false },
    ]);
  });

  test('marks what it had before as repeated', async (context) => {
    const { receiver, deliveries } = await receiving(context);

    for (const id of ['evt_1', 'evt_2', 'evt_1']) await post(receiver.url, id);

    assert.deepEqual(
      deliveries.map(({ repeated }) => repeated),
      [false, false, true],
    );
  });

  test('refuses a body that was changed, says why, and does not take it for the first of its id', async (context) => {
    const { receiver, deliveries } = await receiving(context);

    assert.equal((await post(receiver.url, 'evt_1', body.replace('1', '2'))).status, 401);
    assert.equal((await post(receiver.url, 'evt_1')).status, 204);

    assert.equal(deliveries[0]?.verified, false);
    assert.match(deliveries[0]?.problem ?? '', /signature/);
    assert.equal(deliveries[1]?.repeated, false);
  });

  test('verifies nothing while the secret is not known', async (context) => {
    const deliveries: ReceivedRequest[] = [];
    const receiver = await startReceiver({
      secret: () => undefined,
      onDelivery: (delivery) => deliveries.push(delivery),
    });
    context.after(() => receiver.close());

    assert.equal((await post(receiver.url, 'evt_1')).status, 401);

    assert.equal(deliveries[0]?.problem, 'the secret is not known');
  });

  test('refuses a body of more than 1 MiB, and what is no POST', async (context) => {
    const { receiver, deliveries } = await receiving(context);

    assert.equal((await post(receiver.url, 'evt_1', 'x'.repeat(1_048_577))).status, 413);
    assert.equal((await fetch(receiver.url)).status, 405);

    assert.deepEqual(deliveries, []);
  });

  test('a port that is taken is bad configuration', async (context) => {
    const { receiver } = await receiving(context);

    await assert.rejects(startReceiver({ port: receiver.port, secret: () => secret, onDelivery() {} }), {
      code: 'BadConfiguration',
    });
  });
});
