import type { Account } from '../../contract/account.ts';
import { layConfig } from '../../contract/config-layers.ts';
import {
  isMendableByConfig,
  parseCreateRequest,
  type PlannedRequest,
  planRequest,
  type RequestReading,
} from '../../contract/plan-request.ts';
import type { CreateRequest } from '../../contract/trigger.ts';
import type { ClientContext } from '../context.ts';

/** With the account's configuration beneath its own. */
interface SettledRequest extends PlannedRequest {
  account: Account;
}

/** The request over its account's configuration. What is wrong with it whatever the account says needs no server to be told. */
export async function withAccount(context: ClientContext, reading: RequestReading): Promise<SettledRequest> {
  const alone = planAlone(reading);
  if (alone.planned === undefined && !isMendableByConfig(reading, Date.now())) throw alone.error;
  const asked = reading.given as CreateRequest & { email: string };
  const { email, config: own = {} } = asked;
  if (own === null || typeof own !== 'object') throw alone.error;
  const account = await context.account(email).catch((error: unknown) => {
    throw alone.error ?? error;
  });
  if (Object.keys(account.config).length > 0) {
    const whole = { ...asked, config: layConfig(account.config, own) };
    return { ...parseCreateRequest(whole, Date.now()), account };
  }
  if (alone.planned === undefined) throw alone.error;
  return { ...alone.planned, account };
}

function planAlone(
  reading: RequestReading,
): { planned: PlannedRequest; error?: never } | { planned?: never; error: unknown } {
  try {
    return { planned: planRequest(reading, Date.now()) };
  } catch (error) {
    return { error };
  }
}
