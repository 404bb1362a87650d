import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { Agent, buildConnector, fetch, Pool, type Response } from 'undici';
import { AutoTriggerError } from '../contract/errors.ts';
import { hostOf, plainAddressVersion } from './allow-list.ts';
import type { NetworkGuard } from './guard.ts';
import { portOf } from './port.ts';

interface Posted {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal | undefined;
}

/** What a server answered; the body is still to be read. */
interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Uint8Array>;
}

/**
 * Sends requests past the browser, each by the guard's word: an address is inspected, and what is dialled is what was
 * checked. Redirects are not followed. Connections are kept for the next request.
 *
 * Both ways of asking throw an AutoTriggerError InvalidRequest where the guard refuses, the signal's reason where that
 * aborts, and else what undici throws.
 */
export interface GuardedAgent {
  post(address: string, request: Posted): Promise<Answer>;
  /** By the rules of `fetch`, which among others takes a body that is compressed. */
  get(address: string, request: { headers: Record<string, string>; signal: AbortSignal }): Promise<Response>;
  /** Ends every connection, those in use too. */
  close(): Promise<void>;
}

/** `settings` are undici's own for the connections to one server. */
export function createGuardedAgent(
  guard: NetworkGuard,
  settings: Pick<Pool.Options, 'allowH2' | 'headersTimeout' | 'bodyTimeout' | 'maxHeaderSize'> = {},
): GuardedAgent {
  // one pool a server: the guard has to know the port, and a lookup is not told
  const agent = new Agent({
    factory: (origin, options) =>
      new Pool(origin, {
        ...(options as Pool.Options),
        ...settings,
        connect: connectTo(new URL(origin), guard, settings.allowH2),
      }),
  });

  function inspected(address: string): URL {
    const verdict = guard.inspect(address);
    if (!verdict.permitted) throw new AutoTriggerError('InvalidRequest', verdict.reason);
    return new URL(address);
  }

  return {
    async post(address, { headers, body, signal }) {
      const { origin, pathname, search } = inspected(address);
      const request = { origin, path: pathname + search, method: 'POST', headers, body } as const;
      const response = await agent.request({ ...request, ...(signal === undefined ? {} : { signal }) });
      return { status: response.statusCode, headers: response.headers, body: response.body };
    },
    async get(address, { headers, signal }) {
      return fetch(inspected(address), { dispatcher: agent, redirect: 'manual', headers, signal });
    },
    close: () => agent.destroy(),
  };
}

/** A name is looked up through the guard. What is written in numbers is looked up nowhere, so the guard is asked first. */
function connectTo(
  url: URL,
  guard: NetworkGuard,
  allowH2: boolean | undefined,
): buildConnector.connector | { lookup: LookupFunction } {
  if (plainAddressVersion(hostOf(url)) === 0) return { lookup: guard.lookupFor(portOf(url)) };
  const connect = buildConnector(allowH2 === undefined ? {} : { allowH2 });
  const ask = callbackify(() => guard.addressesFor(url.href));
  return (options, callback) => ask((error) => (error === null ? connect(options, callback) : callback(error, null)));
}

/** Node forgets a time-out that another signal depends on while nobody listens to that one, as between two requests. */
const deadlines = new WeakMap<AbortSignal, AbortSignal>();

/** Aborts as the given signal does, and with a `TimeoutError` when the time is over, in milliseconds. */
export function signalWithin(timeoutMs: number, signal?: AbortSignal): AbortSignal {
  const deadline = AbortSignal.timeout(timeoutMs);
  if (signal === undefined) return deadline;
  const either = AbortSignal.any([signal, deadline]);
  deadlines.set(either, deadline);
  return either;
}
