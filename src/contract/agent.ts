import { z } from 'zod';
import type { Json } from './json.ts';
import { limits } from './limits.ts';
import type { SessionErrorCode } from './session.ts';

/** How a session's agent is driven, and how far it may go. Durations are in seconds. */
export const AgentConfig = z.strictObject({
  driver: z.enum(['builtin']).default('builtin').describe('who plans: the built-in planner, which needs no model'),
  max_steps: z.int().min(1).max(limits.stepsMax).default(60).describe('actions a session may take'),
  session_timeout: z
    .int()
    .min(1)
    .max(limits.sessionTimeoutMaxSeconds)
    .default(900)
    .describe('seconds a session may work; waiting for a human does not count'),
  answer_timeout: z
    .int()
    .min(1)
    .max(limits.answerTimeoutMaxSeconds)
    .default(86_400)
    .describe('seconds that a human has to answer a request'),
  on_timeout: z
    .enum(['end_session', 'deny'])
    .default('end_session')
    .describe('when no answer came: end the session, or go on as if the action were not possible'),
});
export type AgentConfig = z.infer<typeof AgentConfig>;

/** What a tool does to the world: `read` may be repeated, `act` may not. */
export type Effect = 'read' | 'act';

/** The tools of a session, each with its arguments. */
const toolArguments = {
  /** Opens an address in the session's page. */
  navigate: z.strictObject({ url: z.string().max(limits.addressMaxCharacters) }),
  /** The entries (posts, releases, news) that the open page lists, newest first. */
  entries: z.strictObject({}),
  /** The main text of the open page, with its title and date. */
  read: z.strictObject({}),
  /** The open page as an accessibility tree; `[ref=e1]` names an element. */
  snapshot: z.strictObject({}),
  /** Clicks the element that the newest snapshot calls `ref`. */
  click: z.strictObject({ ref: z.string().max(50) }),
  /** Types a text into the field that the newest snapshot calls `ref`. */
  type: z.strictObject({ ref: z.string().max(50), text: z.string().max(10_000) }),
} as const;

export type ToolName = keyof typeof toolArguments;

export const toolEffects: Record<ToolName, Effect> = {
  navigate: 'read',
  entries: 'read',
  read: 'read',
  snapshot: 'read',
  click: 'act',
  type: 'act',
};

/** A tool call as a planner proposes it. */
export type ToolCall = {
  [Name in ToolName]: { tool: Name; arguments: z.infer<(typeof toolArguments)[Name]> };
}[ToolName];

/** A tool call with what policy, events and people need to know of it. */
export type ProposedAction = ToolCall & {
  effect: Effect;
  /** The site that it would open: a registrable domain, or host and port for an address or localhost. Null: stays. */
  site: string | null;
  /** True where it would leave the sites of the goal. */
  leaves_goal_sites: boolean;
  /** SHA-256 over tool, arguments and origin: an approval is good for just this. */
  fingerprint: string;
  /** One line for people. */
  summary: string;
};

/** One entry of a list on a page: a post, a release, a piece of news. */
export interface Entry {
  /** Canonical address, without what changes from visit to visit: how an entry is known again. */
  key: string;
  title: string;
  url: string;
  /** ISO 8601, a date alone where no time is known; null where the page gives none. */
  published_at: string | null;
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
}

interface SnapshotResult {
  tool: 'snapshot';
  url: string;
  title: string;
  tree: string;
}

interface ActedResult {
  tool: 'click' | 'type';
  url: string;
  title: string;
  tree: string;
}

export type ToolResult = NavigateResult | EntriesResult | ReadResult | SnapshotResult | ActedResult;

/** What a planner may be told about a tool call. `unknown`: it began, and its worker was lost before its end. */
export type ActionOutcome =
  | { status: 'done'; result: ToolResult }
  /** `left_to`: the address on another site to which the page went; it was left, and can be proposed in its own right. */
  | { status: 'failed'; code: SessionErrorCode; message: string; left_to?: string }
  | { status: 'denied'; reason: string | null }
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
