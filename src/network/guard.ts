import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { AutoTriggerError, messageOf } from '../contract/errors.ts';
import { bracketed } from '../contract/brackets.ts';
import { allowsAddress, allowsName, hostOf, plainAddressVersion, withPort, type AllowList } from './allow-list.ts';
import { isBadPort } from './bad-ports.ts';
import { OwnServices, type Service, serviceAt } from './own-services.ts';
import { portOf } from './port.ts';
import { rememberAnswers, type ResolveName } from './remember-answers.ts';
import { specialRange } from './special-ranges.ts';
import { TemporalNeighbours } from './temporal-neighbours.ts';

const temporalPort = 7_233;

type Verdict = { permitted: true; warning?: string } | { permitted: false; reason: string };

/**
 * Says which addresses may be reached: http and https on public hosts, and what the allow list names.
 * One guard serves the check of a request, deliveries and the browser, so that they cannot disagree.
 */
export interface NetworkGuard {
  /** What can be said without asking anybody: scheme, credentials, port, and the host where it is an IP address. */
  inspect(address: string): Verdict;
  /** The whole check; a name is resolved, and each answer must be permitted. A name that does not resolve now gives a warning. */
  check(address: string): Promise<Verdict>;
  /**
   * The whole check for a connection that is made now: the addresses that may be dialled for this one, and no others.
   * @throws {AutoTriggerError} InvalidRequest where it is refused; what the resolver throws.
   */
  addressesFor(address: string): Promise<LookupAddress[]>;
  /**
   * Resolves names for connections to this port, in the shape of `dns.lookup`: what is dialled is what was checked.
   * A refusal reaches the callback as an AutoTriggerError InvalidRequest. IP addresses never come here: `inspect` those.
   */
  lookupFor(port: number): LookupFunction;
  /** Refuses a service of the product itself, whatever is allowed, until the function that is returned is called. */
  reserve(service: Service): () => void;
  /**
   * Reserves a Temporal server for good, given as `host:port` (7233 where it has none), and what probably belongs to it: the usual ports of its host, and on this
   * machine those of its process. Of these, an entry of the allow list that names host and port opens what is another's.
   */
  reserveTemporal(address: string): void;
}

export function createNetworkGuard({
  allow,
  resolveName = rememberAnswers((name) => lookup(name, { all: true })),
}: {
  allow: AllowList;
  /** All addresses of a name; the system's resolver, asked once a minute for a name, where left out. */
  resolveName?: ResolveName;
}): NetworkGuard {
  const ownServices = new OwnServices();
  const neighbours = new TemporalNeighbours();
  const named = withPort(allow);

  /** Why a host may not be dialled at one of its addresses; undefined where it may be at all of them. */
  function addressProblem({ host, port }: Service, addresses: string[]): string | undefined {
    if (ownServices.include({ host, port }, addresses))
      return `${host}:${port} is a service of agent-auto-trigger itself, which AUTO_TRIGGER_ALLOW_NETWORKS cannot open`;
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

  /** Where it seems to be a part of the Temporal server, and no entry says that this very port is another's. */
  function neighbourProblem({ host, port }: Service, addresses: string[]): string | undefined {
    if (!neighbours.include({ host, port }, addresses) || allowsName(named, host, port)) return undefined;
    if (addresses.every((address) => plainAddressVersion(address) !== 0 && allowsAddress(named, address, port)))
      return undefined;
    return `${host}:${port} seems to be a part of the Temporal server of agent-auto-trigger${allowHint({ host, port })}`;
  }

  async function resolve(destination: Service): Promise<LookupAddress[]> {
    const { host, port } = destination;
    const version = plainAddressVersion(host);
    const answers = version === 0 ? await resolveName(host) : [{ address: host, family: version }];
    if (answers.length === 0) throw new Error(`${host} has no address`);
    const addresses = answers.map((answer) => answer.address);
    await Promise.all([ownServices.locate(port, resolveName), neighbours.locate(port, addresses, resolveName)]);
    const problem = addressProblem(destination, addresses) ?? neighbourProblem(destination, addresses);
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

  async function addressesFor(address: string): Promise<LookupAddress[]> {
    const inspected = inspect(address);
    const destination = readDestination(address);
    if (!inspected.permitted) throw new AutoTriggerError('InvalidRequest', inspected.reason);
    if (typeof destination === 'string') throw new AutoTriggerError('InvalidRequest', destination);
    return resolve(destination);
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

  return {
    inspect,
    check,
    addressesFor,
    lookupFor,
    reserve: (service) => ownServices.add(service),
    reserveTemporal(address) {
      const server = serviceAt(address, temporalPort);
      ownServices.add(server);
      neighbours.add(server);
    },
  };
}

interface Destination extends Service {
  encrypted: boolean;
}

/** The host and port of an address, or why nothing may be sent there, whatever is allowed. */
function readDestination(address: string): Destination | string {
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

function permitted({ host, encrypted }: Destination, addresses: string[]): Verdict {
  const isPublic = addresses.some((address) => specialRange(address) === undefined);
  return isPublic && !encrypted
    ? { permitted: true, warning: `${host} is reached by http, so anyone on the way can read along; use https` }
    : { permitted: true };
}

// RFC 6761 and 6762 (with its appendix G), RFC 8375, and what ICANN keeps for private use
const localSuffix = /\.(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** Names that only a private network gives a meaning to. */
function isLocalName(host: string): boolean {
  return plainAddressVersion(host) === 0 && (!host.includes('.') || localSuffix.test(host));
}

function localNameProblem(destination: Service): string {
  return `${destination.host} is a name of a private network${allowHint(destination)}`;
}

function allowHint({ host, port }: Service): string {
  return `; to allow it, add ${bracketed(host)}:${port} to AUTO_TRIGGER_ALLOW_NETWORKS`;
}
