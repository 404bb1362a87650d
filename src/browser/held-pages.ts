interface HeldPage {
  release: () => void;
  /** Resolves when the page is given back. */
  gone: Promise<void>;
}

/** The pages that wait for a person. Each is given back as soon as another session needs its place, the longest first. */
export class HeldPages {
  readonly #pages = new Map<string, HeldPage>();
  readonly #leaving = new Set<string>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#pages.size;
  }

  /**
   * Gives the page back when it is released, or when its time is over, in milliseconds. Rejects with the signal's
   * reason where that aborts before: the page stays.
   */
  async keep<Given>(
    sessionId: string,
    { milliseconds, signal }: { milliseconds: number; signal: AbortSignal },
    giveBack: () => Promise<Given>,
  ): Promise<Given> {
    signal.throwIfAborted();
    const released = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const stay = () => released.reject(signal.reason);
    const timer = setTimeout(released.resolve, milliseconds);
    signal.addEventListener('abort', stay, { once: true });
    this.#pages.set(sessionId, { release: released.resolve, gone: gone.promise });
    this.#onChange();
    try {
      await released.promise;
      return await giveBack();
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stay);
      this.#pages.delete(sessionId);
      this.#leaving.delete(sessionId);
      gone.resolve();
    }
  }

  /** Resolves when it is given back; undefined where that page is not held. */
  release(sessionId: string): Promise<void> | undefined {
    const held = this.#pages.get(sessionId);
    if (held === undefined) return undefined;
    this.#pages.delete(sessionId);
    this.#leaving.add(sessionId);
    held.release();
    return held.gone;
  }

  /** True for one that was released, and is not given back yet. */
  isLeaving(sessionId: string): boolean {
    return this.#leaving.has(sessionId);
  }

  /** The one that is held longest. */
  longest(): string | undefined {
    const [longest] = this.#pages.keys();
    return longest;
  }

  async releaseAll(): Promise<void> {
    await Promise.all([...this.#pages.keys()].map(async (sessionId) => this.release(sessionId)));
  }
}
