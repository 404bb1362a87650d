import type { ActionOutcome, EntriesResult, MemoryChange, ToolCall } from '../contract/agent.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import { cutText } from '../contract/json.ts';
import type { Finish, NextMove, Observation, ThinkInput, Thought } from '../contract/session.ts';
import { addressesIn } from './addresses.ts';
import { compareLists } from './changes.ts';
import {
  type ArticleLook,
  conclude,
  concludeExpired,
  concludeRefused,
  entryToOpen,
  expiredApproval,
} from './conclusion.ts';
import { describeBeyond, understandGoal } from './goal.ts';
import { asRemembered, type ListMemory, rememberDate, rememberedList, rememberList } from './list-memory.ts';
import type { Planner } from './planner.ts';
import { type ListedPage, SessionState, type UnreadPage } from './session-state.ts';
import { beginWatch, goOnWatching, WatchState } from './watching.ts';
import { describeEntry } from './wording.ts';

/** Lists that one goal may name; the memory is shared between them. */
const addressesMax = 10;
const addressMemory = 'address';

/**
 * The planner that needs no model: it takes a goal as "the latest entries on these pages", opens each, compares its
 * list with memory, reads the newest entry and answers. It does nothing by itself but think: no I/O, no clock.
 */
export function createBuiltinPlanner(): Planner {
  return { think: (input) => Promise.resolve(think(input)) };
}

type BuiltinThought = Thought<ToolCall>;

function think(input: ThinkInput): BuiltinThought {
  if (input.planner_state === null) return begin(input);
  const observation = input.observations.at(-1);
  const watching = WatchState.safeParse(input.planner_state);
  if (watching.success && observation?.kind === 'action') {
    const understood = understandGoal(input.goal);
    if (understood.kind === 'watch') return goOnWatching(watching.data, understood.watch, observation.outcome, input);
  }
  const parsed = SessionState.safeParse(input.planner_state);
  if (!parsed.success || observation === undefined)
    throw new AutoTriggerError('PlannerFailed', 'the built-in planner was called without its state or an observation');
  if (observation.kind !== 'action') return takeAnswer(parsed.data, observation, input);
  return afterAction(parsed.data, observation.outcome, input);
}

function begin(input: ThinkInput): BuiltinThought {
  const understood = understandGoal(input.goal);
  if (understood.kind === 'beyond') return refuse(describeBeyond(understood));
  const inGoal = addressesIn(input.goal).slice(0, addressesMax);
  const remembered = input.memory.find((item) => item.key === addressMemory)?.value;
  const addresses = inGoal.length > 0 ? inGoal : typeof remembered === 'string' ? [remembered] : [];
  const [first] = addresses;
  if (first !== undefined && understood.kind === 'watch') return beginWatch(first, understood.watch);
  if (first !== undefined) return openList(startState(addresses), inGoal.length > 0 ? 'the goal names' : 'I was told');
  const goal = cutText(input.goal.replaceAll(/\s+/g, ' ').trim(), 300);
  return {
    thoughts: 'The goal names no address, so I ask which page is meant.',
    memories: [],
    planner_state: { ...startState([]), doing: 'asking' },
    next: {
      type: 'ask',
      question: {
        message: `Which page is meant by the goal “${goal}”? Give its full address, like https://example.com/blog`,
        details: { goal },
        schema: { type: 'string', format: 'uri' },
      },
    },
  };
}

const startState = (addresses: string[]): SessionState => ({
  doing: 'opening_list',
  addresses,
  pages: [],
  led_to: null,
});

function takeAnswer(
  state: SessionState,
  answer: Exclude<Observation, { kind: 'action' }>,
  input: ThinkInput,
): BuiltinThought {
  if (answer.kind === 'input_expired')
    return finish(
      'Nobody said in time which page is meant.',
      concludeExpired('Nobody said in time which page is meant.'),
    );
  const address = typeof answer.value === 'string' ? addressesIn(answer.value)[0] : undefined;
  if (address === undefined) {
    const message = `the answer (${cutText(JSON.stringify(answer.value), 200)}) is no address of a page; give one that begins with https://`;
    return refuse(message, 'The answer is no address of a page.');
  }
  const isKnown = input.memory.some((item) => item.key === addressMemory);
  const understood = understandGoal(input.goal);
  const opening =
    understood.kind === 'watch'
      ? beginWatch(address, understood.watch)
      : openList({ ...state, addresses: [address] }, 'I was told');
  return { ...opening, memories: [{ key: addressMemory, value: address, change: isKnown ? 'updated' : 'added' }] };
}

function refuse(message: string, thoughts = 'The goal asks for more than I can do.'): BuiltinThought {
  const error = { code: 'GOAL_NOT_UNDERSTOOD' as const, message };
  return finish(thoughts, { outcome: 'failed', answer: `${message}.`, result: null, evidence: [], error });
}

function afterAction(state: SessionState, outcome: ActionOutcome, input: ThinkInput): BuiltinThought {
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

type KnownOutcome = Exclude<ActionOutcome, { status: 'unknown' }>;

function afterOpeningList(state: SessionState, outcome: KnownOutcome, input: ThinkInput): BuiltinThought {
  const address = currentAddress(state);
  if (outcome.status === 'done') {
    const listing: SessionState = { ...state, doing: 'listing' };
    return act('The page is open; I look at what it lists.', listing, { tool: 'entries', arguments: {} });
  }
  if (outcome.status === 'denied') return finish('I may not open it.', concludeRefused(address, outcome.reason));
  if (outcome.status === 'expired') return finish('No answer came in time.', expiredApproval(state.pages, address));
  return followOnce(state, outcome) ?? setAside(state, outcome, input);
}

function afterListing(state: SessionState, outcome: KnownOutcome, input: ThinkInput): BuiltinThought {
  if (outcome.status !== 'done') return setAside(state, notDone(outcome), input);
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
  switch (outcome.status) {
    case 'done':
      return act('The post is open; I read it.', { ...state, doing: 'reading' }, { tool: 'read', arguments: {} });
    case 'denied':
      return finishWith(state, { kind: 'refused', reason: outcome.reason }, input);
    case 'expired':
      return finish(
        'No answer came in time.',
        expiredApproval(state.pages, entryToOpen(state.pages)?.entry.url ?? 'the post'),
      );
    default:
      return followOnce(state, outcome) ?? finishWith(state, { kind: 'unreadable', message: outcome.message }, input);
  }
}

function afterReading(state: SessionState, outcome: KnownOutcome, input: ThinkInput): BuiltinThought {
  if (outcome.status === 'done' && outcome.result.tool === 'read' && outcome.result.obstacle !== undefined)
    return finishWith(state, { kind: 'unreadable', message: outcome.result.obstacle.message }, input);
  if (outcome.status === 'done' && outcome.result.tool === 'read')
    return finishWith(state, { kind: 'read', article: outcome.result }, input);
  return finishWith(state, { kind: 'unreadable', message: notDone(outcome).message }, input);
}

function shownOf(list: EntriesResult, before: ListMemory | undefined): number {
  const remembered = new Set(before?.entries.map(([key]) => key));
  return list.entries.filter((entry) => remembered.has(entry.key)).length;
}

/** The address in work led to another site: proposed in its own right, so that policy and people have their say. */
function followOnce(state: SessionState, outcome: KnownOutcome): BuiltinThought | undefined {
  if (outcome.status !== 'failed' || outcome.left_to === undefined || state.led_to !== null) return undefined;
  const following = { ...state, led_to: outcome.left_to };
  return act(`It leads on to ${outcome.left_to}.`, following, {
    tool: 'navigate',
    arguments: { url: outcome.left_to },
  });
}

/** A page that cannot be read does not keep the others from being looked at. */
function setAside(state: SessionState, { code, message }: Pick<UnreadPage, 'code' | 'message'>, input: ThinkInput) {
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
  return act(
    `${note} I open it.`,
    { ...state, doing: 'opening_newest' },
    { tool: 'navigate', arguments: { url: target.url } },
  );
}

function openList(state: SessionState, whence: string): BuiltinThought {
  const address = currentAddress(state);
  const opening: SessionState = { ...state, doing: 'opening_list' };
  return act(`I open ${address}, which ${whence}.`, opening, { tool: 'navigate', arguments: { url: address } });
}

function again(state: SessionState): BuiltinThought {
  const thoughts = 'The browser was lost in the middle; I do the last step again.';
  const newest = entryToOpen(state.pages)?.entry.url;
  const url = state.led_to ?? (state.doing === 'opening_newest' ? newest : undefined) ?? currentAddress(state);
  if (state.doing === 'listing') return act(thoughts, state, { tool: 'entries', arguments: {} });
  if (state.doing === 'reading') return act(thoughts, state, { tool: 'read', arguments: {} });
  return act(thoughts, state, { tool: 'navigate', arguments: { url } });
}

function noteOn(list: EntriesResult, page: ListedPage): string {
  const count = `It lists ${list.entries.length} ${list.entries.length === 1 ? 'entry' : 'entries'}`;
  if (page.is_baseline) return `${count}; the latest is ${describeEntry(page.latest)}.`;
  const newest = page.added[0];
  if (newest === undefined) return `${count}, and none of them is new.`;
  return `${count}, ${page.added.length} of them new; the latest new one is ${describeEntry(newest)}.`;
}

function finishWith(state: SessionState, look: ArticleLook, input: ThinkInput, note = ''): BuiltinThought {
  const conclusion = conclude(state.pages, look, input.last_answered_at);
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

function finish(thoughts: string, conclusion: Finish): BuiltinThought {
  return { thoughts, memories: [], planner_state: null, next: { type: 'finish', finish: conclusion } };
}

function act(thoughts: string, state: SessionState, call: ToolCall): BuiltinThought {
  const next: NextMove<ToolCall> = { type: 'act', actions: [call] };
  return { thoughts, memories: [], planner_state: state, next };
}

const currentAddress = (state: SessionState): string => state.addresses[0] ?? '';

function notDone(outcome: KnownOutcome): Pick<UnreadPage, 'code' | 'message'> {
  if (outcome.status === 'failed') return outcome;
  return { code: 'TOOL_FAILED', message: 'the page could not be looked at' };
}
