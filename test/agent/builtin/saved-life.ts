import type { Finish } from '../../../src/contract/session.ts';
import { entryKey } from '../../../src/reading/entries/entry-key.ts';
import { type LookName, newestAt, type SavedPage } from '../../reading/saved-pages.ts';

/** What a session tells of a saved page's list, as far as it can be foreseen. */
export interface Told {
  look: LookName;
  outcome: Finish['outcome'];
  /** Title, address and day; without the address where it may count the visits. */
  latest: (string | null | undefined)[];
  /** Titles of what is new since the visit before. */
  added: string[];
}

interface ListResult {
  latest: { title: string; url: string; published_at: string | null } | null;
  added: { title: string }[];
}

export const goalOf = (url: string): string => `Go through ${url} and let me know the latest update on the blog`;

/** What a session told. `address` turns the address of a real site into that of the page's invented one. */
export function told({ outcome, result }: Finish, look: LookName, address = (url: string) => url): Told {
  const { latest, added } = (result ?? { latest: null, added: [] }) as unknown as ListResult;
  return {
    look,
    outcome,
    latest: latest === null ? [] : [latest.title, addressAt(look, address(latest.url)), dayOf(latest.published_at)],
    added: added.map(({ title }) => title),
  };
}

/** What a session should tell, at a first visit or after the look before. */
export function shouldBeTold(page: SavedPage, look: LookName): Told {
  const newest = newestAt(page, look);
  if (newest === undefined) throw new TypeError(`${page.name} expects no newest entry`);
  const url = new URL(newest.url, page.expected.url).href;
  return {
    look,
    outcome: look.endsWith('again') ? 'no_change' : 'answered',
    latest: [newest.title, addressAt(look, url), dayOf(newest.published_at)],
    added: look === 'later' ? (page.expected.later?.list?.added ?? []) : [],
  };
}

const addressAt = (look: LookName, url: string) => (look.endsWith('again') ? undefined : entryKey(url));
const dayOf = (date: string | null) => date?.slice(0, 10) ?? null;
