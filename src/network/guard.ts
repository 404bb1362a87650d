import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import ipaddr from 'ipaddr.js';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import { allowsAddress, allowsName, hostOf, plainAddressVersion, type AllowList } from './allow-list.ts';
import { isBadPort } from './bad-ports.ts';
import { portOf } from './port.ts';

type Verdict = { permitted: true; warning?: string } | { permitted: false; reason: string };

/**
 * Says which addresses may be reached: http and https on public hosts, and what the allow list names.
 * One guard serves the check of a request, deliveries and the browser, so that they cannot disagree.
 */
export interface NetworkGuard {
  /** What can be said without asking DNS: scheme, credentials, port, and the host where it is an IP address. */
  inspect(address: string): Verdict;
  /** The whole check; a name is resolved, and each answer must be permitted. A name that does not resolve now gives a warning. */
  check(address: string): Promise<Verdict>;
  /**
   * Resolves names for connections to this port, in the shape of `dns.lookup`: what is dialled is what was checked.
   * A refusal reaches the callback as an AutoTriggerError InvalidRequest. IP addresses never come here: `inspect` those.
   */
  lookupFor(port: number): LookupFunction;
}

type ResolveName = (name: string) => Promise<LookupAddress[]>;

export function createNetworkGuard({
  allow,
  resolveName = (name) => lookup(name, { all: true }),
}: {
  allow: AllowList;
  /** All addresses of a name; the system's resolver where left out. */
  resolveName?: ResolveName;
}): NetworkGuard {
  /** Why a host may not be dialled at one of its addresses; undefined where it may be at all of them. */
  function addressProblem({ host, port }: Destination, addresses: string[]): string | undefined {
    if (allowsName(allow, host, port)) return undefined;
    for (const address of addresses) {
      const found = address === host ? host : `${host} resolves to ${address}, which`;
      if (plainAddressVersion(address) === 0) return `${found} is not a plain IP address`;
      if (allowsAddress(allow, address, port)) continue;
      const range = specialRange(address);
      if (range !== undefined) return `${found} is not a public address (${range})${allowHint({ host, port })}`;
      if (isLocalName(host)) return localNameProblem({ host, port });
    }
    return undefined;
  }

  async function resolve(destination: Destination): Promise<LookupAddress[]> {
    const answers = await resolveName(destination.host);
    if (answers.length === 0) throw new Error(`${destination.host} has no address`);
    const problem = addressProblem(
      destination,
      answers.map((answer) => answer.address),
    );
    if (problem !== undefined) throw new AutoTriggerError('InvalidRequest', problem);
    return answers;
  }

  function inspect(address: string): Verdict {
    const destination = readDestination(address);
    if (typeof destination === 'string') return { permitted: false, reason: destination };
    const { host } = destination;
    if (plainAddressVersion(host) === 0) return { permitted: true };
    const problem = addressProblem(destination, [host]);
    return problem === undefined ? permitted(destination, [host]) : { permitted: false, reason: problem };
  }

  async function check(address: string): Promise<Verdict> {
    const inspected = inspect(address);
    const destination = readDestination(address);
    if (!inspected.permitted || typeof destination === 'string') return inspected;
    const { host, port } = destination;
    if (plainAddressVersion(host) !== 0) return inspected;
    try {
      const answers = await resolve(destination);
      return permitted(destination, allowsName(allow, host, port) ? [] : answers.map((answer) => answer.address));
    } catch (error) {
      if (AutoTriggerError.is(error)) return { permitted: false, reason: error.message };
      if (isLocalName(host) && !allowsName(allow, host, port))
        return { permitted: false, reason: localNameProblem(destination) };
      return { permitted: true, warning: `${host} does not resolve now (${messageOf(error)})` };
    }
  }

  const resolveThen = callbackify(resolve);

  function lookupFor(port: number): LookupFunction {
    return (hostname, options, callback) => {
      const host = hostname.toLowerCase().replace(/\.$/, '');
      resolveThen({ host, port }, (error, answers) => {
        const first = answers?.[0];
        if (error !== null || first === undefined) callback(error, []);
        else if (options.all === true) callback(null, answers);
        else callback(null, first.address, first.family);
      });
    };
  }

  return { inspect, check, lookupFor };
}

interface Destination {
  /** Without brackets and a dot at its end. */
  host: string;
  port: number;
}

/** The host and port of an address, or why nothing may be sent there, whatever is allowed. */
function readDestination(address: string): (Destination & { encrypted: boolean }) | string {
  if (!URL.canParse(address)) return `${address} is not a full address, like https://example.com/webhook`;
  const url = new URL(address);
  const encrypted = url.protocol === 'https:';
  if (!encrypted && url.protocol !== 'http:')
    return `${url.protocol}//${url.host} is neither http nor https; use one of these`;
  if (url.username !== '' || url.password !== '')
    return `${hostOf(url)}: the address carries a user name or password; leave them out`;
  const port = portOf(url);
  if (isBadPort(port)) return `${hostOf(url)}: port ${port} belongs to another protocol; use another port`;
  return { host: hostOf(url), port, encrypted };
}

function permitted({ host, encrypted }: Destination & { encrypted: boolean }, addresses: string[]): Verdict {
  const isPublic = addresses.some((address) => specialRange(address) === undefined);
  return isPublic && !encrypted
    ? { permitted: true, warning: `${host} is reached by http, so anyone on the way can read along; use https` }
    : { permitted: true };
}

// of IPv6, IANA has assigned addresses to the public from this block alone
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
// outside of every special range, yet it answers each virtual machine of Azure with what is its own
const azurePlatformAddress = '168.63.129.16';

/** The name of the special range that an address is in; undefined where it is public. */
function specialRange(text: string): string | undefined {
  const address = ipaddr.parse(text);
  const range = address.range();
  if (range !== 'unicast') return range;
  if (address instanceof ipaddr.IPv6 && !address.match(globalUnicast)) return 'unassigned';
  return address.toString() === azurePlatformAddress ? 'cloud platform' : undefined;
}

/** Names that only a private network gives a meaning to. */
function isLocalName(host: string): boolean {
  return plainAddressVersion(host) === 0 && (!host.includes('.') || /\.(?:localhost|local|internal)$/.test(host));
}

function localNameProblem(destination: Destination): string {
  return `${destination.host} is a name of a private network${allowHint(destination)}`;
}

function allowHint({ host, port }: Destination): string {
  return `; to allow it, add ${host.includes(':') ? `[${host}]` : host}:${port} to AUTO_TRIGGER_ALLOW_NETWORKS`;
}
