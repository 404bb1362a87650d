import type { ToolCall } from '../contract/tools.ts';
import { askPage } from './page/ask-page.ts';
import { putBackHidden } from './page/hidden-values.ts';
import { allElements, isLike, type PageTrace } from './page/page-trace.ts';
import type { SessionPages } from './page/session-pages.ts';
import type { SessionAction } from './browser-pool.ts';
import type { Performed } from './perform.ts';
import type { ApprovedShape } from './tools/effects.ts';

export type TermsOfRestoring = Pick<SessionAction, 'origin' | 'permitted' | 'approves' | 'robots' | 'signal'>;

/** Does one call in the page. */
type DoAgain = (call: ToolCall, terms: TermsOfRestoring) => Promise<Performed>;

/** Opens a page where it stood. What was permitted there, was so before: robots.txt and persons were asked then. */
export async function restore(
  pages: SessionPages,
  { url, trace }: { url: string; trace?: PageTrace | undefined },
  doAgain: DoAgain,
): Promise<void> {
  const { signal } = new AbortController();
  const { origin } = new URL(url);
  const terms = { origin, permitted: 'read', approves: null, robots: 'ignore', signal } as const;
  await doAgain({ tool: 'navigate', arguments: { url } }, terms);
  if (trace !== undefined)
    await rebuild(pages, trace, (call, more) => doAgain(call, { ...terms, ...more })).catch(() => undefined); // it is planned anew
  pages.areReferencesTold = false;
}

/**
 * Fills in again what was filled in, puts back the tokens of its forms, and scrolls to where the page was. A field that is not there any more, or not for
 * certain, is left out: what a person approved is compared before it is done anyway.
 */
async function rebuild(
  pages: SessionPages,
  { scroll, fields, hidden = [] }: PageTrace,
  doAgain: (call: ToolCall, terms: Pick<TermsOfRestoring, 'permitted' | 'approves'>) => Promise<Performed>,
): Promise<void> {
  const { signal } = new AbortController();
  if (fields.length > 0) await doAgain({ tool: 'snapshot', arguments: {} }, { permitted: 'read', approves: null });
  for (const { tool, arguments: before, ask, like, index, count } of fields) {
    const alike = (await allElements(pages, signal)).filter(isLike(like));
    const element = alike[index];
    if (element === undefined || alike.length !== count) continue;
    const call = { tool, arguments: { ...before, ref: element.ref } } as ToolCall;
    const isApproved = ({ shape }: ApprovedShape) => askIn(shape) === ask;
    const { held } = await doAgain(call, { permitted: 'act', approves: ask === undefined ? null : isApproved });
    // a person was not asked about it, and is not there
    if (held !== undefined) pages.gate.held.dropAll();
  }
  if (hidden.length > 0) await putBackHidden(pages, hidden, signal);
  const scrollBack = ([left, top]: [number, number]) => {
    scrollTo({ left, top, behavior: 'instant' });
    return true;
  };
  await askPage(pages, scrollBack, scroll);
}

/** Where a shape says that a secret would appear. */
const askIn = (shape: ApprovedShape['shape']) =>
  typeof shape === 'object' && shape !== null && !Array.isArray(shape) ? shape['ask'] : undefined;
