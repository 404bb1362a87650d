import type { BrowserPool } from '../../../src/browser/browser-pool.ts';
import type { ActionOutcome } from '../../../src/contract/results.ts';
import type { ToolCall } from '../../../src/contract/tools.ts';
import { answerWithListing, answerWithText, listingOn, type PageLook, textOn } from '../../../src/reading/page-look.ts';

/** A pool without a browser: `navigate` goes from look to look, and the others answer as they would on such a page. */
export class RecordedPages implements Pick<BrowserPool, 'act'> {
  /** What there is at an address. */
  readonly #lookAt: (address: string) => PageLook;
  #open: PageLook | undefined;

  constructor(lookAt: (address: string) => PageLook) {
    this.#lookAt = lookAt;
  }

  act: BrowserPool['act'] = ({ action }) => {
    const outcome = this.#outcomeOf(action) as Extract<ActionOutcome, { status: 'done' | 'failed' }>;
    return Promise.resolve({ outcome, checkpoint: null, site: null });
  };

  #outcomeOf({ tool, arguments: given }: ToolCall): ActionOutcome {
    if (tool === 'navigate') {
      this.#open = this.#lookAt(given.url);
      const { url, title, contentType: content_type } = this.#open.page;
      return { status: 'done', result: { tool, url, status: 200, title, content_type } };
    }
    const look = this.#open;
    if (look === undefined) throw new Error(`${tool} was asked for before anything was open`);
    if (tool === 'entries') return answerWithListing(look, listingOn(look));
    if (tool === 'read') return answerWithText(look, textOn(look));
    throw new Error(`the built-in planner is not known to use ${tool}`);
  }
}
