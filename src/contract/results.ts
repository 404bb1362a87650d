import type { Json } from './json.ts';
import type { SessionErrorCode } from './session-errors.ts';
import type { ElementEffect } from './tools.ts';

/** One entry of a list on a page: a post, a release, a piece of news. */
export interface Entry {
  /** Canonical address, without what changes from visit to visit: how an entry is known again. */
  key: string;
  title: string;
  url: string;
  /** ISO 8601, a date alone where no time is known; null where the page gives none. */
  published_at: string | null;
  /** Where the date was reckoned from words such as `3 days ago`, in UTC: it may come out otherwise next time. */
  date_is_reckoned?: true;
}

/** How an entry was recognised, best evidence first. */
export const entrySources = ['feed', 'json_ld', 'microformats', 'links', 'headings'] as const;
export type EntrySource = (typeof entrySources)[number];

interface NavigateResult {
  tool: 'navigate';
  /** Where the page ended up, after redirects. */
  url: string;
  status: number;
  title: string;
  content_type: string;
}

export interface EntriesResult {
  tool: 'entries';
  url: string;
  title: string;
  /** Newest first. At most `limits.entriesPerPage`. */
  entries: Entry[];
  /** How the newest was decided: by dates, or by the page's own order where most entries have no date. */
  ordered_by: 'date' | 'page_order';
  /** How the entries were recognised, best evidence first. */
  found_by: EntrySource[];
  /** Titles of the first few entries which stand in the page's text word for word, white space folded. */
  quotable_titles: string[];
}

export interface ReadResult {
  tool: 'read';
  url: string;
  title: string;
  published_at: string | null;
  /** Main text, one line a block, white space folded, cut to a few thousand characters. */
  text: string;
  /** What the thing that the page is about costs: as the page shows it, as a number, and the currency where it is marked. */
  price?: { text: string; amount: string; currency?: string } | null;
  /** Where the page seems to show something in place of its content: a login, a check, that it is missing. */
  obstacle?: { code: SessionErrorCode; message: string };
}

/** A look at the open page, which tools that change it give as well. */
export interface LookResult {
  tool: 'snapshot' | 'back' | 'click' | 'type' | 'select' | 'press' | 'scroll' | 'wait';
  url: string;
  title: string;
  /** Accessibility tree, cut to a bound; `find` reaches what was cut. */
  tree: string;
  is_cut: boolean;
  /** By reference; elements that are not named only change the page. */
  effects: { [ref: string]: ElementEffect };
  /** By reference, for elements in frames of other origins than the page's. */
  frames?: { [ref: string]: FrameOrigin[] };
}

/** The origin of a frame that an element is in, or of one around that; null where it has none of its own. */
export interface FrameOrigin {
  origin: string | null;
  site: string | null;
}

interface FindResult {
  tool: 'find';
  url: string;
  /** Pieces of the tree around each place, the first few. */
  matches: string[];
  matches_total: number;
  /** The lines of the page's text around the first few places, word for word, white space folded. */
  quotes?: string[];
  effects: { [ref: string]: ElementEffect };
  frames?: { [ref: string]: FrameOrigin[] };
}

interface TabsResult {
  tool: 'tabs';
  tabs: { number: number; url: string; title: string; is_open: boolean }[];
}

interface ScreenshotResult {
  tool: 'screenshot';
  url: string;
  /** JPEG in base64; fields that hold a secret are blacked out. */
  image: string;
}

export type ToolResult =
  | NavigateResult
  | EntriesResult
  | ReadResult
  | LookResult
  | FindResult
  | TabsResult
  | ScreenshotResult;

/**
 * What a planner may be told about a tool call. `unknown`: it began, and its worker was lost before its end. `notices`:
 * what the page wanted beside it and was not let, one sentence each.
 */
export type ActionOutcome =
  | { status: 'done'; result: ToolResult; notices?: string[] }
  /** `left_to`: the address on another site to which the page went; it was left, and can be proposed in its own right. */
  | { status: 'failed'; code: SessionErrorCode; message: string; left_to?: string; notices?: string[] }
  | { status: 'denied'; reason: string | null; by: 'person' | 'policy' }
  | { status: 'expired' }
  | { status: 'unknown'; look: ToolResult | null };

/** One thing that a session remembers for the next ones. */
export interface MemoryItem {
  key: string;
  value: Json;
  updated_at: string;
}

/** A change of memory; `value` null with `removed`. */
export interface MemoryChange {
  key: string;
  value: Json;
  change: 'added' | 'updated' | 'removed';
}
