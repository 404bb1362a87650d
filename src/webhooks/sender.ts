import { Webhook } from 'standardwebhooks';
import type { EventDelivery } from '../contract/activities.ts';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import type { OutgoingEvent } from '../contract/events.ts';
import { cutText } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import { foldSpace } from '../contract/fold-space.ts';
import type { NetworkGuard } from '../network/guard.ts';
import { createGuardedAgent, signalWithin } from '../network/guarded-agent.ts';
import { readBody } from '../network/read-body.ts';
import { parseRetryAfter } from '../network/retry-after.ts';
import { deriveWebhookSecret } from './secrets.ts';

const answerShownCharacters = 200;

interface Delivery {
  url: string;
  trackingId: string;
  event: OutgoingEvent;
  signal: AbortSignal;
}

/** Sends events to their receivers and says what became of each; connections are kept for the next one. */
export interface Sender {
  /**
   * One attempt, signed as of now by Standard Webhooks, once for each master key. Redirects are not followed.
   *
   * Any 2xx is `delivered`, 410 is `gone`, what the network guard refuses is `refused`; all else is `retry`. Never
   * throws for what HTTP, DNS or the network did, nor for a cancelled signal: that is `retry` with the error `cancelled`.
   */
  send(delivery: Delivery): Promise<EventDelivery>;
  close(): Promise<void>;
}

export function createSender({
  guard,
  masterKeys,
  timeoutMs = limits.webhookTimeoutMs,
}: {
  guard: NetworkGuard;
  masterKeys: readonly string[];
  /** From the beginning of an attempt to the end of its answer, in milliseconds. */
  timeoutMs?: number;
}): Sender {
  const agent = createGuardedAgent(guard, { allowH2: false, maxHeaderSize: limits.webhookAnswerHeadersMaxBytes });

  async function post({ url, trackingId, event, signal }: Delivery, at: Date): Promise<Answer> {
    const body = JSON.stringify(event.body);
    const signatures = masterKeys.map((key) =>
      new Webhook(deriveWebhookSecret(key, trackingId)).sign(event.webhook_id, at, body),
    );
    const answer = await agent.post(url, {
      signal,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'agent-auto-trigger',
        'webhook-id': event.webhook_id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signatures.join(' '),
        'x-auto-trigger-id': trackingId,
      },
      body,
    });
    const text = await beginningOf(answer.body);
    const header = (name: string) => [answer.headers[name]].flat()[0];
    return { status: answer.status, text, retryAfter: header('retry-after'), location: header('location') };
  }

  return {
    async send(delivery) {
      const at = new Date();
      const signal = signalWithin(timeoutMs, delivery.signal);
      const finish = (
        outcome: EventDelivery['outcome'],
        status: number | null,
        error: string | null,
      ): EventDelivery => ({
        sequence: delivery.event.sequence,
        outcome,
        attempt: { at: at.toISOString(), status, error, ms: Date.now() - at.getTime() },
      });
      try {
        const answer = await post({ ...delivery, signal }, at);
        const { status } = answer;
        if (status >= 200 && status < 300) return finish('delivered', status, null);
        const failed = finish(status === 410 ? 'gone' : 'retry', status, describeAnswer(answer));
        const waitMs = saysWhen.includes(status) ? parseRetryAfter(answer.retryAfter, Date.now()) : undefined;
        return waitMs === undefined ? failed : { ...failed, retry_after_ms: waitMs };
      } catch (error) {
        if (AutoTriggerError.is(error)) return finish('refused', null, error.message);
        if (delivery.signal.aborted) return finish('retry', null, 'cancelled');
        if (signal.aborted) return finish('retry', null, `no answer within ${timeoutMs / 1_000} s`);
        return finish('retry', null, describeFailure(error));
      }
    },
    close: agent.close,
  };
}

interface Answer {
  status: number;
  /** The beginning of the body, on one line. */
  text: string;
  retryAfter: string | undefined;
  location: string | undefined;
}

/** Where `retry-after` means this request (RFC 9110 §10.2.3, RFC 6585 §4), and not the target of a redirect. */
const saysWhen = [429, 503];

function describeAnswer({ status, text, location }: Answer): string {
  if (status >= 300 && status < 400 && location !== undefined)
    return `HTTP ${status}: redirects are not followed; it leads to ${cutText(location, answerShownCharacters)}`;
  return text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
}

/** The status has already said what became of the event: of the body, what comes will do. */
async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const { bytes } = await readBody(body, { maxBytes: limits.webhookAnswerMaxBytes, isPartEnough: true });
  const start = bytes.subarray(0, 4 * answerShownCharacters).toString('utf8');
  return cutText(foldSpace(start), answerShownCharacters);
}

/** Of several addresses that were tried, the first one's error. */
function describeFailure(error: unknown): string {
  return messageOf(error instanceof AggregateError ? (error.errors[0] ?? error) : error);
}
