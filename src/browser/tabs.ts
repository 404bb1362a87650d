import { failed, done, type Surroundings, type ToolOutcome } from './outcome.ts';
import { leaveIfElsewhere } from './settle.ts';
import { shortAddress, titleOf } from './snapshot.ts';
import type { Tab } from './tab.ts';

/** The tool `tabs`: what the session has open, and which of it the other tools work with. */
export async function listTabs(tab: Tab, switchTo: number, surroundings: Surroundings): Promise<ToolOutcome> {
  const { pages } = tab;
  const chosen = pages[switchTo - 1];
  if (switchTo > 0 && chosen === undefined)
    return failed('TOOL_FAILED', `there is no tab ${switchTo}; there are ${pages.length}`);
  if (chosen !== undefined) {
    tab.switchTo(chosen);
    await chosen.bringToFront();
    const left = await leaveIfElsewhere(tab, surroundings.allowedSites, chosen.url());
    if (left !== undefined) return left;
  }
  const open = tab.page;
  const title = await titleOf(tab, surroundings.signal);
  const tabs = tab.pages.map((page, index) => ({
    number: index + 1,
    url: shortAddress(page.url()),
    // the other tabs are not asked: one that hangs would hold up the list of all
    title: page === open ? title : '',
    is_open: page === open,
  }));
  return done({ tool: 'tabs', tabs });
}
