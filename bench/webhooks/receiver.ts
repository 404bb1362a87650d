import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { WebhookEvent } from '../../src/contract/events.ts';

export interface Arrival {
  event: WebhookEvent;
  at: number;
}

/** A receiver that takes everything at once, or nothing. */
export async function startReceiver() {
  let arrivals: Arrival[] = [];
  let isUp = true;
  const server = createServer((request, response) => {
    const take = async () => {
      const body = await text(request);
      if (isUp) arrivals.push({ event: JSON.parse(body) as WebhookEvent, at: Date.now() });
      response.writeHead(isUp ? 204 : 503).end();
    };
    take().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    setUp: (up: boolean) => {
      isUp = up;
    },
    arrived: () => arrivals,
    forget: () => {
      arrivals = [];
    },
    close: () => server.close(),
  };
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
