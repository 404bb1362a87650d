import type { Socket } from 'node:net';

/** What one client of the proxy receives, over all of its connections. Beyond a bound it has none any more. */
export class Traffic {
  readonly #maxBytes: number;
  readonly #onExceeded: () => void;
  readonly #sockets = new Set<Socket>();
  #bytes = 0;
  #isStopped = false;

  /** `maxBytes`: as they come from the sites, in general compressed. */
  constructor(maxBytes: number, onExceeded: () => void) {
    this.#maxBytes = maxBytes;
    this.#onExceeded = onExceeded;
  }

  /** Takes a connection of the client in; false where it is to have none. */
  admits(socket: Socket): boolean {
    if (this.#isStopped || this.#sockets.has(socket)) return !this.#isStopped;
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return true;
  }

  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#isStopped || this.#bytes <= this.#maxBytes) return;
    this.stop();
    this.#onExceeded();
  }

  /** Ends the client's connections; it gets no other. */
  stop(): void {
    this.#isStopped = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}
