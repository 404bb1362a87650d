import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { WebhookEvent } from '../../src/contract/events.ts';
import { readMasterKeys } from '../../src/config.ts';
import { deriveWebhookSecret } from '../../src/webhooks/secrets.ts';

/** One request as it came, its signature checked. */
export interface Arrival {
  id: string;
  /** What the header beside the signature says. */
  trackingId: string | undefined;
  body: string;
  event: WebhookEvent['event'];
  data: WebhookEvent['data'];
  at: number;
  /** What it was answered; null where the script answered by itself. */
  status: number | null;
}

export interface ScriptedReceiver {
  url: string;
  port: number;
  arrivals: Arrival[];
  /** Those that were answered 2xx. */
  taken: () => Arrival[];
  /** From now on each request is answered so. */
  answer: (script: Script) => void;
}

/** The status to answer with, or what to do with the response. */
type Script = (arrival: Arrival, response: ServerResponse) => number | undefined;

/** A receiver that answers as a test says, and takes nothing that its trigger did not sign as Standard Webhooks has it. */
export async function startScriptedReceiver(t: TestContext): Promise<ScriptedReceiver> {
  const [masterKey] = readMasterKeys('127.0.0.1');
  const arrivals: Arrival[] = [];
  let current: Script = () => 204;
  const server = createServer((request, response) => {
    const take = async () => {
      const at = Date.now();
      const body = await text(request);
      const event = JSON.parse(body) as WebhookEvent;
      const secret = deriveWebhookSecret(masterKey, event.data.tracking_id);
      if (!isSigned(secret, request.headers, body)) return response.writeHead(401).end('the signature does not fit');
      const { 'webhook-id': id, 'x-auto-trigger-id': header } = request.headers;
      const trackingId = [header].flat()[0];
      const arrival: Arrival = { id: String(id), trackingId, body, at, status: null, ...event };
      arrivals.push(arrival);
      const status = current(arrival, response);
      if (status !== undefined) {
        arrival.status = status;
        response.writeHead(status).end();
      }
      return undefined;
    };
    take().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    arrivals,
    taken: () => arrivals.filter(({ status }) => status !== null && status < 300),
    answer(next) {
      current = next;
    },
  };
}

/** Standard Webhooks 1.0.0, written from its text, so that it stands for itself beside the library that signs. */
function isSigned(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false;
  if (id.includes('.') || !/^\d+$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return signatures.split(' ').some((signature) => {
    const [version, value = ''] = signature.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
