import type { Spending, UsageSum } from '../contract/spending.ts';
import type { Field } from './fields.ts';
import { cell, grouped } from './print.ts';

/** What was spent on models, where anything was. */
export function spentFields({ today, this_month, ever }: Spending): Field[] {
  if (tokensOf(ever) === 0 && Number(ever.cost_usd) === 0) return [];
  const parts = Object.entries({ today, 'this month': this_month, ever });
  return [['spent', parts.map(([when, spent]) => `${when} ${amount(spent)}`).join('; ')]];
}

function amount(spent: UsageSum): string {
  return `$${cell(spent.cost_usd)} (${grouped(tokensOf(spent))} tokens)`;
}

const tokensOf = ({ input_tokens, output_tokens }: UsageSum) => input_tokens + output_tokens;
