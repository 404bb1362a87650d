import { availableParallelism, loadavg } from 'node:os';
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

/** Why a browser was ended, with what was measured: whether a page or the machine is to blame, nothing tells for sure. */
export function stuckMessage(openingMaxMs: number, largestDelayMs: number): string {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `opening an empty page took more than ${openingMaxMs / 1_000} s, so the browser was ended; a page in it may have held it up, or the machine is too busy: its load was ${load} on ${availableParallelism()} processors, and this process's event loop was held up for at most ${largestDelayMs} ms`;
}
