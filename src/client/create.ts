import { ulid } from 'ulid';
import type { AgentConfig } from '../contract/agent.ts';
import { layConfig } from '../contract/config-layers.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { CreateRequest, type TriggerPlan } from '../contract/trigger.ts';
import { parseAllowList } from '../network/allow-list.ts';
import { createNetworkGuard } from '../network/guard.ts';
import { deriveWebhookSecret } from '../webhooks/secrets.ts';
import { withAccount } from './account-config.ts';
import type { ClientContext } from './context.ts';
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

/** Checks a request, starts its workflow, and says what was started. Needs no worker. */
export async function createTrigger(context: ClientContext, request: CreateRequest): Promise<CreateResponse> {
  const { temporal, masterKeys, taskQueue } = context;
  const { asked, plan, account } = await withAccount(context, withDefaults(context, request));
  const trackingId = `trg_${ulid().toLowerCase()}`;
  const signature = plan.web_hook_url === null ? null : deriveWebhookSecret(masterKeys()[0], trackingId);
  const [searchAttributes] = await Promise.all([context.searchAttributes(), checkReachable(context, plan)]);
  // last, so that nothing can fail once it has started
  await startTrigger(temporal, { trackingId, taskQueue, request: CreateRequest.parse(asked), plan, searchAttributes });
  return {
    goal: plan.goal,
    email: plan.email,
    config: plan.config,
    max_session_per_day: account.max_session_per_day,
    today_sessions: account.today_sessions,
    sessions_left: account.sessions_left,
    auto_trigger_tracking_id: trackingId,
    auto_trigger_web_hook_url: plan.web_hook_url,
    auto_trigger_web_hook_signature: signature,
  };
}

/** The request with the client's account and configuration where it has none of its own. What is no request stays as it is. */
function withDefaults({ email, config }: ClientContext, request: unknown): unknown {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return request;
  const own: Partial<CreateRequest> = { ...request };
  const asked = { ...own, email: own.email ?? email };
  const isMergeable = own.config === undefined || (typeof own.config === 'object' && own.config !== null);
  return isMergeable && config !== undefined ? { ...asked, config: layConfig(config, own.config ?? {}) } : asked;
}

/** What can be known by now of the addresses that a worker is to reach. */
async function checkReachable({ allowNetworks, warn }: ClientContext, plan: TriggerPlan): Promise<void> {
  const guard = createNetworkGuard({ allow: parseAllowList(allowNetworks) });
  const addresses = { web_hook_url: plan.web_hook_url, 'config.base_url': plan.config.base_url ?? null };
  for (const [field, address] of Object.entries(addresses)) {
    if (address === null) continue;
    const verdict = await guard.check(address);
    if (!verdict.permitted)
      throw new AutoTriggerError('InvalidRequest', `${field} (${address}) is refused: ${verdict.reason}`);
    if (verdict.warning !== undefined) warn(`${field}: ${verdict.warning}`);
  }
}
