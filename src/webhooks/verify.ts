import { Webhook } from 'standardwebhooks';
import { AutoTriggerError } from '../contract/errors.ts';
import type { WebhookEvent } from '../contract/events.ts';

const toleranceSeconds = 5 * 60;

type IncomingHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Verifies a delivery and returns its event. For receivers: pass the body just as it came, before any JSON parser.
 *
 * `secret` is `auto_trigger_web_hook_signature` of `create`. The time of sending may be five minutes off, either way.
 * An event may carry more fields than this version knows. A delivery can come twice: tell by its `webhook-id`.
 * @throws {AutoTriggerError} InvalidRequest, which says what does not fit; BadConfiguration for a secret that is none.
 */
export function verifyWebhook(secret: string, headers: IncomingHeaders, rawBody: string | Uint8Array): WebhookEvent {
  const id = requiredHeader(headers, 'webhook-id');
  const timestamp = requiredHeader(headers, 'webhook-timestamp');
  const signature = requiredHeader(headers, 'webhook-signature');
  checkTimestamp(timestamp);
  const body = typeof rawBody === 'string' ? rawBody : Buffer.from(rawBody).toString('utf8');
  const webhook = openSecret(secret);
  try {
    const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    webhook.verify(body, signed, { jsonParse: false });
  } catch {
    throw refusal('no signature in webhook-signature fits this body and secret; check that the body is unchanged');
  }
  return parseEvent(body);
}

function openSecret(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (error) {
    throw new AutoTriggerError(
      'BadConfiguration',
      'the webhook secret is not of the form whsec_…; give auto_trigger_web_hook_signature as create returned it',
      { cause: error },
    );
  }
}

function requiredHeader(headers: IncomingHeaders, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  // several headers of one name are one list, and signatures are separated by spaces
  const text = typeof value === 'string' ? value : value?.join(' ');
  if (text === undefined || text === '') throw refusal(`the header ${name} is missing`);
  return text;
}

function checkTimestamp(timestamp: string): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw refusal(`webhook-timestamp (${timestamp.slice(0, 40)}) is not a time in whole seconds`);
  const ageSeconds = Math.floor(Date.now() / 1_000) - Number(timestamp);
  if (Math.abs(ageSeconds) <= toleranceSeconds) return;
  const direction = ageSeconds > 0 ? 'in the past' : 'in the future';
  throw refusal(
    `webhook-timestamp (${timestamp}) is ${Math.abs(ageSeconds)} s ${direction}, and ${toleranceSeconds} s are tolerated; check this machine's clock`,
  );
}

function parseEvent(body: string): WebhookEvent {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch (error) {
    throw new AutoTriggerError('InvalidRequest', 'webhook: the body is signed, but is no JSON', { cause: error });
  }
  const isEvent =
    typeof event === 'object' &&
    event !== null &&
    'event' in event &&
    typeof event.event === 'string' &&
    'data' in event &&
    typeof event.data === 'object' &&
    event.data !== null;
  if (!isEvent) throw refusal('the body is signed, but is no event of the form {event, data}');
  return event as WebhookEvent;
}

function refusal(problem: string): AutoTriggerError {
  return new AutoTriggerError('InvalidRequest', `webhook: ${problem}`);
}
