import type { CDPSession } from 'playwright-core';
import { unlessAborted } from '../unless-aborted.ts';
import { within } from '../within.ts';

/** What a page may show more of when it has come. Pictures, fonts, media and what never ends are not waited for. */
const awaited = new Set(['Document', 'Script', 'Stylesheet', 'XHR', 'Fetch', 'Ping']);
/** Without a request for so long, a page counts as at rest. */
const quietMs = 50;
/** How long a page's requests are waited for, when its document is there. */
const requestsMaxMs = 3_000;

/** What a page is loading, as Chromium's network events tell. */
export class PageActivity {
  readonly #pending = new Set<string>();
  /** The document that is on its way. */
  #navigation: string | undefined;
  #changedAt = 0;
  #wake: () => void = () => undefined;

  /** The protocol's network events have to be on. */
  constructor(protocol: CDPSession, mainFrameId: string) {
    protocol.on('Network.requestWillBeSent', ({ requestId, type = '', frameId }) => {
      if (!awaited.has(type)) return;
      if (type === 'Document' && frameId === mainFrameId) {
        this.#pending.clear(); // what the page before asked for does not matter any more
        this.#navigation = requestId;
      }
      this.#pending.add(requestId);
      this.#changed();
    });
    const ended = ({ requestId }: { requestId: string }) => {
      if (this.#navigation === requestId) this.#navigation = undefined;
      if (this.#pending.delete(requestId)) this.#changed();
    };
    protocol.on('Network.loadingFinished', ended);
    protocol.on('Network.loadingFailed', ended);
  }

  /** True while a document of the page itself is on its way. */
  get isNavigating(): boolean {
    return this.#navigation !== undefined;
  }

  /** From now on only what is asked for after this counts: a request that is open for ever is the page's own affair. */
  forget(): void {
    this.#pending.clear();
    this.#navigation = undefined;
    this.#changed();
  }

  /** Waits until the page has asked for nothing for 50 ms; a document for as long as given, all else for 3 s. */
  async rest(documentMaxMs: number, signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    for (;;) {
      const now = performance.now();
      const limit = begin + (this.#navigation === undefined ? requestsMaxMs : documentMaxMs);
      const restsAt = this.#pending.size > 0 ? limit : Math.min(limit, Math.max(begin, this.#changedAt) + quietMs);
      if (now >= restsAt) return;
      await unlessAborted(this.#changeOrUntil(restsAt - now), signal);
    }
  }

  #changeOrUntil(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return within(milliseconds, promise, () => undefined);
  }

  #changed(): void {
    this.#changedAt = performance.now();
    this.#wake();
  }
}
