import type { EntriesResult } from '../../contract/results.ts';
import { pageModelOf } from '../page/extract-page.ts';
import { entriesOfFeed, titleOfFeed } from '../../reading/entries/feed.ts';
import { fetchLinkedFeeds } from '../fetching/fetch-feed.ts';
import { readPage } from '../../reading/text/main-text.ts';
import { emptyListOn, obstacleOn } from '../../reading/text/obstacle.ts';
import { scrollThrough } from './scroll-through.ts';
import { settle, settleIfUnfinished } from '../page/settle.ts';
import { done, failed, type Surroundings, type ToolOutcome } from '../outcome.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { elementsOf, type PageModel, textOf } from '../../reading/page-model.ts';
import { recogniseEntries } from '../../reading/entries/recognise.ts';
import type { SessionPages } from '../page/session-pages.ts';

/** A text shorter than this may be one that is still being built. */
const shortTextCharacters = 200;

/**
 * The tool `entries`: what the open page lists. A page that shows nothing yet, or only links that may be its menu, is
 * given time to build itself, and scrolled through.
 */
export async function listEntries(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  let look = await entriesNow(pages, surroundings);
  if (isWeak(look.result) && (await settleIfUnfinished(pages.open, surroundings.signal))) {
    look = better(look, await entriesNow(pages, surroundings));
    if (look.result.entries.length === 0) {
      await scrollThrough(pages.open, surroundings.signal);
      look = better(look, await entriesNow(pages, surroundings));
    }
  }
  const isNothing = isWeak(look.result);
  const obstacle = obstacleOn(look.page, isNothing) ?? (isNothing ? emptyListOn(look.page) : undefined);
  // a feed says nothing but its entries
  if (obstacle !== undefined && pages.feedText === undefined) return failed(obstacle.code, obstacle.message);
  return look.result.entries.length > 0 ? done(look.result) : nothingListed(look.page);
}

/** Nothing that a date or a mark in the page speaks for. */
const isWeak = ({ entries, ordered_by, found_by }: EntriesResult) =>
  entries.length === 0 || (ordered_by === 'page_order' && found_by.join() === 'links');

interface Look {
  result: EntriesResult;
  page: PageModel;
}

function better(before: Look, after: Look): Look {
  return after.result.entries.length > 0 || before.result.entries.length === 0 ? after : before;
}

/** The tool `read`: what the open page says. */
export async function readText(pages: SessionPages, surroundings: Surroundings): Promise<ToolOutcome> {
  let page = await pageModel(pages, surroundings.signal);
  let result = readPage(page, Date.now());
  if (result.text.length < shortTextCharacters && (await settleIfUnfinished(pages.open, surroundings.signal))) {
    page = await pageModel(pages, surroundings.signal);
    result = readPage(page, Date.now());
  }
  if (result.text === '') return failed('PAGE_EMPTY', `${result.url} has no text that could be read`);
  const obstacle = result.published_at === null ? obstacleOn(page, true) : undefined;
  return done({ tool: 'read', ...result, ...(obstacle === undefined ? {} : { obstacle }) });
}

async function entriesNow(pages: SessionPages, surroundings: Surroundings): Promise<Look> {
  const page = await pageModel(pages, surroundings.signal);
  if (pages.feedText === undefined) {
    const feeds = await fetchLinkedFeeds(page, surroundings);
    return { page, result: { tool: 'entries', ...recogniseEntries(page, feeds, Date.now()) } };
  }
  const feed = entriesOfFeed(pages.feedText, page.url) ?? [];
  const recognised = recogniseEntries(
    { ...page, title: page.title || titleOfFeed(pages.feedText) },
    [feed],
    Date.now(),
  );
  return { page, result: { tool: 'entries', ...recognised } };
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

function nothingListed(page: PageModel): ToolOutcome {
  const links = [...elementsOf(page.body)].filter((element) => element.attributes['href'] !== undefined).length;
  const seen = `its title is “${page.title}”, it has ${links} links and ${textOf(page.body).length} characters of text`;
  return failed('NO_ENTRIES', `no list of entries was recognised on ${page.url}: ${seen}`);
}
