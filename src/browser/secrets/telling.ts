import { jsonBytes } from '../../contract/json.ts';
import { failed, type ToolOutcome } from '../outcome.ts';
import { type PageReader, TooComplex } from '../page-reader.ts';
import type { Secrets } from './secrets.ts';

/** More than any tool has to tell; a history takes 2 MB at once. */
const maxBytes = 500_000;

/**
 * An outcome as it may leave the browser: without the operator's secrets, and within a bound, whatever a page made of
 * the functions that tools call in it. A picture is no text, and has its secrets blacked out.
 */
export async function tellable(
  outcome: ToolOutcome,
  secrets: Secrets,
  { reader, signal }: { reader: PageReader; signal: AbortSignal },
): Promise<ToolOutcome> {
  const bytes = jsonBytes(outcome);
  if (bytes > maxBytes)
    return failed('TOOL_FAILED', `the page gave ${bytes} bytes where at most ${maxBytes} are told, so it was not read`);
  if (outcome.status === 'done' && outcome.result.tool === 'screenshot') {
    const { result } = outcome;
    return { ...outcome, result: { ...result, url: secrets.scrub(result.url) } };
  }
  if (secrets.isEmpty) return outcome;
  try {
    const told = await reader.readText('told', { value: outcome, secrets: secrets.plain }, bytes, signal);
    return told as ToolOutcome;
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return failed('PAGE_TOO_COMPLEX', `what the page gave was not read: ${error.message}`);
  }
}
