import { readSettings } from '../../src/config.ts';
import { createBrowserPool } from '../../src/browser/pool.ts';
import type { ToolCall } from '../../src/contract/tools.ts';
import { obtainBrowser } from '../../src/dev/obtain-browser.ts';
import { parseAllowList } from '../../src/network/allow-list.ts';
import { createNetworkGuard } from '../../src/network/guard.ts';
import { siteOf } from '../../src/network/sites.ts';
import type { PageLook } from '../../src/reading/page-look.ts';

const sessionId = 'recording';

/**
 * A look at a page as a session has it: by the pool, within the network guard, where robots.txt lets it.
 * Throws an error that says why, where the page does not open.
 */
export async function lookAt(url: string, say: (line: string) => void): Promise<PageLook> {
  const { allowNetworks, userAgent } = readSettings();
  const seen: PageLook[] = [];
  const pool = createBrowserPool({
    executablePath: () => obtainBrowser(say),
    maxSessions: 1,
    guard: createNetworkGuard({ allow: parseAllowList(allowNetworks) }),
    userAgent,
    onLook: (look) => seen.push(look),
  });
  const { signal } = new AbortController();
  const allowedSites = [siteOf(url)];
  const within = { allowedSites, permitted: 'read', approves: null, robots: 'respect', signal } as const;
  const act = async (action: ToolCall) => (await pool.act({ sessionId, action, ...within })).outcome;
  try {
    await pool.open({ sessionId, checkpoint: null, allowedSites });
    const opened = await act({ tool: 'navigate', arguments: { url } });
    if (opened.status === 'failed') throw new Error(opened.message);
    const listed = await act({ tool: 'entries', arguments: {} });
    const [look] = seen;
    if (look === undefined) throw new Error(listed.status === 'failed' ? listed.message : `${url} shows nothing`);
    return look;
  } finally {
    await pool.closeAll();
  }
}
