import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AutoTriggerError } from '../contract/errors.ts';
import { unbracketed } from '../contract/brackets.ts';

/** What may be reached though private, from `AUTO_TRIGGER_ALLOW_NETWORKS`. A port of null stands for every port. */
export interface AllowList {
  names: { host: string; port: number | null }[];
  networks: { address: ipaddr.IPv4 | ipaddr.IPv6; prefixLength: number; port: number | null }[];
}

/**
 * Reads `host`, `host:port` and CIDR entries (IPv4 and IPv6, an IPv6 address with a port in brackets),
 * separated by commas. Nothing is allowed by an empty text.
 *
 * @throws {AutoTriggerError} BadConfiguration, which names the first entry that is none of these.
 */
export function parseAllowList(text: string): AllowList {
  const list: AllowList = { names: [], networks: [] };
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    if (!addNetwork(list, entry) && !addHost(list, entry)) {
      throw new AutoTriggerError(
        'BadConfiguration',
        `AUTO_TRIGGER_ALLOW_NETWORKS: "${entry}" is no host, host:port or CIDR; write for example receiver.internal:8080 or 10.0.0.0/8`,
        { details: { variable: 'AUTO_TRIGGER_ALLOW_NETWORKS' } },
      );
    }
  }
  return list;
}

/** True where an entry names this host as written, whatever it resolves to. */
export function allowsName(list: AllowList, host: string, port: number): boolean {
  return list.names.some((entry) => entry.host === host && (entry.port === null || entry.port === port));
}

/** True where an entry holds this address, whatever the name it was found by. */
export function allowsAddress(list: AllowList, address: string, port: number): boolean {
  const parsed = ipaddr.parse(address);
  return list.networks.some(
    (entry) =>
      (entry.port === null || entry.port === port) &&
      entry.address.kind() === parsed.kind() &&
      parsed.match(entry.address, entry.prefixLength),
  );
}

/** The entries that name a port. */
export function withPort({ names, networks }: AllowList): AllowList {
  return { names: names.filter(({ port }) => port !== null), networks: networks.filter(({ port }) => port !== null) };
}

/** A CIDR, or an address without a port. */
function addNetwork(list: AllowList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = plainAddressVersion(address);
  if (version === 0 || rest.length > 0) return false;
  const bits = version === 4 ? 32 : 128;
  const prefixLength = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  if (prefixLength > bits) return false;
  list.networks.push({ address: ipaddr.parse(address), prefixLength, port: null });
  return true;
}

/** A name or an address, with or without a port. */
function addHost(list: AllowList, entry: string): boolean {
  const parts = /^(\[[^\]]+\]|[^\s:/@?#\\[\]*%]+)(?::(\d{1,5}))?$/.exec(entry);
  if (parts === null) return false;
  const port = parts[2] === undefined ? null : Number(parts[2]);
  if (port === 0 || (port ?? 0) > 65_535) return false;
  const host = canonicalHost(parts[1] ?? '');
  if (host === undefined) return false;
  const version = plainAddressVersion(host);
  if (version === 0) list.names.push({ host, port });
  else list.networks.push({ address: ipaddr.parse(host), prefixLength: version === 4 ? 32 : 128, port });
  return true;
}

/** The host as the URL parser writes it (lower case, punycode), without brackets and a dot at its end. */
function canonicalHost(host: string): string | undefined {
  return URL.canParse(`http://${host}/`) ? hostOf(new URL(`http://${host}/`)) : undefined;
}

/** The host of an address, without the brackets of IPv6 and a dot at its end. */
export function hostOf(url: URL): string {
  return unbracketed(url.hostname).replace(/\.$/, '');
}

/** 4 or 6; 0 for what is no address, or has a zone. */
export function plainAddressVersion(text: string): number {
  return text.includes('%') ? 0 : isIP(text);
}
