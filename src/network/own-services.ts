import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { plainAddressVersion } from './allow-list.ts';
import type { ResolveName } from './remember-answers.ts';
import { unbracketed } from '../contract/brackets.ts';

/** Where somebody listens. */
export interface Service {
  /** A name or an IP address, without brackets and a dot at its end. */
  host: string;
  port: number;
}

/** What `host:port` names, an IPv6 address in brackets; without a port it is the given one. */
export function serviceAt(address: string, usualPort: number): Service {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/s.exec(address) ?? [];
  return {
    host: unbracketed(host.toLowerCase()).replace(/\.$/, ''),
    port: Number(port ?? usualPort),
  };
}

interface Known extends Service {
  addresses: string[];
}

/** What the product itself listens on or lives on: nobody is to reach it through the guard, whatever is allowed. */
export class OwnServices {
  readonly #services = new Set<Known>();

  /** Returns what takes it out again. */
  add({ host, port }: Service): () => void {
    const service = { host, port, addresses: plainAddressVersion(host) === 0 ? [] : [host] };
    this.#services.add(service);
    return () => void this.#services.delete(service);
  }

  /** Asks where the services on this port are now that are given by name; one that does not resolve stays where it was. */
  async locate(port: number, resolveName: ResolveName): Promise<void> {
    const named = [...this.#services].filter(
      (service) => service.port === port && plainAddressVersion(service.host) === 0,
    );
    await Promise.all(
      named.map(async (service) => {
        const answers = await resolveName(service.host).catch(() => []);
        if (answers.length > 0) service.addresses = answers.map(({ address }) => address);
      }),
    );
  }

  /** True where one of the addresses of a host leads to one of the services. */
  include({ host, port }: Service, addresses: string[]): boolean {
    return [...this.#services].some(
      (service) =>
        service.port === port &&
        (service.host === host || addresses.some((address) => service.addresses.some((own) => isSame(own, address)))),
    );
  }
}

/** The same machine, as far as that can be told: this one has many addresses. */
function isSame(one: string, other: string): boolean {
  return plainForm(one) === plainForm(other) || (isThisMachine(one) && isThisMachine(other));
}

/** True for loopback, for 0.0.0.0 and ::, which lead there as well, and for the addresses of its interfaces. */
function isThisMachine(text: string): boolean {
  const range = plainAddressVersion(text) === 0 ? undefined : ipaddr.process(text).range();
  if (range === 'loopback' || range === 'unspecified') return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some(({ address }) => plainForm(address) === plainForm(text));
}

/** IPv4 that is mapped into IPv6 is IPv4; zones and what is no address stay as they are. */
function plainForm(text: string): string {
  return plainAddressVersion(text) === 0 ? text : ipaddr.process(text).toString();
}
