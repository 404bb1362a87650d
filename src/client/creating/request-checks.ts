import type { CreateRequest, PreviewRequest, TriggerPlan } from '../../contract/trigger.ts';
import { layConfig } from '../../contract/config-layers.ts';
import { badField } from '../../contract/parse.ts';
import { parseAllowList } from '../../network/allow-list.ts';
import { createNetworkGuard, type NetworkGuard } from '../../network/guard.ts';
import type { ClientContext } from '../context.ts';

/** The request with the client's account and configuration where it has none of its own. What is no request stays as it is. */
export function withDefaults({ email, config }: ClientContext, request: unknown): unknown {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return request;
  const own: Partial<CreateRequest | PreviewRequest> = { ...request };
  const asked = { ...own, email: own.email ?? email };
  const isMergeable = own.config === undefined || (typeof own.config === 'object' && own.config !== null);
  return isMergeable && config !== undefined ? { ...asked, config: layConfig(config, own.config ?? {}) } : asked;
}

/**
 * What can be known by now of the addresses that a worker is to reach: what is permitted and yet worth knowing of them.
 * No request is sent.
 *
 * @throws {AutoTriggerError} InvalidRequest where one is refused.
 */
export async function checkReachable(context: ClientContext, plan: TriggerPlan): Promise<string[]> {
  const guard = guardOf(context);
  const addresses = { web_hook_url: plan.web_hook_url, 'config.base_url': plan.config.base_url ?? null };
  const keyProblem = plan.web_hook_url === null ? null : await context.keyProblem();
  const warnings = keyProblem === null ? [] : [`web_hook_url: ${keyProblem}`];
  for (const [field, address] of Object.entries(addresses)) {
    if (address === null) continue;
    const verdict = await guard.check(address);
    if (!verdict.permitted)
      throw badField(pathOf(field, plan), `${field} (${address}) is refused: ${verdict.reason}`, { value: address });
    if (verdict.warning !== undefined) warnings.push(`${field}: ${verdict.warning}`);
  }
  return warnings;
}

function pathOf(field: string, { schedule }: TriggerPlan): string {
  return field === 'web_hook_url' && schedule.interval_ms !== null ? `withAutoTrigger.${field}` : field;
}

/** Why the pages of a goal will not be opened, where that can be known by now. No request is sent. */
export async function refusedPages(context: ClientContext, addresses: string[]): Promise<string[]> {
  const guard = guardOf(context);
  const verdicts = await Promise.all(addresses.map((address) => guard.check(address)));
  return verdicts.flatMap((verdict) => (verdict.permitted ? [] : [`goal: ${verdict.reason}`]));
}

function guardOf({ allowNetworks, temporal }: ClientContext): NetworkGuard {
  const guard = createNetworkGuard({ allow: parseAllowList(allowNetworks) });
  guard.reserveTemporal(temporal.settings.address);
  return guard;
}
