import { once } from 'node:events';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { BoundedMap } from '../contract/bounded-map.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { hostOf } from './allow-list.ts';
import type { NetworkGuard } from './guard.ts';
import { portOf } from './port.ts';

/** Why a connection did not come about: the guard's reason, for people, or the code that DNS or the network gave. */
export type ConnectionFailure = { refused: string } | { code: string };

/** Opens connections through the guard, and remembers why the last one to a destination failed. */
export interface Dialler {
  /**
   * A connection to the host and port of an http address: to an address that was checked at this moment.
   * @throws {AutoTriggerError} InvalidRequest where the guard refuses it; what DNS or the network says; the signal's reason.
   */
  dial(address: string, signal: AbortSignal): Promise<Socket>;
  /** Undefined where the last connection there came about, or there was none. */
  failureAt(address: string): ConnectionFailure | undefined;
  /** For what happened to a connection after it came about. */
  noteFailure(address: string, code: string): void;
}

const failuresMax = 1_000;

export function createDialler(guard: NetworkGuard): Dialler {
  const failures = new BoundedMap<string, ConnectionFailure>(failuresMax);

  async function dial(address: string, signal: AbortSignal): Promise<Socket> {
    try {
      const addresses = await guard.addressesFor(address);
      signal.throwIfAborted();
      const url = new URL(address);
      const lookup: LookupFunction = (_name, { all }, callback) => {
        const [{ address: first, family } = { address: '', family: 0 }] = addresses;
        return all === true ? callback(null, addresses) : callback(null, first, family);
      };
      const socket = connect({ host: hostOf(url), port: portOf(url), lookup, noDelay: true });
      await connected(socket, signal);
      failures.delete(keyOf(address));
      return socket;
    } catch (error) {
      if (!signal.aborted) note(address, failureFrom(error));
      throw error;
    }
  }

  function note(address: string, failure: ConnectionFailure): void {
    if (URL.canParse(address)) failures.set(keyOf(address), failure);
  }

  return {
    dial,
    failureAt: (address) => (URL.canParse(address) ? failures.get(keyOf(address)) : undefined),
    noteFailure: (address, code) => note(address, { code }),
  };
}

async function connected(socket: Socket, signal: AbortSignal): Promise<void> {
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.on('error', () => undefined); // it is given up
    socket.destroy();
    throw error;
  }
}

/** https and http to one port are one destination. */
function keyOf(address: string): string {
  const url = new URL(address);
  return `${hostOf(url)} ${portOf(url)}`;
}

function failureFrom(error: unknown): ConnectionFailure {
  if (AutoTriggerError.is(error)) return { refused: error.message };
  // of several addresses that were tried, the last one was given all the time it wanted
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  const { code } = last as NodeJS.ErrnoException;
  return { code: code ?? 'UNKNOWN' };
}
