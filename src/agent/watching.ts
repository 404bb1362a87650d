import { z } from 'zod';
import type { ActionOutcome, ReadResult, ToolCall } from '../contract/agent.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import type { Finish, SessionErrorCode, ThinkInput, Thought } from '../contract/session.ts';
import { concludeExpired, concludeRefused, concludeUnread } from './conclusion.ts';
import type { Watch } from './watch-goal.ts';
import { concludeWatch, isShrunken, lookAtWatched, rememberedWatch, rememberWatch } from './watched.ts';

/** How far a session about a watched page is. */
export const WatchState = z.object({
  watching: z.enum(['opening', 'reading', 'finding']),
  address: z.string(),
  led_to: z.string().nullable(),
  /** What the page said, kept while the words are looked for. */
  page: z
    .object({
      url: z.string(),
      title: z.string(),
      published_at: z.string().nullable(),
      text: z.string(),
      price: z.object({ text: z.string(), amount: z.string() }).nullable(),
    })
    .nullable(),
});
export type WatchState = z.infer<typeof WatchState>;

type WatchThought = Thought<ToolCall>;

/** The first thought about a page that is watched: it is opened. */
export function beginWatch(address: string, watch: Watch): WatchThought {
  const what = watch.kind === 'text' ? `“${watch.words ?? ''}”` : watch.kind === 'price' ? 'its price' : 'its text';
  const state: WatchState = { watching: 'opening', address, led_to: null, page: null };
  return act(`I open ${address} to see ${what}.`, state, { tool: 'navigate', arguments: { url: address } });
}

/** What follows from what came of the last action: reading, looking for the words, the end. */
export function goOnWatching(state: WatchState, watch: Watch, outcome: ActionOutcome, input: ThinkInput): WatchThought {
  if (outcome.status === 'unknown')
    return act('The browser was lost in the middle; I do the last step again.', state, lastCall(state, watch));
  if (outcome.status === 'denied') return end('I may not open it.', concludeRefused(state.address, outcome.reason));
  if (outcome.status === 'expired')
    return end(
      'No answer came in time.',
      concludeExpired(`Nobody answered in time whether ${state.address} may be opened.`),
    );
  if (outcome.status === 'failed') {
    if (outcome.left_to === undefined || state.led_to !== null) return unread(state, outcome.code, outcome.message);
    const following = { ...state, led_to: outcome.left_to };
    return act(`It leads on to ${outcome.left_to}.`, following, {
      tool: 'navigate',
      arguments: { url: outcome.left_to },
    });
  }
  const { result } = outcome;
  if (state.watching === 'opening')
    return act('The page is open; I read it.', { ...state, watching: 'reading' }, { tool: 'read', arguments: {} });
  if (result.tool === 'read') return afterReading(state, watch, result, input);
  if (result.tool === 'find' && state.page !== null)
    return afterLooking(state, watch, { tool: 'read', ...state.page }, result.quotes ?? [], input);
  throw new AutoTriggerError('PlannerFailed', `${result.tool} came back where the watched page was to be read`);
}

function afterReading(state: WatchState, watch: Watch, page: ReadResult, input: ThinkInput): WatchThought {
  if (page.obstacle !== undefined) return unread(state, page.obstacle.code, page.obstacle.message);
  if (watch.kind !== 'text') return afterLooking(state, watch, page, [], input);
  const { url, title, published_at, text, price = null } = page;
  const looking: WatchState = { ...state, watching: 'finding', page: { url, title, published_at, text, price } };
  return act(`I look for “${watch.words ?? ''}” in it.`, looking, lastCall(looking, watch));
}

function afterLooking(
  state: WatchState,
  watch: Watch,
  page: ReadResult,
  quotes: string[],
  input: ThinkInput,
): WatchThought {
  const before = rememberedWatch(input.memory, state.address);
  const look = lookAtWatched(watch, page, quotes);
  if (isShrunken(look, before)) {
    const message = `it shows ${look.characters} of the ${before?.characters ?? 0} characters of text it had, so it may not have loaded whole and nothing is concluded from it`;
    return unread(state, 'PAGE_EMPTY', message);
  }
  const conclusion = concludeWatch(watch, look, before, input.last_answered_at);
  if (conclusion === undefined) {
    const what = watch.kind === 'price' ? 'no price' : `no “${watch.words ?? ''}”`;
    return unread(state, 'GOAL_NOT_REACHED', `${what} was found on ${look.url}`);
  }
  return { ...end('I know enough to end.', conclusion), memories: [rememberWatch(before, state.address, look)] };
}

function lastCall(state: WatchState, watch: Watch): ToolCall {
  if (state.watching === 'reading') return { tool: 'read', arguments: {} };
  if (state.watching === 'finding') return { tool: 'find', arguments: { text: (watch.words ?? '').slice(0, 200) } };
  return { tool: 'navigate', arguments: { url: state.led_to ?? state.address } };
}

function unread(state: WatchState, code: SessionErrorCode, message: string): WatchThought {
  return end(
    `I cannot use this page: ${message}.`,
    concludeUnread([{ kind: 'unread', address: state.address, code, message }]),
  );
}

function act(thoughts: string, state: WatchState, call: ToolCall): WatchThought {
  return { thoughts, memories: [], planner_state: state, next: { type: 'act', actions: [call] } };
}

function end(thoughts: string, finish: Finish): WatchThought {
  return { thoughts, memories: [], planner_state: null, next: { type: 'finish', finish } };
}
