import type { PageModel } from '../../src/reading/page-model.ts';
import { resultOf, startPool, startSite, visitor } from '../browser/site.ts';
import { type LookName, newestAt, postFiles, readIfThere, type SavedPage } from './saved-pages.ts';
import { addressesOn, routesOf } from './serve-page.ts';

/** A model that a saved page's HTML gives today, and the files of both. */
export interface Recorded {
  html: string;
  model: string;
  page: PageModel;
}

export interface Recorder {
  /** The models of looks at a saved page, all of them where left out, and of the posts there, by a session's extraction. */
  record(page: SavedPage, looks?: LookName[]): Promise<Recorded[]>;
  close(): Promise<void>;
}

/** Records saved pages in a real browser, as many at one time as it has lanes. */
export async function startRecorder(lanes: number): Promise<Recorder> {
  const seen = new Map<string, PageModel>();
  const pool = startPool({
    maxSessions: lanes,
    onLook: ({ page }) => seen.set(new URL(page.url).origin, page),
  });
  const free = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const site = await startSite({});
      await pool.open({ sessionId: `lane-${lane}`, checkpoint: null, allowedSites: [site.name] });
      return { site, visit: visitor(pool, `lane-${lane}`, [site.name]) };
    }),
  );

  async function record(page: SavedPage, looks = page.looks): Promise<Recorded[]> {
    const lane = free.pop();
    if (lane === undefined) throw new Error('all lanes of the recorder are in use');
    const { site, visit } = lane;
    async function look(address: string, tool: 'entries' | 'read'): Promise<PageModel> {
      const url = new URL(address, page.expected.url).href;
      resultOf(await visit({ tool: 'navigate', arguments: { url: addressesOn(page, site)(url) } }), 'navigate');
      seen.delete(site.url);
      await visit({ tool, arguments: {} }); // a page that lists nothing is recorded as well
      const model = seen.get(site.url);
      if (model === undefined) throw new Error(`no look was had at ${url} of ${page.name}`);
      const { origin } = new URL(page.expected.url);
      return JSON.parse(JSON.stringify(model).replaceAll(site.url, origin)) as PageModel;
    }
    try {
      const recorded: Recorded[] = [];
      for (const name of looks) {
        site.routes = routesOf(page, name, site);
        recorded.push(
          // oxlint-disable-next-line no-await-in-loop -- one page after the other, in each lane
          { html: `${name}.html`, model: `${name}.json`, page: await look(page.expected.url, 'entries') },
          // oxlint-disable-next-line no-await-in-loop
          ...(await post(name)),
        );
      }
      return recorded;
    } finally {
      free.push(lane);
    }

    async function post(name: LookName): Promise<Recorded[]> {
      const files = postFiles(name);
      const newest = newestAt(page, name);
      const isOwn = name === 'page' || name === 'later';
      if (!isOwn || newest === undefined || readIfThere(page, files.html) === undefined) return [];
      return [{ ...files, page: await look(newest.url, 'read') }];
    }
  }

  async function close(): Promise<void> {
    await pool.closeAll();
    await Promise.all(free.map(({ site }) => site.close()));
  }

  return { record, close };
}
