import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { within } from '../within.ts';

const beginsMaxMs = 5_000;
/** A window that is announced is there in some hundredths of a second, or was not let. */
const comesMaxMs = 1_000;
/** Of more at one time most are closed again. */
const comingMax = 6;

/** The windows that a session's pages open. */
export class Popups {
  readonly #context: BrowserContext;
  #coming = 0;
  #wake: () => void = () => undefined;

  constructor(context: BrowserContext) {
    this.#context = context;
    context.on('page', () => {
      this.#coming = Math.max(0, this.#coming - 1);
      if (this.#coming === 0) this.#wake();
    });
  }

  /** Has a page announce what it opens, which comes a little later. */
  async watch(protocol: CDPSession): Promise<void> {
    protocol.on('Page.windowOpen', () => (this.#coming += 1));
    await protocol.send('Page.enable');
  }

  /** Waits until what was announced is there. */
  async come(): Promise<void> {
    const isFlood = this.#coming > comingMax;
    if (isFlood) this.#coming = 0;
    if (this.#coming === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await within(comesMaxMs, promise, () => undefined);
    this.#coming = 0;
  }

  /** Waits until one shows what it was opened for, or has come at all. */
  async begin(known: readonly Page[]): Promise<void> {
    const options = { timeout: beginsMaxMs };
    const others = this.#context.pages().filter((page) => !known.includes(page));
    const begins = [
      this.#context.waitForEvent('page', options),
      ...others.map((page) => page.waitForEvent('framenavigated', options)),
    ];
    await Promise.any(begins).catch(() => undefined); // it is gone
  }
}
