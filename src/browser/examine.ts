import { failed, type FailedOutcome, type Surroundings } from './outcome.ts';
import { TooComplex } from './page-reader.ts';
import { canBeShown } from './page/sent-request.ts';
import type { SessionPages } from './page/session-pages.ts';
import { titleAndPrice } from './page/title-and-price.ts';
import type { ElementCall, Examination } from './tools/effects.ts';
import { examineCall } from './tools/interact.ts';

/**
 * What a call on an element would do just now, with all that a person is shown of it; a failure where that is more than
 * can be shown, or takes longer than a page may. Rejects where the signal aborts, and where the page is gone.
 */
export async function examineInTime(
  pages: SessionPages,
  call: ElementCall,
  surroundings: Pick<Surroundings, 'secrets' | 'guard' | 'reader' | 'signal' | 'pageTimeoutMs'>,
): Promise<Examination | FailedOutcome> {
  const { secrets, signal, pageTimeoutMs } = surroundings;
  const deadline = AbortSignal.timeout(pageTimeoutMs);
  const bounded = { ...surroundings, signal: AbortSignal.any([signal, deadline]) };
  try {
    const target = await examineCall(pages, call, bounded);
    if ('status' in target) return secrets.scrubAll(target);
    const { examination } = target;
    const { request = null, element } = examination;
    if (request === null) return examination;
    if (canBeShown(request)) {
      pages.mark = await titleAndPrice(pages, bounded);
      return { ...examination, page: pages.mark };
    }
    return failed(
      'TOOL_FAILED',
      `${element} would send ${request.fields.length} fields, more than a person can be shown, so nobody was asked`,
    );
  } catch (error) {
    if (error instanceof TooComplex) return failed('PAGE_TOO_COMPLEX', `the page was not looked at: ${error.message}`);
    if (signal.aborted || !deadline.aborted) throw error;
    return failed('PAGE_TIMEOUT', `the page did not answer within ${pageTimeoutMs / 1_000} s`);
  }
}
