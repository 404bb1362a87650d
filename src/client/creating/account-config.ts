import type { Account } from '../../contract/account.ts';
import { layConfig } from '../../contract/config-layers.ts';
import { type CreateRequest, parseCreateRequest, type TriggerPlan } from '../../contract/trigger.ts';
import type { ClientContext } from '../context.ts';

interface SettledRequest {
  /** With the account's configuration beneath its own. */
  whole: unknown;
  plan: TriggerPlan;
  account: Account;
}

/** The request over its account's configuration. What is wrong with it whatever the account says needs no server to be told. */
export async function withAccount(context: ClientContext, asked: unknown): Promise<SettledRequest> {
  const alone = attemptPlan(asked);
  const plan = alone.plan ?? attemptPlan(withConfig(asked, undefined)).plan;
  if (plan === undefined) throw alone.error;
  const { config: own = {} } = asked as CreateRequest;
  if (own === null || typeof own !== 'object') throw alone.error;
  const account = await context.account(plan.email).catch((error: unknown) => {
    throw alone.error ?? error;
  });
  if (Object.keys(account.config).length === 0) {
    if (alone.plan === undefined) throw alone.error;
    return { whole: asked, plan: alone.plan, account };
  }
  const whole = withConfig(asked, layConfig(account.config, own));
  return { whole, plan: parseCreateRequest(whole, Date.now()), account };
}

function attemptPlan(asked: unknown): { plan: TriggerPlan; error?: never } | { plan?: never; error: unknown } {
  try {
    return { plan: parseCreateRequest(asked, Date.now()) };
  } catch (error) {
    return { error };
  }
}

function withConfig(asked: unknown, config: CreateRequest['config']): unknown {
  return typeof asked === 'object' && asked !== null ? { ...asked, config } : asked;
}
