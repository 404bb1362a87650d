import { Agent, fetch } from 'undici';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { NetworkGuard } from '../../network/guard.ts';
import { portOf } from '../../network/port.ts';
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

/**
 * Fetches a text past the browser. Every hop is checked, and what is dialled is what was checked.
 *
 * @throws {AutoTriggerError} InvalidRequest where a hop is not permitted, or there are too many; what undici throws.
 */
export async function fetchGuarded(address: string, options: GuardedFetch): Promise<{ status: number; text: string }> {
  const { guard, headers, timeoutMs, maxBytes, redirectsMax } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  let url = new URL(address);
  for (let hop = 0; hop <= redirectsMax; hop += 1) {
    const verdict = await guard.check(url.href);
    const problem = verdict.permitted ? await options.problemWith?.(url.href) : verdict.reason;
    if (problem !== undefined) throw new AutoTriggerError('InvalidRequest', problem);
    const agent = new Agent({ connect: { lookup: guard.lookupFor(portOf(url)) } });
    try {
      const response = await fetch(url, { dispatcher: agent, redirect: 'manual', signal, headers });
      const location = response.headers.get('location');
      const contentType = response.headers.get('content-type');
      if (response.status < 300 || response.status >= 400 || location === null)
        return {
          status: response.status,
          text: response.body === null ? '' : await beginningOf(response.body, maxBytes, contentType),
        };
      url = new URL(location, url);
    } finally {
      await agent.destroy();
    }
  }
  throw new AutoTriggerError('InvalidRequest', `${address} is redirected more than ${redirectsMax} times`);
}

async function beginningOf(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  contentType: string | null,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) break;
  }
  const text = decodeText(Buffer.concat(chunks).subarray(0, maxBytes), contentType);
  // half a line would say something else than the whole
  return bytes > maxBytes ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}
