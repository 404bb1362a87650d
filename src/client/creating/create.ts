import { ulid } from 'ulid';
import { z } from 'zod';
import { AgentConfig } from '../../contract/agent.ts';
import type { Account } from '../../contract/account.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import { CreateRequest, type FullRequest } from '../../contract/trigger.ts';
import { deriveWebhookSecret } from '../../webhooks/secrets.ts';
import { withAccount } from './account-config.ts';
import type { ClientContext } from '../context.ts';
import { isRepetition, keyedMemo, keyedRequest, keyedTrackingId } from './idempotency.ts';
import { checkReachable, withDefaults } from './request-checks.ts';
import { startTrigger } from './start.ts';
import { readStartedRequest } from '../server/started-request.ts';

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

/** Checks a request, starts its workflow, and says what was started, or by its key had been. Needs no worker. */
export async function createTrigger(context: ClientContext, given: CreateRequest): Promise<CreateResponse> {
  const { temporal, taskQueue, warn } = context;
  const asked = withDefaults(context, given);
  // before the times are looked at: a repetition may come when what it started has ended
  const repeated = await findRepeated(context, asked);
  if (repeated !== undefined) {
    const { request, trackingId } = repeated;
    return responseTo(context, request, trackingId, await context.account(request.email));
  }

  const { whole, plan, account } = await withAccount(context, asked);
  const { dry_run: _, ...request } = CreateRequest.parse(whole);
  const keyed = keyedRequest(asked);
  const trackingId = keyed === undefined ? `trg_${ulid().toLowerCase()}` : keyedTrackingId(keyed);
  const response = responseTo(context, request, trackingId, account);
  const [searchAttributes, warnings] = await Promise.all([context.searchAttributes(), checkReachable(context, plan)]);
  warnings.forEach(warn);
  // last, so that nothing can fail once it has started
  const memo = keyed === undefined ? {} : keyedMemo(keyed);
  const isNew = await startTrigger(temporal, { trackingId, taskQueue, request, plan, memo, searchAttributes });
  if (!isNew && keyed !== undefined && !(await isRepetition(temporal, keyed)))
    throw new AutoTriggerError('InvalidRequest', `${trackingId} is no trigger; give another idempotency_key`);
  return response;
}

/**
 * What the same request started before, by its key, with the configuration that it was started with; undefined where
 * it started nothing.
 *
 * @throws {AutoTriggerError} InvalidRequest where the key was used for another request.
 */
export async function findRepeated(
  { temporal }: ClientContext,
  asked: unknown,
): Promise<{ trackingId: string; request: FullRequest } | undefined> {
  const keyed = keyedRequest(asked);
  // what is wrong in itself is told by what is wrong with it, and not by how it differs
  const parsed = CreateRequest.safeParse({ ...keyed, config: undefined });
  if (keyed === undefined || !parsed.success || !(await isRepetition(temporal, keyed))) return undefined;
  const trackingId = keyedTrackingId(keyed);
  const started = await readStartedRequest(temporal, { workflowId: trackingId, runId: '' });
  const { dry_run: _, ...request } = parsed.data;
  const { config = request.config } = Started.safeParse(started?.request).data ?? {};
  return { trackingId, request: { ...request, config } };
}

function responseTo(
  { masterKeys }: ClientContext,
  request: FullRequest,
  trackingId: string,
  { max_session_per_day, today_sessions, sessions_left }: Account,
): CreateResponse {
  const { goal, email, config } = request;
  const address = request.withAutoTrigger?.web_hook_url ?? request.web_hook_url ?? null;
  const signature = address === null ? null : deriveWebhookSecret(masterKeys()[0], trackingId);
  return {
    goal,
    email,
    config,
    max_session_per_day,
    today_sessions,
    sessions_left,
    auto_trigger_tracking_id: trackingId,
    auto_trigger_web_hook_url: address,
    auto_trigger_web_hook_signature: signature,
  };
}
