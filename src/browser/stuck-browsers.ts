import { BoundedMap } from '../contract/bounded-map.ts';
import type { OpenSession } from './browser-pool.ts';

const rememberedMax = 1_000;
const suspectFrom = 2;

/**
 * Keeps a page that holds up its browser from costing other sessions theirs. The sessions that a browser was ended with
 * are spared: they go on in another one, where they stood. The one that found it stuck, and any that was there twice,
 * has a browser of its own from then on, since nothing tells whose page it was.
 */
export class StuckBrowsers {
  readonly #idleMs: number;
  readonly #spared = new Map<string, { session: OpenSession; forget: NodeJS.Timeout }>();
  readonly #suspicions = new BoundedMap<string, number>(rememberedMax);

  /** What nobody asks for is kept for so long, in milliseconds. */
  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** Notes who was in a browser that one of them found stuck, or that was found so as a session was to be opened there. */
  note(finderId: string | undefined, others: OpenSession[]): void {
    if (finderId !== undefined) this.#suspicions.set(finderId, suspectFrom);
    for (const session of others) {
      const { sessionId } = session;
      this.#suspicions.set(sessionId, (this.#suspicions.get(sessionId) ?? 0) + 1);
      this.forget(sessionId);
      const forget = setTimeout(() => this.#spared.delete(sessionId), this.#idleMs).unref();
      this.#spared.set(sessionId, { session, forget });
    }
  }

  /** How many wait to go on; each has its place. */
  get sparedCount(): number {
    return this.#spared.size;
  }

  isSpared(sessionId: string): boolean {
    return this.#spared.has(sessionId);
  }

  isSuspect(sessionId: string): boolean {
    return (this.#suspicions.get(sessionId) ?? 0) >= suspectFrom;
  }

  /** Where a spared session goes on from, once. */
  take(sessionId: string): OpenSession | undefined {
    const spared = this.#spared.get(sessionId);
    this.forget(sessionId);
    return spared?.session;
  }

  forget(sessionId: string): void {
    clearTimeout(this.#spared.get(sessionId)?.forget);
    this.#spared.delete(sessionId);
  }

  forgetAll(): void {
    for (const sessionId of this.#spared.keys()) this.forget(sessionId);
  }
}
