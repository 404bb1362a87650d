import { type ListeningProcess, listeningProcesses } from './listening-processes.ts';
import { isThisMachine, OwnServices, type Service } from './own-services.ts';
import type { ResolveName } from './remember-answers.ts';

// where Temporal's configurations have the parts of a server, its HTTP API, its UI and its metrics
const serverPorts = [7_233, 7_234, 7_235, 7_236, 7_239, 7_243, 7_246, 7_936];
const membershipPorts = [6_933, 6_934, 6_935, 6_936, 6_939];
const usualPorts = [...serverPorts, ...membershipPorts, 8_080, 8_233, 9_090];
/** A development server has its UI so many ports above its own. */
const uiPortDistance = 1_000;
/** What listens on this machine is looked up no more often. */
const lookedUpForMs = 10_000;

/** What was found on this machine. */
interface Here {
  ports: Set<number>;
  /** True where Temporal's own process has the port of each server, so that nothing need be presumed. */
  isComplete: boolean;
}

/**
 * What listens beside a Temporal server, as far as that can be told: on this machine whatever its process listens on,
 * or one that is named after Temporal; elsewhere, and where its process is not seen, the usual ports of its host.
 * Processes are seen on Linux alone, and only those that this one may look into.
 */
export class TemporalNeighbours {
  readonly #servers: Service[] = [];
  readonly #usual = new OwnServices();
  #lookUp: { at: number; found: Promise<Here> } | undefined;
  #here: Here = { ports: new Set(), isComplete: false };

  add(server: Service): void {
    this.#servers.push(server);
    for (const port of new Set([...usualPorts, server.port + uiPortDistance]))
      this.#usual.add({ host: server.host, port });
  }

  /** Finds out what `include` needs to know of this port at these addresses. */
  async locate(port: number, addresses: string[], resolveName: ResolveName): Promise<void> {
    if (this.#servers.length === 0) return;
    await this.#usual.locate(port, resolveName);
    if (!addresses.some(isThisMachine)) return;
    const now = Date.now();
    if (this.#lookUp === undefined || now - this.#lookUp.at > lookedUpForMs)
      this.#lookUp = { at: now, found: lookAround(this.#servers) };
    this.#here = await this.#lookUp.found;
  }

  /** True where one of the addresses of a host leads to a neighbour, by what was known when it was last located. */
  include(destination: Service, addresses: string[]): boolean {
    const { ports, isComplete } = this.#here;
    if (ports.has(destination.port) && addresses.some(isThisMachine)) return true;
    return !(isComplete && addresses.every(isThisMachine)) && this.#usual.include(destination, addresses);
  }
}

async function lookAround(servers: Service[]): Promise<Here> {
  const processes = await listeningProcesses();
  const named = processes.filter(({ name }) => name.startsWith('temporal'));
  const serving = processes.filter((each) => each.id !== process.pid && servers.some((server) => has(server)(each)));
  return {
    ports: new Set([...named, ...serving].flatMap(({ ports }) => ports)),
    isComplete: servers.every((server) => named.some(has(server))),
  };
}

const has =
  ({ port }: Service) =>
  (process: ListeningProcess) =>
    process.ports.includes(port);
