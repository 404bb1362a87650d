import type { BrowserContextOptions } from 'playwright-core';
import { limits } from '../../contract/limits.ts';
import { askPage } from './ask-page.ts';
import { within } from '../within.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { pageTrace, type PageTrace, traceOf } from './page-trace.ts';
import type { SessionPages } from './session-pages.ts';

/** Where a session's page stands, in the clear: seal the storage state before it leaves this process. */
export interface PageCheckpoint {
  /** As a history may hold it: secrets by their names. */
  url: string;
  /**
   * Cookies and local storage, as Playwright takes them; with `url`, the address itself where that holds a secret, and
   * `typed`, the names of the secrets that were typed, and `trace`, what was filled in, of a page that was given back.
   */
  storageState: unknown;
}

type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>;

const storageMaxCharacters = 50_000;
const answerMaxMs = 1_000;
/** A machine that is busy may take that long, and without it a form that was filled in comes back empty. */
const traceMaxMs = 3_000;

/**
 * Cookies, and the local storage of what is and was open. Playwright's own state would open a page for each origin that
 * was left.
 */
export async function checkpointOf(pages: SessionPages, secrets: Secrets, trace?: PageTrace): Promise<PageCheckpoint> {
  const [cookies, here] = await Promise.all([pages.context.cookies(), storageHere(pages)]);
  if (here !== undefined) pages.storage.set(here.origin, here.localStorage);
  const origins = Array.from(pages.storage, ([origin, localStorage]) => ({ origin, localStorage }));
  const address = restorable(pages.open.url());
  const url = secrets.scrub(address);
  const state: StorageState = { cookies, origins: origins.filter(({ localStorage }) => localStorage.length > 0) };
  const typed = [...secrets.typed];
  const more = {
    ...(url === address ? {} : { url: address }),
    ...(typed.length === 0 ? {} : { typed }),
    ...(trace === undefined ? {} : { trace }),
  };
  return { url, storageState: { ...state, ...more } };
}

/** The same of a page that is to be given back: also with what was filled in there. */
export async function checkpointToLeave(pages: SessionPages, secrets: Secrets): Promise<PageCheckpoint> {
  const read = traceOf(pages, secrets, AbortSignal.timeout(traceMaxMs));
  // a page that hangs, or whose script waits for a person, tells nothing of it
  const trace = await within(traceMaxMs, read, () => undefined).catch(() => undefined);
  return checkpointOf(pages, secrets, trace);
}

/** The address to open again, and what Playwright takes as a context's state; what is not in this form is left out. */
export function readCheckpoint({ url, storageState }: PageCheckpoint): {
  url: string;
  state: StorageState | undefined;
  typed: string[];
  trace?: PageTrace | undefined;
} {
  if (typeof storageState !== 'object' || storageState === null) return { url, state: undefined, typed: [] };
  const {
    url: address,
    typed,
    trace,
    ...state
  } = storageState as StorageState & { url?: unknown; typed?: unknown; trace?: unknown };
  const names = Array.isArray(typed) ? typed.map(String) : [];
  const toRebuild = pageTrace.safeParse(trace).data;
  return { url: typeof address === 'string' ? address : url, state, typed: names, trace: toRebuild };
}

async function storageHere(pages: SessionPages): Promise<StorageState['origins'][number] | undefined> {
  if (!/^https?:/.test(pages.open.url())) return undefined;
  const readStorage = (most: number) => {
    let left = most;
    const localStorage = Object.entries(globalThis.localStorage)
      .map(([name, value]) => ({ name, value: String(value) }))
      .filter(({ name, value }) => (left -= name.length + value.length) >= 0);
    return { origin: location.origin, localStorage };
  };
  const read = askPage(pages, readStorage, storageMaxCharacters);
  return within(answerMaxMs, read, () => undefined).catch(() => undefined); // a page that hangs, or has no storage
}

/** An address that is too long for a history loses what most likely made it so. */
function restorable(url: string): string {
  const isShort = (address: string) => address.length <= limits.addressMaxCharacters;
  if (isShort(url) || !URL.canParse(url)) return isShort(url) ? url : 'about:blank';
  const { origin, pathname } = new URL(url);
  return isShort(origin + pathname) ? origin + pathname : `${origin}/`;
}
