import { ulid } from 'ulid';
import { z } from 'zod';
import { AgentConfig } from '../../contract/agent.ts';
import type { Account } from '../../contract/account.ts';
import { badField } from '../../contract/parse.ts';
import { isSoundBesideConfig, readCreateRequest, type RequestReading } from '../../contract/plan-request.ts';
import type { TriggerStatus } from '../../contract/status.ts';
import type { CreateRequest, TriggerPlan } from '../../contract/trigger.ts';
import { deriveWebhookSecret } from '../../webhooks/secrets.ts';
import { withAccount } from './account-config.ts';
import type { ClientContext } from '../context.ts';
import { findStarted, type KeyedRequest, keyedMemo, keyedRequest, keyedTrackingId } from './idempotency.ts';
import { checkReachable, withDefaults } from './request-checks.ts';
import { nothingStarted, startTrigger, type StartTriggerInput } from './start.ts';
import { readStartedRequest } from '../server/started-request.ts';
import { readStatus } from '../server/status.ts';

/** What `create` answers with: as JSON exactly these nine fields, in this order. */
export interface CreateResponse {
  goal: string;
  email: string;
  config: AgentConfig;
  max_session_per_day: number;
  today_sessions: number;
  sessions_left: number;
  /** The tracking id, which is the Temporal workflow id. */
  auto_trigger_tracking_id: string;
  auto_trigger_web_hook_url: string | null;
  /** The secret with which deliveries are verified (Standard Webhooks); null without a webhook. */
  auto_trigger_web_hook_signature: string | null;
}

const Started = z.looseObject({ config: AgentConfig });

/** What was started, or by its key had been. */
export interface Created {
  response: CreateResponse;
  /** The last status of a trigger that the same request started before, and that has ended: nothing runs. Else null. */
  ended: TriggerStatus | null;
}

/** Checks a request, starts its workflow, and says what was started, or by its key had been. Needs no worker. */
export async function createTrigger(context: ClientContext, given: CreateRequest): Promise<Created> {
  const { temporal } = context;
  const prepared = await prepare(context, given).catch((error: unknown) => {
    throw nothingStarted(error);
  });
  const { keyed, start, ...created } = prepared;
  if (start === undefined) return created;
  // last, so that nothing can fail once it has started
  const isNew = await startTrigger(temporal, start);
  if (!isNew && keyed !== undefined && (await findStarted(temporal, keyed)) === undefined)
    throw badField('idempotency_key', `${start.trackingId} is no trigger; give another idempotency_key`);
  return created;
}

interface Prepared extends Created {
  keyed: KeyedRequest | undefined;
  /** Undefined where it was started before. */
  start: StartTriggerInput | undefined;
}

/** All that is to be done before a trigger starts. */
async function prepare(context: ClientContext, given: CreateRequest): Promise<Prepared> {
  const { temporal, taskQueue, warn } = context;
  const reading = readCreateRequest(withDefaults(context, given));
  const keyed = keyedRequest(reading);
  // before the times are looked at: a repetition may come when what it started has ended
  const repeated = await findRepeated(context, reading);
  if (repeated !== undefined) {
    const { started, trackingId, isOpen } = repeated;
    const response = responseTo(context, started, trackingId, await context.account(started.email));
    const ended = isOpen ? null : await readStatus(temporal, trackingId);
    return { response, ended, keyed, start: undefined };
  }

  const { request, plan, account } = await withAccount(context, reading);
  const trackingId = keyed === undefined ? `trg_${ulid().toLowerCase()}` : keyedTrackingId(keyed);
  const response = responseTo(context, plan, trackingId, account);
  const [searchAttributes, warnings] = await Promise.all([context.searchAttributes(), checkReachable(context, plan)]);
  warnings.forEach(warn);
  const memo = keyed === undefined ? {} : keyedMemo(keyed);
  const start = { trackingId, taskQueue, request, plan, memo, searchAttributes };
  return { response, ended: null, keyed, start };
}

/** Of a request, what `create` answers with. */
type AnsweredFields = Pick<TriggerPlan, 'goal' | 'email' | 'config' | 'web_hook_url'>;

/**
 * What the same request started before, by its key, with the configuration that it was started with; undefined where
 * it started nothing.
 *
 * @throws {AutoTriggerError} InvalidRequest where the key was used for another request.
 */
export async function findRepeated(
  { temporal }: ClientContext,
  reading: RequestReading,
): Promise<{ trackingId: string; started: AnsweredFields; isOpen: boolean } | undefined> {
  const keyed = keyedRequest(reading);
  // what is wrong in itself is told by what is wrong with it, and not by how it differs
  if (keyed === undefined || !isSoundBesideConfig(reading)) return undefined;
  const known = await findStarted(temporal, keyed);
  if (known === undefined) return undefined;
  const trackingId = keyedTrackingId(keyed);
  const run = await readStartedRequest(temporal, { workflowId: trackingId, runId: '' });
  const { config } = Started.safeParse(run?.request).data ?? { config: AgentConfig.parse({}) };
  const { goal, email, withAutoTrigger, web_hook_url } = keyed;
  const address = withAutoTrigger?.web_hook_url ?? web_hook_url ?? null;
  return { trackingId, started: { goal, email, config, web_hook_url: address }, ...known };
}

function responseTo(
  { masterKeys }: ClientContext,
  { goal, email, config, web_hook_url }: AnsweredFields,
  trackingId: string,
  { max_session_per_day, today_sessions, sessions_left }: Account,
): CreateResponse {
  const signature = web_hook_url === null ? null : deriveWebhookSecret(masterKeys()[0], trackingId);
  return {
    goal,
    email,
    config,
    max_session_per_day,
    today_sessions,
    sessions_left,
    auto_trigger_tracking_id: trackingId,
    auto_trigger_web_hook_url: web_hook_url,
    auto_trigger_web_hook_signature: signature,
  };
}
