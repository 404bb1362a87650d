import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { hostOf, plainAddressVersion } from './allow-list.ts';
import { portOf } from './port.ts';
import type { ResolveName } from './remember-answers.ts';
import { unbracketed } from '../contract/brackets.ts';

/** Where somebody listens. */
export interface Service {
  /** A name or an IP address, without brackets and a dot at its end. */
  host: string;
  port: number;
}

/** Where an http address leads. */
export function serviceOf(address: string): Service {
  const url = new URL(address);
  return { host: hostOf(url), port: portOf(url) };
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

/** Services that are known by whatever name or address leads to them. */
export class OwnServices {
  readonly #services = new Set<Known>();

  /** Returns what takes it out again. */
  add({ host, port }: Service): () => void {
    const service = { host, port, addresses: addressesWithoutAsking(host) };
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

function addressesWithoutAsking(host: string): string[] {
  if (host === 'localhost') return ['127.0.0.1', '::1'];
  return plainAddressVersion(host) === 0 ? [] : [host];
}

/** The same machine, as far as that can be told: this one has many addresses. */
function isSame(one: string, other: string): boolean {
  return plainForm(one) === plainForm(other) || (isThisMachine(one) && isThisMachine(other));
}

/** True for loopback, for 0.0.0.0 and ::, which lead there as well, and for the addresses of its interfaces. */
export function isThisMachine(address: string): boolean {
  const text = withoutZone(address);
  const range = plainAddressVersion(text) === 0 ? undefined : ipaddr.process(text).range();
  if (range === 'loopback' || range === 'unspecified') return true;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return own.some(({ address }) => plainForm(address) === plainForm(text));
}

/** IPv4 that is mapped into IPv6 is IPv4; what is no address stays as it is. */
function plainForm(given: string): string {
  const text = withoutZone(given);
  return plainAddressVersion(text) === 0 ? text : ipaddr.process(text).toString();
}

const withoutZone = (address: string) => address.replace(/%.*$/s, '');
