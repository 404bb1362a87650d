import { nothingSpent, type Spending, spendingAt } from '../../contract/spending.ts';

/** What was spent as of now, from what a memo or a status holds of it; nothing where it holds nothing. */
export function readSpending(kept: unknown): Spending {
  const isKept = typeof kept === 'object' && kept !== null && 'ever' in kept;
  return isKept ? spendingAt(kept as Spending, Date.now()) : nothingSpent;
}
