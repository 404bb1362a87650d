import { listeningProcesses } from './listening-processes.ts';
import { isThisMachine, OwnServices, type Service } from './own-services.ts';
import type { ResolveName } from './remember-answers.ts';

// where Temporal's configurations have the parts of a server, its HTTP API, its UI and its metrics
const serverPorts = [7_233, 7_234, 7_235, 7_236, 7_239, 7_243, 7_246, 7_936];
const membershipPorts = [6_933, 6_934, 6_935, 6_936, 6_939];
const usualPorts = [...serverPorts, ...membershipPorts, 8_080, 8_233, 9_090];
/** A development server has its UI so many ports above its own. */
const uiPortDistance = 1_000;
/** What listens on this machine is looked up no more often. */
const lookedUpForMs = 1_000;

/**
 * What listens beside a Temporal server, as far as that can be told: on the usual ports of its host, and on this
 * machine whatever its process listens on, or one that is named after Temporal. Processes are seen on Linux alone, and
 * only those that this one may look into.
 */
export class TemporalNeighbours {
  readonly #servers: Service[] = [];
  readonly #usual = new OwnServices();
  #seen: { at: number; ports: Promise<Set<number>> } | undefined;
  #portsHere = new Set<number>();

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
    if (this.#seen === undefined || now - this.#seen.at > lookedUpForMs)
      this.#seen = { at: now, ports: portsOf(this.#servers) };
    this.#portsHere = await this.#seen.ports;
  }

  /** True where one of the addresses of a host leads to a neighbour, by what was known when it was last located. */
  include(destination: Service, addresses: string[]): boolean {
    return (
      this.#usual.include(destination, addresses) ||
      (this.#portsHere.has(destination.port) && addresses.some(isThisMachine))
    );
  }
}

/** What Temporal's processes on this machine listen on, and those that listen where a server is said to be. */
async function portsOf(servers: Service[]): Promise<Set<number>> {
  const processes = (await listeningProcesses()).filter(
    ({ id, name, ports }) =>
      id !== process.pid && (name.startsWith('temporal') || servers.some(({ port }) => ports.includes(port))),
  );
  return new Set(processes.flatMap(({ ports }) => ports));
}
