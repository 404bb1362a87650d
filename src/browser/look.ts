import type { EntriesResult } from '../contract/agent.ts';
import { pageModelOf } from './extract-page.ts';
import { entriesOfFeed, titleOfFeed } from './feed.ts';
import { fetchLinkedFeeds } from './fetch-feed.ts';
import { readPage } from './main-text.ts';
import { emptyListOn, obstacleOn } from './obstacle.ts';
import { scrollThrough } from './scroll-through.ts';
import { settle, settleIfUnfinished } from './settle.ts';
import { done, failed, type Surroundings, type ToolOutcome, unlessAborted } from './outcome.ts';
import { elementsOf, type PageModel, textOf } from './page-model.ts';
import { recogniseEntries } from './recognise.ts';
import type { Tab } from './tab.ts';

/** A text shorter than this may be one that is still being built. */
const shortTextCharacters = 200;

/**
 * The tool `entries`: what the open page lists. A page that shows nothing yet, or only links that may be its menu, is
 * given time to build itself, and scrolled through.
 */
export async function listEntries(tab: Tab, surroundings: Surroundings): Promise<ToolOutcome> {
  let look = await entriesNow(tab, surroundings);
  if (isWeak(look.result) && (await settleIfUnfinished(tab.page, surroundings.signal))) {
    look = better(look, await entriesNow(tab, surroundings));
    if (look.result.entries.length === 0) {
      await scrollThrough(tab.page, surroundings.signal);
      look = better(look, await entriesNow(tab, surroundings));
    }
  }
  const isNothing = isWeak(look.result);
  const obstacle = obstacleOn(look.page, isNothing) ?? (isNothing ? emptyListOn(look.page) : undefined);
  // a feed says nothing but its entries
  if (obstacle !== undefined && tab.feedText === undefined) return failed(obstacle.code, obstacle.message);
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
export async function readText(tab: Tab, surroundings: Surroundings): Promise<ToolOutcome> {
  let page = await pageModel(tab, surroundings.signal);
  let result = readPage(page, Date.now());
  if (result.text.length < shortTextCharacters && (await settleIfUnfinished(tab.page, surroundings.signal))) {
    page = await pageModel(tab, surroundings.signal);
    result = readPage(page, Date.now());
  }
  if (result.text === '') return failed('PAGE_EMPTY', `${result.url} has no text that could be read`);
  const obstacle = result.published_at === null ? obstacleOn(page, true) : undefined;
  return done({ tool: 'read', ...result, ...(obstacle === undefined ? {} : { obstacle }) });
}

async function entriesNow(tab: Tab, surroundings: Surroundings): Promise<Look> {
  const page = await pageModel(tab, surroundings.signal);
  if (tab.feedText === undefined) {
    const feeds = await fetchLinkedFeeds(page, surroundings);
    return { page, result: { tool: 'entries', ...recogniseEntries(page, feeds, Date.now()) } };
  }
  const feed = entriesOfFeed(tab.feedText, page.url) ?? [];
  const recognised = recogniseEntries({ ...page, title: page.title || titleOfFeed(tab.feedText) }, [feed], Date.now());
  return { page, result: { tool: 'entries', ...recognised } };
}

/** A navigation that the page began by itself destroys what is evaluated in it: then the next page is looked at. */
async function pageModel(tab: Tab, signal: AbortSignal): Promise<PageModel> {
  const { page } = tab;
  const extract = () => unlessAborted(pageModelOf(tab), signal);
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
