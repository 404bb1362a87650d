import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BoundedMap } from '../contract/bounded-map.ts';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import type { WebhookEvent } from '../contract/events.ts';
import { readBody } from '../network/read-body.ts';
import { verifyWebhook } from '../webhooks/verify.ts';

/** One request that came in. */
export interface ReceivedRequest {
  verified: boolean;
  /** Why it was not verified. */
  problem?: string;
  /** Its `webhook-id`; empty where it had none. */
  id: string;
  /** Where it was verified. */
  event?: WebhookEvent;
  rawBody: string;
  /** True where a verified delivery of the same id came before: at least once is not once. */
  repeated: boolean;
}

export interface ReceiverOptions {
  /** Left out: a free one. */
  port?: number;
  /** `auto_trigger_web_hook_signature`; undefined while it is not known, when nothing can be verified. */
  secret: () => string | undefined | Promise<string | undefined>;
  onDelivery: (delivery: ReceivedRequest) => void;
}

export interface Receiver {
  url: string;
  port: number;
  close(): Promise<void>;
}

const bodyMaxBytes = 1_048_576;
const idsKept = 10_000;

/**
 * A webhook receiver on 127.0.0.1, as a user's own would be: it verifies each delivery and tells repeated ones.
 *
 * It answers 204; 401 where the signature does not fit, 413 beyond 1 MiB, 405 for what is no POST.
 * @throws {AutoTriggerError} BadConfiguration where the port is taken.
 */
export async function startReceiver({ port = 0, secret, onDelivery }: ReceiverOptions): Promise<Receiver> {
  const seen = new BoundedMap<string, true>(idsKept);

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return answer(response, 405);
    const { bytes, isTooLong } = await readBody(request, { maxBytes: bodyMaxBytes });
    if (isTooLong) return answer(response, 413);
    const rawBody = bytes.toString('utf8');
    const delivery = judge(await secret(), request, rawBody);
    if (delivery.verified) {
      delivery.repeated = seen.has(delivery.id);
      seen.set(delivery.id, true);
    }
    onDelivery(delivery);
    answer(response, delivery.verified ? 204 : 401);
  }

  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy()); // the sender went away in the middle
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new AutoTriggerError(
      'BadConfiguration',
      `cannot listen on port ${port} (${messageOf(error)}); give another`,
      {
        cause: error,
      },
    );
  }
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}/webhook`,
    port: bound,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function judge(secret: string | undefined, request: IncomingMessage, rawBody: string): ReceivedRequest {
  const header = request.headers['webhook-id'];
  const id = typeof header === 'string' ? header : '';
  const common = { id, rawBody, repeated: false };
  if (secret === undefined) return { ...common, verified: false, problem: 'the secret is not known' };
  try {
    return { ...common, verified: true, event: verifyWebhook(secret, request.headers, rawBody) };
  } catch (error) {
    return { ...common, verified: false, problem: messageOf(error) };
  }
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
