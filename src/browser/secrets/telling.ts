import { jsonBytes } from '../../contract/json.ts';
import { failed, type ToolOutcome } from '../outcome.ts';
import type { Secrets } from './secrets.ts';

/** More than any tool has to tell; a history takes 2 MB at once. */
const maxBytes = 500_000;

/**
 * An outcome as it may leave the browser: without the operator's secrets, and within a bound, whatever a page made of
 * the functions that tools call in it. A picture is no text, and has its secrets blacked out.
 */
export function tellable(outcome: ToolOutcome, secrets: Secrets): ToolOutcome {
  const bytes = jsonBytes(outcome);
  if (bytes > maxBytes)
    return failed('TOOL_FAILED', `the page gave ${bytes} bytes where at most ${maxBytes} are told, so it was not read`);
  if (outcome.status === 'failed' || outcome.result.tool !== 'screenshot') return secrets.scrubAll(outcome);
  const { result } = outcome;
  return { ...outcome, result: { ...result, url: secrets.scrub(result.url) } };
}
