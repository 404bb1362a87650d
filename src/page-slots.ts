import { availableParallelism, totalmem } from 'node:os';
import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit } from '@temporalio/worker';

/** What a page, and the browser and worker beside all pages, take of memory. */
const pageBytes = 150e6;
const besideBytes = 1e9;
const pagesPerProcessor = 2;

/** So many pages a machine can work in at one time. */
export function defaultMaxPages(memoryBytes = memoryOfProcess(), processors = availableParallelism()): number {
  const fitting = Math.floor((memoryBytes - besideBytes) / pageBytes);
  return Math.max(1, Math.min(fitting, processors * pagesPerProcessor));
}

/** A container may have less than its machine. */
const memoryOfProcess = () => Math.min(totalmem(), process.constrainedMemory() || Infinity);

interface Waiting {
  grant: (permit: SlotPermit) => void;
}

/**
 * Asks the server for a session that wants a page only where this worker has a place for it. Until then it waits in the
 * server's queue, where any worker may take it and accounts take turns.
 */
export class PageSlots implements CustomSlotSupplier<ActivitySlotInfo> {
  readonly type = 'custom';
  readonly #placesFree: () => number;
  readonly #waiting = new Set<Waiting>();
  #given = 0;

  constructor(placesFree: () => number) {
    this.#placesFree = placesFree;
  }

  /** To be called whenever there may be a place. */
  placesChanged(): void {
    for (const waiting of this.#waiting) {
      if (!this.#hasPlace) return;
      this.#waiting.delete(waiting);
      waiting.grant(this.#give());
    }
  }

  reserveSlot(_context: unknown, signal: AbortSignal): Promise<SlotPermit> {
    const { promise, resolve, reject } = Promise.withResolvers<SlotPermit>();
    const waiting: Waiting = { grant: resolve };
    this.#waiting.add(waiting);
    signal.addEventListener('abort', () => {
      if (this.#waiting.delete(waiting)) reject(new DOMException('no longer asked for', 'AbortError'));
    });
    this.placesChanged();
    return promise;
  }

  tryReserveSlot(): SlotPermit | null {
    return this.#hasPlace ? this.#give() : null;
  }

  markSlotUsed(): void {}

  releaseSlot(): void {
    this.#given -= 1;
    this.placesChanged();
  }

  get #hasPlace(): boolean {
    return this.#given < this.#placesFree();
  }

  #give(): SlotPermit {
    this.#given += 1;
    return {};
  }
}
