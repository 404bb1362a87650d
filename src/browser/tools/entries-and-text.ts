import { pageModelOf } from '../page/extract-page.ts';
import { fetchLinkedFeeds } from '../fetching/fetch-feed.ts';
import { scrollThrough } from './scroll-through.ts';
import { settle, settleIfUnfinished } from '../page/settle.ts';
import type { Surroundings, ToolOutcome } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { PageLook } from '../../reading/page-look.ts';
import type { PageModel } from '../../reading/page-model.ts';
import type { SessionPages } from '../page/session-pages.ts';

/** A text shorter than this may be one that is still being built. */
const shortTextCharacters = 200;

/**
 * The tool `entries`: what the open page lists. A page that shows nothing yet, or only links that may be its menu, is
 * given time to build itself, and scrolled through.
 */
export async function listEntries(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  const { reader, signal } = surroundings;
  const list = async () => {
    const look = await lookAtList(pages, surroundings);
    return { look, listing: await reader.read('listing', look, signal) };
  };
  let seen = await list();
  const lookAgain = async () => {
    const after = await list();
    if (after.listing.entries > 0 || seen.listing.entries === 0) seen = after;
  };
  if (seen.listing.isWeak && (await settleIfUnfinished(pages.open, surroundings.signal))) {
    await lookAgain();
    if (seen.listing.entries === 0) {
      await scrollThrough(pages.open, surroundings.signal);
      await lookAgain();
    }
  }
  surroundings.onLook?.(seen.look);
  return seen.listing.answer;
}

/** The tool `read`: what the open page says. */
export async function readText(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  let look = await lookAtText(pages, surroundings);
  const { reader, signal } = surroundings;
  let text = await reader.read('text', look, signal);
  if (text.characters < shortTextCharacters && (await settleIfUnfinished(pages.open, surroundings.signal))) {
    look = await lookAtText(pages, surroundings);
    text = await reader.read('text', look, signal);
  }
  surroundings.onLook?.(look);
  return text.answer;
}

async function lookAtList(pages: SessionPages, surroundings: Surroundings): Promise<PageLook> {
  const look = await lookAtText(pages, surroundings);
  if (pages.feedText !== undefined) return { ...look, ownFeed: pages.feedText };
  const feeds = await fetchLinkedFeeds(look.page, surroundings);
  return { ...look, feeds, seenAt: Date.now() };
}

async function lookAtText(pages: SessionPages, { signal }: Surroundings): Promise<PageLook> {
  return { page: await pageModel(pages, signal), feeds: [], seenAt: Date.now() };
}

/** A navigation that the page began by itself destroys what is evaluated in it: then the next page is looked at. */
async function pageModel(pages: SessionPages, signal: AbortSignal): Promise<PageModel> {
  const page = pages.open;
  const extract = () => unlessAborted(pageModelOf(pages), signal);
  try {
    return await extract();
  } catch (error) {
    if (signal.aborted || page.isClosed()) throw error;
    await settle(page, signal);
    return await extract();
  }
}
