import type { Response } from 'undici';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { createGuardedAgent, signalWithin } from '../../network/guarded-agent.ts';
import { readBody } from '../../network/read-body.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { decodeText } from './decode-text.ts';

interface GuardedFetch {
  guard: NetworkGuard;
  /** What is wrong with an address beyond what the guard says; undefined where nothing is. */
  problemWith?: (address: string) => Promise<string | undefined>;
  headers: Record<string, string>;
  /** For the whole of it, redirects included. */
  timeoutMs: number;
  /** What is beyond is not read. */
  maxBytes: number;
  redirectsMax: number;
  signal?: AbortSignal;
}

/** Thrown where an address leads on too often. */
export class RedirectedTooOften extends Error {
  override readonly name = 'RedirectedTooOften';
}

/**
 * Fetches a text past the browser. Every hop is checked, and what is dialled is what was checked.
 *
 * @throws {AutoTriggerError} InvalidRequest where a hop is not permitted; RedirectedTooOften; what undici throws.
 */
export async function fetchGuarded(address: string, options: GuardedFetch): Promise<{ status: number; text: string }> {
  const { guard, headers, timeoutMs, maxBytes, redirectsMax } = options;
  const signal = signalWithin(timeoutMs, options.signal);
  const agent = createGuardedAgent(guard);
  try {
    let url = new URL(address);
    for (let hop = 0; hop <= redirectsMax; hop += 1) {
      const verdict = await unlessAborted(guard.check(url.href), signal);
      const problem = verdict.permitted ? await options.problemWith?.(url.href) : verdict.reason;
      if (problem !== undefined) throw new AutoTriggerError('InvalidRequest', problem);
      const response = await agent.get(url.href, { headers, signal });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null)
        return { status: response.status, text: await textOf(response, maxBytes) };
      url = new URL(location, url);
    }
  } finally {
    await agent.close();
  }
  throw new RedirectedTooOften(`${address} is redirected more than ${redirectsMax} times`);
}

async function textOf({ body, headers }: Response, maxBytes: number): Promise<string> {
  if (body === null) return '';
  const { bytes, isTooLong } = await readBody(body, { maxBytes });
  const text = decodeText(bytes, headers.get('content-type'));
  // half a line would say something else than the whole
  return isTooLong ? text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1) : text;
}
