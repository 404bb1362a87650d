import type { ActionOutcome, EntriesResult, MemoryChange } from '../../contract/results.ts';
import { AutoTriggerError } from '../../contract/errors.ts';
import type { ThinkInput } from '../../contract/session.ts';
import { compareLists } from '../comparing/changes.ts';
import { type ArticleLook, concludeList, entryToOpen, expiredApproval } from './conclusion.ts';
import { asRemembered, type ListMemory, rememberDate, rememberedList, rememberList } from '../comparing/list-memory.ts';
import type { ListedPage, UnreadPage } from '../comparing/listed-page.ts';
import type { SessionState } from './session-state.ts';
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
import { describeEntry } from '../comparing/wording.ts';

/** The first thought about lists: the first of them is opened. `whence` says who named them. */
export function beginListing(addresses: string[], whence: string): BuiltinThought {
  return openList({ doing: 'opening_list', addresses, pages: [], led_to: null }, whence);
}

/** What follows from what came of the last action: the next list, the newest entry of all, the end. */
export function goOnListing(state: SessionState, outcome: ActionOutcome, input: ThinkInput): BuiltinThought {
  // each of this planner's actions only reads, so one whose end is unknown is simply done again
  if (outcome.status === 'unknown') return again(state);
  switch (state.doing) {
    case 'opening_list':
      return afterOpeningList(state, outcome, input);
    case 'listing':
      return afterListing(state, outcome, input);
    case 'opening_newest':
      return afterOpeningNewest(state, outcome, input);
    default:
      return afterReading(state, outcome, input);
  }
}

function openList(state: SessionState, whence: string): BuiltinThought {
  const address = currentAddress(state);
  return open(`I open ${address}, which ${whence}.`, { ...state, doing: 'opening_list' }, address);
}

function afterOpeningList(state: SessionState, outcome: KnownOutcome, input: ThinkInput): BuiltinThought {
  const address = currentAddress(state);
  const listing: SessionState = { ...state, doing: 'listing' };
  return afterOpening(state, address, outcome, {
    done: () => act('The page is open; I look at what it lists.', listing, { tool: 'entries', arguments: {} }),
    expired: () => finish('No answer came in time.', expiredApproval(state.pages, address)),
    failed: (trouble) => setAside(state, trouble, input),
  });
}

function afterListing(state: SessionState, outcome: KnownOutcome, input: ThinkInput): BuiltinThought {
  if (outcome.status !== 'done') return setAside(state, unreadReasonOf(outcome), input);
  if (outcome.result.tool !== 'entries')
    throw new AutoTriggerError('PlannerFailed', `entries was asked for, and ${outcome.result.tool} came back`);
  const address = currentAddress(state);
  const before = rememberedList(input.memory, address);
  const list = asRemembered(outcome.result, before);
  const changes = compareLists(list, before);
  const latest = list.entries[0];
  if (latest === undefined || changes.isDoubtful) {
    const message = `it shows ${shownOf(list, before)} of the ${before?.entries.length ?? 0} entries it had, so it may not have loaded whole and nothing is concluded from it; what is remembered stays`;
    return setAside(state, { code: 'NO_ENTRIES', message }, input);
  }
  const shareOfMemory = 1 / (state.pages.length + state.addresses.length);
  const page: ListedPage = {
    kind: 'listed',
    address,
    url: list.url,
    ordered_by: list.ordered_by,
    latest,
    is_baseline: changes.isBaseline,
    added: changes.added,
    removed: changes.removed,
    changed: changes.changed,
    quotable_titles: list.quotable_titles,
    memory: rememberList(input.memory, { address, list, shareOfMemory }),
  };
  return goOn({ ...state, pages: [...state.pages, page] }, noteOn(list, page), input);
}

function afterOpeningNewest(state: SessionState, outcome: KnownOutcome, input: ThinkInput): BuiltinThought {
  const url = entryToOpen(state.pages)?.entry.url ?? 'the post';
  return afterOpening(state, url, outcome, {
    done: () => act('The post is open; I read it.', { ...state, doing: 'reading' }, { tool: 'read', arguments: {} }),
    denied: (reason) => finishWith(state, { kind: 'refused', reason }, input),
    expired: () => finish('No answer came in time.', expiredApproval(state.pages, url)),
    failed: ({ message }) => finishWith(state, { kind: 'unreadable', message }, input),
  });
}

function afterReading(state: SessionState, outcome: KnownOutcome, input: ThinkInput): BuiltinThought {
  if (outcome.status !== 'done' || outcome.result.tool !== 'read')
    return finishWith(state, { kind: 'unreadable', message: unreadReasonOf(outcome).message }, input);
  const { obstacle } = outcome.result;
  return obstacle === undefined
    ? finishWith(state, { kind: 'read', article: outcome.result }, input)
    : finishWith(state, { kind: 'unreadable', message: obstacle.message }, input);
}

function shownOf(list: EntriesResult, before: ListMemory | undefined): number {
  const remembered = new Set(before?.entries.map(([key]) => key));
  return list.entries.filter((entry) => remembered.has(entry.key)).length;
}

/** A page that cannot be read does not keep the others from being looked at. */
function setAside(state: SessionState, { code, message }: UnreadReason, input: ThinkInput): BuiltinThought {
  const page: UnreadPage = { kind: 'unread', address: currentAddress(state), code, message };
  return goOn({ ...state, pages: [...state.pages, page] }, `I cannot use this page: ${message}.`, input);
}

/** The next page of the goal, or the newest entry of all of them, or the end. */
function goOn(looked: SessionState, note: string, input: ThinkInput): BuiltinThought {
  const state = { ...looked, addresses: looked.addresses.slice(1), led_to: null };
  if (state.addresses.length > 0) {
    const opening = openList(state, 'the goal names');
    return { ...opening, thoughts: `${note} ${opening.thoughts}` };
  }
  const target = entryToOpen(state.pages)?.entry;
  // opening and reading take two steps; with fewer left the list has to do
  if (target === undefined || input.steps_left < 2) return finishWith(state, { kind: 'not_needed' }, input, note);
  return open(`${note} I open it.`, { ...state, doing: 'opening_newest' }, target.url);
}

function again(state: SessionState): BuiltinThought {
  const thoughts = 'The browser was lost in the middle; I do the last step again.';
  const newest = entryToOpen(state.pages)?.entry.url;
  const url = state.led_to ?? (state.doing === 'opening_newest' ? newest : undefined) ?? currentAddress(state);
  if (state.doing === 'listing') return act(thoughts, state, { tool: 'entries', arguments: {} });
  if (state.doing === 'reading') return act(thoughts, state, { tool: 'read', arguments: {} });
  return open(thoughts, state, url);
}

function noteOn(list: EntriesResult, page: ListedPage): string {
  const count = `It lists ${list.entries.length} ${list.entries.length === 1 ? 'entry' : 'entries'}`;
  if (page.is_baseline) return `${count}; the latest is ${describeEntry(page.latest)}.`;
  const newest = page.added[0];
  if (newest === undefined) return `${count}, and none of them is new.`;
  return `${count}, ${page.added.length} of them new; the latest new one is ${describeEntry(newest)}.`;
}

function finishWith(state: SessionState, look: ArticleLook, input: ThinkInput, note = ''): BuiltinThought {
  const conclusion = concludeList(state.pages, look, input.last_answered_at);
  const memories = state.pages.flatMap((page) =>
    page.kind === 'listed' ? [memoryWithDate(page, state.pages, look)] : [],
  );
  return { ...finish(`${note} I know enough to end.`.trim(), conclusion), memories };
}

/** A date that only the article gives is remembered, so that it is known where the list is all that is looked at. */
function memoryWithDate(page: ListedPage, pages: SessionState['pages'], look: ArticleLook): MemoryChange {
  const opened = entryToOpen(pages);
  const date = look.kind === 'read' && opened?.page === page ? look.article.published_at : null;
  const isOpen = opened?.entry.published_at === null || opened?.entry.date_is_reckoned === true;
  return opened === undefined || date === null || !isOpen
    ? page.memory
    : rememberDate(page.memory, opened.entry.key, date);
}

const currentAddress = (state: SessionState): string => state.addresses[0] ?? '';
