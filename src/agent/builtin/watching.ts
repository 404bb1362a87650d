import { z } from 'zod';
import type { ActionOutcome, ReadResult } from '../../contract/results.ts';
import type { ToolCall } from '../../contract/tools.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { ThinkInput } from '../../contract/session.ts';
import { concludeExpired } from './conclusion.ts';
import {
  act,
  afterOpening,
  type BuiltinThought,
  finish,
  type KnownOutcome,
  open,
  type UnreadReason,
  unreadReasonOf,
} from './steps.ts';
import { concludeWatch } from './watch-conclusion.ts';
import type { Watch } from './watch-goal.ts';
import { isShrunken, lookAtWatched, rememberedWatch, WatchedPage } from './watched.ts';

/** How far a session about watched pages is. */
export const WatchState = z.object({
  watching: z.enum(['opening', 'reading', 'finding']),
  /** The one in work. */
  address: z.string(),
  led_to: z.string().nullable(),
  /** What the page in work said, kept while the words are looked for. */
  page: z
    .object({
      url: z.string(),
      title: z.string(),
      published_at: z.string().nullable(),
      text: z.string(),
      price: z.object({ text: z.string(), amount: z.string(), currency: z.string().exactOptional() }).nullable(),
    })
    .nullable(),
  // sessions that began when one page was watched have neither of these
  to_come: z.array(z.string()).default([]),
  looked_at: z.array(WatchedPage).default([]),
});
export type WatchState = z.infer<typeof WatchState>;

/** What a session is to see to, and with what it is given for this thought. */
interface Task {
  watch: Watch;
  input: ThinkInput;
}

/** The first thought about pages that are watched: the first of them is opened. */
export function beginWatching(addresses: string[], watch: Watch): BuiltinThought {
  return openNext(addresses, [], watch);
}

/** What follows from what came of the last action: reading, looking for the words, the next page, the end. */
export function goOnWatching(state: WatchState, outcome: ActionOutcome, task: Task): BuiltinThought {
  // each of these actions only reads, so one whose end is unknown is simply done again
  if (outcome.status === 'unknown')
    return act('The browser was lost in the middle; I do the last step again.', state, lastCall(state, task.watch));
  switch (state.watching) {
    case 'opening':
      return afterOpeningWatched(state, outcome, task);
    case 'reading':
      return afterReading(state, outcome, task);
    default:
      return afterFinding(state, outcome, task);
  }
}

function openNext([address = '', ...later]: string[], looked_at: WatchedPage[], watch: Watch): BuiltinThought {
  const state: WatchState = { watching: 'opening', address, led_to: null, page: null, to_come: later, looked_at };
  return open(`I open ${address} to see ${soughtBy(watch)}.`, state, address);
}

function soughtBy(watch: Watch): string {
  if (watch.kind === 'text') return `“${watch.words}”`;
  return { price: 'its price', version: 'its version', page: 'its text' }[watch.kind];
}

function afterOpeningWatched(state: WatchState, outcome: KnownOutcome, task: Task): BuiltinThought {
  const { address } = state;
  const reading: WatchState = { ...state, watching: 'reading' };
  return afterOpening(state, address, outcome, {
    done: () => act('The page is open; I read it.', reading, lastCall(reading, task.watch)),
    denied: (reason) => goOn(state, { kind: 'refused', address, reason }, 'I may not open it.', task),
    expired: () =>
      finish('No answer came in time.', concludeExpired(`Nobody answered in time whether ${address} may be opened.`)),
    failed: (trouble) => setAside(state, trouble, task),
  });
}

function afterReading(state: WatchState, outcome: KnownOutcome, task: Task): BuiltinThought {
  const { watch } = task;
  if (outcome.status !== 'done') return setAside(state, unreadReasonOf(outcome), task);
  const page = outcome.result;
  if (page.tool !== 'read')
    throw new AutoTriggerError('PlannerFailed', `the page was to be read, and ${page.tool} came back`);
  if (page.obstacle !== undefined) return setAside(state, page.obstacle, task);
  if (watch.kind !== 'text') return takeLook(state, page, [], task);
  const { url, title, published_at, text, price = null } = page;
  const finding: WatchState = { ...state, watching: 'finding', page: { url, title, published_at, text, price } };
  return act(`I look for “${watch.words}” in it.`, finding, lastCall(finding, watch));
}

function afterFinding(state: WatchState, outcome: KnownOutcome, task: Task): BuiltinThought {
  if (outcome.status !== 'done') return setAside(state, unreadReasonOf(outcome), task);
  if (outcome.result.tool !== 'find' || state.page === null)
    throw new AutoTriggerError('PlannerFailed', `words were to be found, and ${outcome.result.tool} came back`);
  return takeLook(state, { tool: 'read', ...state.page }, outcome.result.quotes ?? [], task);
}

/** Keeps what was seen, unless it says nothing of what is watched. */
function takeLook(state: WatchState, page: ReadResult, quotes: string[], task: Task): BuiltinThought {
  const { watch, input } = task;
  const look = lookAtWatched(watch, page, { quotes, pages: state.looked_at.length + 1 + state.to_come.length });
  const before = rememberedWatch(input.memory, state.address);
  if (isShrunken(look, before)) {
    const message = `it shows ${look.characters} of the ${before?.characters ?? 0} characters of text it had, so it may not have loaded whole and nothing is concluded from it`;
    return setAside(state, { code: 'PAGE_EMPTY', message }, task);
  }
  const isPresence = watch.kind === 'text' && watch.when !== 'changes';
  if (look.text === null && before === undefined && !isPresence) {
    const message = `no ${watch.kind === 'text' ? `“${watch.words}”` : watch.kind} was found on ${look.url}`;
    return setAside(state, { code: 'GOAL_NOT_REACHED', message }, task);
  }
  return goOn(state, { kind: 'seen', address: state.address, look }, 'I have seen what I need.', task);
}

/** A page that cannot be read does not keep the others from being looked at. */
function setAside(state: WatchState, { code, message }: UnreadReason, task: Task): BuiltinThought {
  const page: WatchedPage = { kind: 'unread', address: state.address, code, message };
  return goOn(state, page, `I cannot use this page: ${message}.`, task);
}

/** The next page of the goal, or the end. */
function goOn(state: WatchState, page: WatchedPage, note: string, { watch, input }: Task): BuiltinThought {
  const lookedAt = [...state.looked_at, page];
  if (state.to_come.length > 0) {
    const opening = openNext(state.to_come, lookedAt, watch);
    return { ...opening, thoughts: `${note} ${opening.thoughts}` };
  }
  const { conclusion, memories } = concludeWatch(watch, lookedAt, input);
  return { ...finish(`${note} I know enough to end.`, conclusion), memories };
}

function lastCall(state: WatchState, watch: Watch): ToolCall {
  if (state.watching === 'reading') return { tool: 'read', arguments: {} };
  if (state.watching === 'finding' && watch.kind === 'text')
    return { tool: 'find', arguments: { text: watch.words.slice(0, 200) } };
  return { tool: 'navigate', arguments: { url: state.led_to ?? state.address } };
}
