import type { SessionErrorCode } from '../../contract/session-errors.ts';

/** Why a page cannot be worked with any more. */
export class PageTrouble extends Error {
  override readonly name = 'PageTrouble';
  readonly code: SessionErrorCode;

  constructor(message: string, code: SessionErrorCode = 'TOOL_FAILED') {
    super(message);
    this.code = code;
  }
}

/** The session's pages are gone with their browser. */
export class BrowserEnded extends Error {
  override readonly name = 'BrowserEnded';

  constructor() {
    super('the browser has ended');
  }
}
