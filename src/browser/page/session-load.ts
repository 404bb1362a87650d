import { Traffic } from '../../network/traffic.ts';

/**
 * How much a session's pages have loaded: decoded, as far as Chromium tells that of a page, and of all that they load,
 * in frames and workers of other processes too, what came over the network.
 */
export class SessionLoad {
  readonly traffic: Traffic;
  readonly #maxBytes: number;
  readonly #exceeded = new AbortController();
  #decodedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.traffic = new Traffic(maxBytes, () => this.#exceed());
  }

  /** Aborted once it is more than may be, and nothing more is loaded; the reason says so in words. */
  get exceeded(): AbortSignal {
    return this.#exceeded.signal;
  }

  countDecoded(bytes: number): void {
    this.#decodedBytes += bytes;
    if (this.#decodedBytes <= this.#maxBytes) return;
    this.traffic.stop();
    this.#exceed();
  }

  #exceed(): void {
    const megabytes = this.#maxBytes / 1_000_000;
    this.#exceeded.abort(`the pages of this session have loaded more than ${megabytes} MB, so they load nothing more`);
  }
}
