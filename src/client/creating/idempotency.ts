import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AgentConfig } from '../../contract/agent.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import { canonicalJson, cutText } from '../../contract/json.ts';
import { badField, fieldProblem } from '../../contract/parse.ts';
import type { RequestReading } from '../../contract/plan-request.ts';
import { AutoTriggerOptions, CreateRequest } from '../../contract/trigger.ts';
import type { TemporalConnection } from '../server/connection.ts';

/** A request that carries a key, and may be wrong in other fields. */
export type KeyedRequest = CreateRequest & { email: string; idempotency_key: string };

const { email, idempotency_key } = CreateRequest.shape;
const Keyed = z.object({
  email,
  idempotency_key: idempotency_key.unwrap(),
  config: z.looseObject({}).optional(),
  withAutoTrigger: z.looseObject({}).optional(),
});

/** A digest of each field that a request gives. */
type RequestDigests = Record<string, string>;

const digestsMemoKey = 'request_digests';

/** The request where it has a key that can be one, and an account. */
export function keyedRequest({ given }: RequestReading): KeyedRequest | undefined {
  return Keyed.safeParse(given).success ? (given as KeyedRequest) : undefined;
}

/** The tracking id that an account's key stands for: a hash of both, so that the key is not in it. */
export function keyedTrackingId({ email, idempotency_key }: KeyedRequest): string {
  const identity = JSON.stringify([email.toLowerCase(), idempotency_key]);
  return `trg_${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

/** What a trigger keeps, for as long as Temporal keeps it, of the request that made it. */
export function keyedMemo(request: KeyedRequest): Record<string, unknown> {
  return { [digestsMemoKey]: digestsOf(request), started_at: new Date().toISOString() };
}

/**
 * The trigger of a request that was made before, by this key, running or ended; undefined where there is none.
 *
 * @throws {AutoTriggerError} InvalidRequest where the key was used for another request; it names the fields that differ.
 */
export async function findStarted(
  temporal: TemporalConnection,
  request: KeyedRequest,
): Promise<{ isOpen: boolean } | undefined> {
  const trackingId = keyedTrackingId(request);
  const description = await describeIfKnown(temporal, trackingId);
  if (description === undefined) return undefined;
  const before = description.memo?.[digestsMemoKey] as RequestDigests | undefined;
  const key = `idempotency_key (${cutText(request.idempotency_key, 80)})`;
  if (before === undefined)
    throw badField(
      'idempotency_key',
      `${key} stands for ${trackingId}, which was started in another way; give another key`,
    );
  const differing = differingFields(before, digestsOf(request));
  if (differing.length === 0) return { isOpen: description.status.name === 'RUNNING' };
  const names = [...new Set(differing.map((path) => path.replace(/^withAutoTrigger\./, '')))];
  const message = `${key} was used for ${trackingId} with another request: ${names.join(', ')} ${names.length > 1 ? 'differ' : 'differs'}; repeat that request as it was, or give another key`;
  const problems = differing.map((path) => fieldProblem(path, `${path} differs`));
  throw new AutoTriggerError('InvalidRequest', message, {
    details: { problems: [fieldProblem('idempotency_key', message, { value: request.idempotency_key }), ...problems] },
  });
}

async function describeIfKnown(temporal: TemporalConnection, trackingId: string) {
  try {
    return await temporal.describeTrigger(trackingId);
  } catch (error) {
    if (AutoTriggerError.is(error, 'UnknownTrigger')) return undefined;
    throw error;
  }
}

function differingFields(before: RequestDigests, now: RequestDigests): string[] {
  return Object.keys({ ...before, ...now }).filter((path) => before[path] !== now[path]);
}

/** Of the body alone: account and key are in the id. What is its default counts as left out. */
function digestsOf(request: KeyedRequest): RequestDigests {
  const { email: _, idempotency_key: __, config, withAutoTrigger, ...rest } = request;
  return Object.fromEntries([
    ...digestFields('', CreateRequest.shape, rest),
    ...digestFields('config.', AgentConfig.shape, config),
    ...digestFields('withAutoTrigger.', AutoTriggerOptions.shape, withAutoTrigger),
  ]);
}

function digestFields(
  prefix: string,
  shape: Record<string, z.ZodType>,
  fields: object | undefined,
): [string, string][] {
  return Object.entries(fields ?? {}).flatMap(([name, value]): [string, string][] => {
    const text = canonicalJson(value);
    const preset = shape[name]?.safeParse(undefined);
    if (value === undefined || (preset?.success === true && canonicalJson(preset.data) === text)) return [];
    return [[`${prefix}${name}`, createHash('sha256').update(text).digest('hex').slice(0, 16)]];
  });
}
