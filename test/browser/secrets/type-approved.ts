import type { ToolOutcome } from '../../../src/browser/outcome.ts';
import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import { unasked } from '../site.ts';

/** Types into a field of the session `s`, as with the approval of a person, wherever a secret would appear there. */
export async function typeApproved(
  pool: BrowserPool,
  allowedSites: string[],
  typed: { ref: string; text: string },
): Promise<ToolOutcome> {
  const { signal } = new AbortController();
  const action = { tool: 'type', arguments: typed } as const;
  const terms = { ...unasked, approves: () => true };
  return (await pool.act({ sessionId: 's', action, allowedSites, signal, ...terms })).outcome;
}
