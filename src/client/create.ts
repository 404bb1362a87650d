import { ulid } from 'ulid';
import type { AgentConfig } from '../contract/agent.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { CreateRequest, type FullRequest, parseCreateRequest } from '../contract/trigger.ts';
import { deriveWebhookSecret } from '../webhooks/secrets.ts';
import { readSessionsToday } from './account-figures.ts';
import type { ClientContext } from './context.ts';
import { isKeyed, isRepetition, keyedMemo, keyedTrackingId } from './idempotency.ts';
import { checkReachable, withDefaults } from './request-checks.ts';
import { startTrigger } from './start.ts';

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

/** Checks a request, starts its workflow, and says what was started, or by its key had been. Needs no worker. */
export async function createTrigger(context: ClientContext, given: CreateRequest): Promise<CreateResponse> {
  const { temporal, taskQueue, warn } = context;
  const asked = withDefaults(context, given);
  // before the times are looked at: a repetition may come when what it started has ended
  const repeated = await findRepeated(context, asked);
  if (repeated !== undefined) return responseTo(context, repeated, keyedTrackingId(repeated));

  const plan = parseCreateRequest(asked, Date.now());
  const { dry_run: _, ...request } = CreateRequest.parse(asked);
  const trackingId = isKeyed(request) ? keyedTrackingId(request) : `trg_${ulid().toLowerCase()}`;
  const [response, searchAttributes, warnings] = await Promise.all([
    responseTo(context, request, trackingId),
    context.searchAttributes(),
    checkReachable(context, plan),
  ]);
  warnings.forEach(warn);
  // last, so that nothing can fail once it has started
  const memo = isKeyed(request) ? keyedMemo(request) : {};
  const isNew = await startTrigger(temporal, { trackingId, taskQueue, request, plan, memo, searchAttributes });
  if (!isNew && isKeyed(request) && !(await isRepetition(temporal, request)))
    throw new AutoTriggerError('InvalidRequest', `${trackingId} is no trigger; give another idempotency_key`);
  return response;
}

/** The request in full where it is one that was made before, by its key. */
export async function findRepeated({ temporal }: ClientContext, asked: unknown) {
  const parsed = CreateRequest.safeParse(asked);
  if (!parsed.success) return undefined;
  const { dry_run: _, ...request } = parsed.data;
  return isKeyed(request) && (await isRepetition(temporal, request)) ? request : undefined;
}

async function responseTo(
  { temporal, masterKeys }: ClientContext,
  request: FullRequest,
  trackingId: string,
): Promise<CreateResponse> {
  const { goal, email, config } = request;
  const address = request.withAutoTrigger?.web_hook_url ?? request.web_hook_url ?? null;
  const signature = address === null ? null : deriveWebhookSecret(masterKeys()[0], trackingId);
  const { max_session_per_day, today_sessions, sessions_left } = await readSessionsToday(temporal, email);
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
