import type { CDPSession } from 'playwright-core';
import { within } from '../within.ts';

/** The frames of a page, as Chromium's protocol tells them. */
interface FrameTree {
  frame: { id: string };
  childFrames?: FrameTree[];
}

/** A page that hangs tells nothing of its frames: those that are not known by then are none of its. */
const answerMaxMs = 1_000;
/** Of frames that are gone; Chromium gives no name twice. */
const rememberedMax = 10_000;

/** The frames inside of a page. Chromium is asked for all of them at once, as pages may have thousands. */
export class KnownFrames {
  readonly #protocol: CDPSession;
  readonly #ids = new Set<string>();
  #asking: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(protocol: CDPSession) {
    this.#protocol = protocol;
  }

  /** Whether it is known already; false says nothing. */
  knows(frameId: string): boolean {
    return this.#ids.has(frameId);
  }

  async has(frameId: string): Promise<boolean> {
    if (!this.#ids.has(frameId)) await this.#ask();
    return this.#ids.has(frameId);
  }

  /** Those who ask while an answer is on its way, which may lack their frames, share the next one. */
  #ask(): Promise<void> {
    this.#next ??= this.#asking.then(() => {
      this.#next = undefined;
      this.#asking = within(answerMaxMs, this.#list(), () => undefined);
      return this.#asking;
    });
    return this.#next;
  }

  async #list(): Promise<void> {
    const tree = await this.#protocol.send('Page.getFrameTree').catch(() => undefined); // it is being closed
    if (tree === undefined) return;
    if (this.#ids.size > rememberedMax) this.#ids.clear();
    for (const id of idsIn(tree.frameTree)) this.#ids.add(id);
  }
}

function* idsIn({ frame, childFrames = [] }: FrameTree): Generator<string> {
  yield frame.id;
  for (const child of childFrames) yield* idsIn(child);
}
