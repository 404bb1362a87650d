import { z } from 'zod';
import { limits } from './limits.ts';

/**
 * What an action does to the world. `read` may be repeated, the others may not: `act` changes the page, `submit` sends
 * a form, `download` fetches a file, `leave` goes beyond the sites of the goal.
 */
export const effects = ['read', 'act', 'submit', 'download', 'leave'] as const;
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

/** One field of a request. A secret stands by its name, a password as dots, a file by its name. */
export interface RequestField {
  name: string;
  value: string;
  /** As the page shows it, where that is not the value. */
  label?: string;
  /** True where a person would not see it on the page. */
  hidden?: true;
  /** True where it is the name of a file. */
  file?: true;
  /** What is in that file, by its length and hash. */
  content?: string;
}

/** What would be sent, as a person is shown it: all of it, or it is not asked about. */
export interface ShownRequest {
  method: string;
  address: string;
  /** True where it goes to another site than that of its page. */
  leaves_site: boolean;
  fields: RequestField[];
  /** What it sends where that is no list of fields. */
  body?: string;
}

/** A request that a page wanted to send and that waits, unsent, for a person. */
export interface HeldRequest {
  /** By which the worker that holds it knows it. */
  id: string;
  effect: Effect;
  origin: string | null;
  site: string | null;
  /** Why a person is asked. */
  because: string;
  /** In words. */
  element: string;
  /** True where it is for a page, and not for what a page loads. */
  is_page: boolean;
  request: ShownRequest;
  /** Of the page that wanted it; absent where that did not say. */
  page?: PageMark;
  /** SHA-256 over trigger, goal, tool and all that would be sent. */
  fingerprint: string;
  /** The same without the values of fields, and with the page's title and price: what an approval that stands for later sessions is bound to beside them. */
  standing?: string;
}

/** By which an approval that stands knows a page again. */
export interface PageMark {
  title: string;
  /** As the page shows it; null where it names none. */
  price: string | null;
}

/** What an action on an element would do just now: what a person is shown, and what an approval is good for. */
export interface ExaminedAction {
  effect: Effect;
  origin: string | null;
  site: string | null;
  /** The element, and with `submit` what its form would send, in words; secrets by their names. */
  element: string;
  /** What its form would send; null where it sends none. */
  request?: ShownRequest | null;
  /** Of the page that the form is on. */
  page?: PageMark;
  /** SHA-256 as `fingerprint`, without the values of fields, and with the page's title and price. */
  standing?: string;
  /** SHA-256 over trigger, goal, tool, arguments, origin, and the element in its shape: for a form with its values. */
  fingerprint: string;
  /** Why a person is to be asked even where the policy allows it; absent where there is no such reason. */
  ask?: string;
  /** True where that is asked once: a yes stands for later sessions. */
  asks_once?: true;
}
