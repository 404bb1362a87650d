import { patched, upsertMemo } from '@temporalio/workflow';
import { isSpending, type Periods } from '../contract/spending.ts';
import { accountSums } from './activities.ts';
import { nowMs } from './now.ts';
import { memoOf } from './presentation.ts';
import type { Trigger } from './trigger.ts';

/** Adds what the last session used to the sums of its trigger and of its account. */
export async function sumUsage(trigger: Trigger): Promise<void> {
  const { last } = trigger.carried;
  if (last === null || !isSpending(last.usage) || !patched('sums-of-usage')) return;
  const { session_id, session_number, usage } = last;
  const { input_tokens, output_tokens, cost_usd } = usage;
  const used = { input_tokens, output_tokens, cost_usd };
  const sums = accountSums(`Add what session ${session_number} used to the sums of ${trigger.plan.email}`);
  const periods = await sums.recordUsage({ email: trigger.plan.email, session_id, used }).catch(() => {
    trigger.noteLimit(
      'usage',
      `what session ${session_number} used is not in the sums of its account, which did not answer`,
    );
    return periodsOfUtc(nowMs());
  });
  trigger.trackRecord.spend(used, periods);
  upsertMemo(memoOf(trigger));
}

function periodsOfUtc(now: number): Periods {
  const at = new Date(now);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  return {
    day_ends_at: new Date(Date.UTC(year, month, day + 1)).toISOString(),
    month_ends_at: new Date(Date.UTC(year, month + 1)).toISOString(),
  };
}
