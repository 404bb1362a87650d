import type { ActionOutcome, EntriesResult, ReadResult } from '../contract/results.ts';
import { entriesOfFeed, titleOfFeed } from './entries/feed.ts';
import { recogniseEntries } from './entries/recognise.ts';
import { elementsOf, type PageModel, textOf } from './page-model.ts';
import { readPage } from './text/main-text.ts';
import { emptyListOn, obstacleOn } from './text/obstacle.ts';

/** A feed as it was answered with, and its address. */
export interface FeedText {
  address: string;
  text: string;
}

/** What one look at a page brought: all that is read out of the page is decided on this. */
export interface PageLook {
  page: PageModel;
  /** Those that the page links to, as far as they answered. */
  feeds: FeedText[];
  /** What the address itself answered with, where that is a feed and no page. */
  ownFeed?: string | undefined;
  /** In milliseconds since the epoch. */
  seenAt: number;
}

type Answer = Extract<ActionOutcome, { status: 'done' | 'failed' }>;

/** What a page lists, newest first; or a feed, where the address is one. */
export function listingOn({ page, feeds, ownFeed, seenAt }: PageLook): EntriesResult {
  const told = ownFeed === undefined ? page : { ...page, title: page.title || titleOfFeed(ownFeed) };
  const texts = ownFeed === undefined ? feeds : [{ address: page.url, text: ownFeed }];
  const candidates = texts.map(({ address, text }) => entriesOfFeed(text, address) ?? []);
  const inFeeds = candidates.filter((feed) => feed.length > 0);
  return { tool: 'entries', ...recogniseEntries(told, inFeeds, seenAt) };
}

/** Nothing that a date or a mark in the page speaks for. */
export const isWeak = ({ entries, ordered_by, found_by }: EntriesResult): boolean =>
  entries.length === 0 || (ordered_by === 'page_order' && found_by.join() === 'links');

/** What the tool `entries` answers: the listing, or what the page shows in its place. */
export function answerWithListing({ page, ownFeed }: PageLook, listing: EntriesResult): Answer {
  const isNothing = isWeak(listing);
  const obstacle = obstacleOn(page, isNothing) ?? (isNothing ? emptyListOn(page) : undefined);
  // a feed says nothing but its entries
  if (obstacle !== undefined && ownFeed === undefined)
    return { status: 'failed', code: obstacle.code, message: obstacle.message };
  return listing.entries.length > 0 ? { status: 'done', result: listing } : nothingListed(page);
}

/** What an open page says. */
export const textOn = ({ page, seenAt }: PageLook): ReadResult => ({ tool: 'read', ...readPage(page, seenAt) });

/** What the tool `read` answers: the text, and what the page seems to show in its place. */
export function answerWithText({ page }: PageLook, text: ReadResult): Answer {
  if (text.text === '')
    return { status: 'failed', code: 'PAGE_EMPTY', message: `${text.url} has no text that could be read` };
  const obstacle = text.published_at === null ? obstacleOn(page, true) : undefined;
  return { status: 'done', result: { ...text, ...(obstacle === undefined ? {} : { obstacle }) } };
}

function nothingListed(page: PageModel): Answer {
  const links = [...elementsOf(page.body)].filter((element) => element.attributes['href'] !== undefined).length;
  const seen = `its title is “${page.title}”, it has ${links} links and ${textOf(page.body).length} characters of text`;
  const message = `no list of entries was recognised on ${page.url}: ${seen}`;
  return { status: 'failed', code: 'NO_ENTRIES', message };
}
