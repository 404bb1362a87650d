import { z } from 'zod';
import { Json } from './json.ts';
import { limits } from './limits.ts';
import type { SessionErrorCode } from './session.ts';

/**
 * What an action does to the world. `read` may be repeated, the others may not: `act` changes the page, `submit` sends
 * a form, `download` fetches a file, `leave` goes beyond the sites of the goal.
 */
const effects = ['read', 'act', 'submit', 'download', 'leave'] as const;
export type Effect = (typeof effects)[number];

/** The tools of a session, each with its arguments. */
export const toolArguments = {
  navigate: z
    .strictObject({ url: z.string().max(limits.addressMaxCharacters) })
    .describe('Opens an address in the session\u2019s page.'),
  back: z.strictObject({}).describe('Goes back to the page before.'),
  entries: z
    .strictObject({})
    .describe('The entries (posts, releases, news) that the open page lists, newest first, with addresses and dates.'),
  read: z.strictObject({}).describe('The main text of the open page, with its title and date.'),
  snapshot: z
    .strictObject({})
    .describe('The open page as an accessibility tree; [ref=e1] names an element for the other tools.'),
  find: z
    .strictObject({ text: z.string().min(1).max(200) })
    .describe(
      'The places of the open page that contain a text, letter case and white space aside, with their references.',
    ),
  click: z.strictObject({ ref: z.string().max(50) }).describe('Clicks the element that the newest look calls ref.'),
  type: z
    .strictObject({ ref: z.string().max(50), text: z.string().max(10_000) })
    .describe('Replaces what is in the field ref by a text. {{secret:NAME}} stands for a secret of the operator.'),
  select: z
    .strictObject({ ref: z.string().max(50), values: z.array(z.string().max(1_000)).min(1).max(50) })
    .describe('Chooses options, by their labels or values, in the list ref.'),
  press: z
    .strictObject({ ref: z.string().max(50), key: z.string().min(1).max(40) })
    .describe('Presses a key, such as Enter, Tab or ArrowDown, in the element ref.'),
  scroll: z
    .strictObject({ direction: z.enum(['up', 'down']) })
    .describe('Scrolls the open page by a screen, which makes some lists load more.'),
  wait: z
    .strictObject({ seconds: z.number().min(0.1).max(20) })
    .describe('Waits while the open page does something by itself.'),
  tabs: z
    .strictObject({ switch_to: z.int().min(0).max(20) })
    .describe(
      'Lists the tabs that the session\u2019s pages opened, 1 the first; switch_to makes one the open page, 0 leaves it as it is.',
    ),
  screenshot: z.strictObject({}).describe('A picture of the visible part of the open page.'),
} as const;

export type ToolName = keyof typeof toolArguments;
export const toolNames = Object.keys(toolArguments) as [ToolName, ...ToolName[]];

/** The least that each tool does; what it does to an element may be more (see `ElementEffect`). */
export const toolEffects: Record<ToolName, Effect> = {
  navigate: 'read',
  back: 'read',
  entries: 'read',
  read: 'read',
  snapshot: 'read',
  find: 'read',
  click: 'act',
  type: 'act',
  select: 'act',
  press: 'act',
  scroll: 'read',
  wait: 'read',
  tabs: 'read',
  screenshot: 'read',
};

const PolicyRule = z
  .strictObject({
    tool: z.enum(toolNames).optional(),
    effect: z.enum(effects).optional(),
    origin: z
      .string()
      .min(1)
      .max(limits.addressMaxCharacters)
      .optional()
      .describe('https://shop.example or a site, example.com'),
    decision: z.enum(['allow', 'ask', 'deny']),
  })
  .describe('the first rule of which all that it names fits decides');
export type PolicyRule = z.infer<typeof PolicyRule>;

const Price = z.number().min(0).max(1_000_000);

/** How a session's agent is driven, and how far it may go. Durations are in seconds. */
export const AgentConfig = z
  .strictObject({
    driver: z
      .enum(['builtin', 'llm'])
      .default('builtin')
      .describe('who plans: the built-in planner, which needs no model, or a language model'),
    model: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('PROVIDER/NAME with the provider openai, anthropic or google; with base_url the name alone'),
    base_url: z
      .url({ protocol: /^https?$/ })
      .max(limits.addressMaxCharacters)
      .optional()
      .describe('of a server that speaks OpenAI\u2019s protocol'),
    prices: z
      .strictObject({ input: Price, output: Price, cached_input: Price.optional() })
      .optional()
      .describe('US dollars for a million tokens; needed with max_cost_usd where the model is not known here'),
    max_steps: z.int().min(1).max(limits.stepsMax).default(60).describe('actions a session may take'),
    max_tokens: z.int().min(1_000).max(limits.tokensMax).optional().describe('tokens a session may use, in and out'),
    max_cost_usd: z.number().positive().max(limits.costMaxUsd).optional().describe('what a session may cost'),
    session_timeout: z
      .int()
      .min(1)
      .max(limits.sessionTimeoutMaxSeconds)
      .default(900)
      .describe('seconds a session may work; waiting for a human does not count'),
    policy: z
      .array(PolicyRule)
      .max(limits.policyRules)
      .default([])
      .describe('what the agent may do, must ask for, or may not'),
    answer_timeout: z
      .int()
      .min(1)
      .max(limits.answerTimeoutMaxSeconds)
      .default(86_400)
      .describe('seconds that a human has to answer a request'),
    on_timeout: z
      .enum(['end_session', 'deny', 'default_answer', 'pause_trigger'])
      .default('end_session')
      .describe(
        'when no answer came: end the session, go on without it, go on with default_answer, or end the session and pause',
      ),
    default_answer: Json.optional().describe('what counts as the value of an input that nobody gave in time'),
    hold_page: z
      .int()
      .min(0)
      .max(limits.holdPageMaxSeconds)
      .default(900)
      .describe('seconds that the page stays as it is while a human thinks; later it is opened afresh'),
    robots: z.enum(['respect', 'ignore']).default('respect').describe('whether robots.txt of a site is obeyed'),
  })
  .superRefine((config, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (config.driver === 'llm' && config.model === undefined) refuse('model', 'is needed with driver llm');
    if (config.driver === 'builtin')
      for (const field of ['model', 'base_url', 'prices', 'max_tokens', 'max_cost_usd'] as const)
        if (config[field] !== undefined) refuse(field, 'needs driver llm');
    if (config.on_timeout === 'default_answer' && config.default_answer === undefined)
      refuse('default_answer', 'is needed with on_timeout default_answer');
    if (config.on_timeout !== 'default_answer' && config.default_answer !== undefined)
      refuse('default_answer', 'needs on_timeout default_answer');
  });
export type AgentConfig = z.infer<typeof AgentConfig>;

/** A tool with its arguments. */
export type ToolCall = {
  [Name in ToolName]: { tool: Name; arguments: z.infer<(typeof toolArguments)[Name]> };
}[ToolName];

/** A tool call as a planner puts it; with `ask_first`, a person is asked even where the policy allows it. */
export type PlannedCall = ToolCall & { ask_first?: string };

/** A tool call with what policy, events and people need to know of it. */
export type ProposedAction = ToolCall & {
  /** As far as the call alone tells. */
  effect: Effect;
  /** Where it would go, and the site of that: a registrable domain, or host and port for an address or localhost. */
  origin: string | null;
  /** Null: it stays. */
  site: string | null;
  /** SHA-256 over trigger, goal, tool, arguments and origin: an approval is good for just this. */
  fingerprint: string;
  /** One line for people. */
  summary: string;
  /** Why the planner wants a person asked, though the policy would let it go on; null where it does not. */
  ask_first: string | null;
};

/** What using an element does beyond changing the page. */
export interface ElementEffect {
  effect: Extract<Effect, 'submit' | 'download' | 'leave'>;
  /** By a click on it, or by Enter in it. */
  by: 'click' | 'Enter';
  origin: string | null;
  site: string | null;
}

/** What an action on an element would do just now: what a person is shown, and what an approval is good for. */
export interface ExaminedAction {
  effect: Effect;
  origin: string | null;
  site: string | null;
  /** The element, and with `submit` what its form would send, in words; secrets by their names. */
  element: string;
  /** SHA-256 over trigger, goal, tool, arguments, origin, and the element in its shape: for a form with its values. */
  fingerprint: string;
}

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

/** What a planner may be told about a tool call. `unknown`: it began, and its worker was lost before its end. */
export type ActionOutcome =
  | { status: 'done'; result: ToolResult }
  /** `left_to`: the address on another site to which the page went; it was left, and can be proposed in its own right. */
  | { status: 'failed'; code: SessionErrorCode; message: string; left_to?: string }
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
