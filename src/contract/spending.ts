import type { TokenUse } from './session.ts';

/** What sessions used of models. `cost_usd` is a decimal number in a text, as sums of floating-point numbers are not exact. */
export interface UsageSum {
  cost_usd: string;
  input_tokens: number;
  output_tokens: number;
}

/** `until`: when the day or month is over, in the account's time zone; null where nothing was used in it. */
interface SpentUntil extends UsageSum {
  until: string | null;
}

export interface Spending {
  today: SpentUntil;
  this_month: SpentUntil;
  ever: UsageSum;
}

/** When the day and the month are over in which something was used. */
export interface Periods {
  day_ends_at: string;
  month_ends_at: string;
}

const nothing: UsageSum = { cost_usd: '0.00', input_tokens: 0, output_tokens: 0 };
const none: SpentUntil = { ...nothing, until: null };
export const nothingSpent: Spending = { today: none, this_month: none, ever: nothing };

/** True where a session used something of a model. */
export function isSpending({ input_tokens, output_tokens, cost_usd }: TokenUse): boolean {
  return input_tokens > 0 || output_tokens > 0 || cost_usd > 0;
}

/** What was used with what one more session used. */
export function addSpending(before: Spending, used: TokenUse, { day_ends_at, month_ends_at }: Periods): Spending {
  return {
    today: addUntil(before.today, used, day_ends_at),
    this_month: addUntil(before.this_month, used, month_ends_at),
    ever: add(before.ever, used),
  };
}

/** What was used as it is at a moment, in milliseconds since the epoch: days and months that are over are empty. */
export function spendingAt({ today, this_month, ever }: Spending, now: number): Spending {
  const current = (spent: SpentUntil) => (spent.until !== null && Date.parse(spent.until) <= now ? none : spent);
  return { today: current(today), this_month: current(this_month), ever };
}

/** A later period begins anew; an earlier one, that something was told of late, is over. */
function addUntil(before: SpentUntil, used: TokenUse, until: string): SpentUntil {
  const laterMs = Date.parse(until) - Date.parse(before.until ?? until);
  if (laterMs < 0) return before;
  return { ...add(laterMs > 0 ? nothing : before, used), until };
}

function add({ cost_usd, input_tokens, output_tokens }: UsageSum, used: TokenUse): UsageSum {
  return {
    cost_usd: inDollars(billionths(Number(cost_usd)) + billionths(used.cost_usd)),
    input_tokens: input_tokens + used.input_tokens,
    output_tokens: output_tokens + used.output_tokens,
  };
}

/** Of a dollar: finer than any price of a token. Whole numbers, so that sums are exact. */
const billion = 1_000_000_000;
const billionths = (dollars: number) => Math.round(dollars * billion);

/** With two decimals at least. */
function inDollars(ofBillion: number): string {
  const decimals = String(ofBillion % billion)
    .padStart(9, '0')
    .replace(/(?<!0)0+$/, '');
  return `${Math.floor(ofBillion / billion)}.${decimals.padEnd(2, '0')}`;
}
