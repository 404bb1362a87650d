import { failed, done, type Surroundings, type ToolOutcome } from '../outcome.ts';
import { leaveIfElsewhere } from '../page/settle.ts';
import { shortAddress, pageTitle } from './snapshot.ts';
import type { SessionPages } from '../page/session-pages.ts';

/** The tool `tabs`: what the session has open, and which of it the other tools work with. */
export async function listTabs(
  pages: SessionPages,
  switchTo: number,
  surroundings: Surroundings,
): Promise<ToolOutcome> {
  const chosen = pages.all[switchTo - 1];
  if (switchTo > 0 && chosen === undefined)
    return failed('TOOL_FAILED', `there is no tab ${switchTo}; there are ${pages.all.length}`);
  if (chosen !== undefined) {
    pages.switchTo(chosen);
    await chosen.bringToFront();
    const left = await leaveIfElsewhere(pages, surroundings.allowedSites, chosen.url());
    if (left !== undefined) return left;
  }
  const open = pages.open;
  const title = await pageTitle(pages, surroundings.signal);
  const tabs = pages.all.map((page, index) => ({
    number: index + 1,
    url: shortAddress(page.url()),
    // the other tabs are not asked: one that hangs would hold up the list of all
    title: page === open ? title : '',
    is_open: page === open,
  }));
  return done({ tool: 'tabs', tabs });
}
