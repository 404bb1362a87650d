import { AutoTriggerError } from '../../contract/errors.ts';
import { cutText } from '../../contract/json.ts';
import type { Observation, ThinkInput } from '../../contract/session.ts';
import { foldSpace } from '../../contract/fold-space.ts';
import { addressesIn } from '../addresses.ts';
import { concludeExpired } from './conclusion.ts';
import { describeBeyond, pagesMax, type UnderstoodGoal, understandGoal } from './goal.ts';
import { beginListing, goOnListing } from './listing.ts';
import type { Planner } from '../planner.ts';
import { SessionState } from './session-state.ts';
import { type BuiltinThought, finish } from './steps.ts';
import { beginWatching, goOnWatching, WatchState } from './watching.ts';

const addressMemory = 'address';

/**
 * The planner that needs no model: it takes a goal as "the latest entries on these pages" or as something to watch on
 * them, looks at each, compares what it sees with memory, and answers. It does nothing by itself but think: no I/O, no
 * clock.
 */
export function createBuiltinPlanner(): Planner {
  return { think: (input) => Promise.resolve(think(input)) };
}

function think(input: ThinkInput): BuiltinThought {
  if (input.planner_state === null) return begin(input);
  const observation = input.observations.at(-1);
  const watching = WatchState.safeParse(input.planner_state);
  if (watching.success && observation?.kind === 'action') {
    const understood = understandGoal(input.goal);
    if (understood.kind === 'watch')
      return goOnWatching(watching.data, observation.outcome, { watch: understood.watch, input });
  }
  const listing = SessionState.safeParse(input.planner_state);
  if (!listing.success || observation === undefined)
    throw new AutoTriggerError('PlannerFailed', 'the built-in planner was called without its state or an observation');
  if (observation.kind !== 'action') return takeAnswer(observation, input);
  return goOnListing(listing.data, observation.outcome, input);
}

function begin(input: ThinkInput): BuiltinThought {
  const understood = understandGoal(input.goal);
  if (understood.kind === 'beyond') return refuse(describeBeyond(understood));
  const inGoal = addressesIn(input.goal);
  if (inGoal.length > 0) {
    const opening = beginWith(inGoal.slice(0, pagesMax), understood, 'the goal names');
    const left = `The goal names ${inGoal.length} addresses, and I look at the first ${pagesMax}.`;
    return inGoal.length > pagesMax ? { ...opening, thoughts: `${left} ${opening.thoughts}` } : opening;
  }
  const remembered = input.memory.find((item) => item.key === addressMemory)?.value;
  return typeof remembered === 'string' ? beginWith([remembered], understood, 'I was told') : ask(input.goal);
}

function beginWith(addresses: string[], understood: UnderstoodGoal, whence: string): BuiltinThought {
  return understood.kind === 'watch' ? beginWatching(addresses, understood.watch) : beginListing(addresses, whence);
}

function ask(wholeGoal: string): BuiltinThought {
  const goal = cutText(foldSpace(wholeGoal), 300);
  const asking: SessionState = { doing: 'asking', addresses: [], pages: [], led_to: null };
  return {
    thoughts: 'The goal names no address, so I ask which page is meant.',
    memories: [],
    planner_state: asking,
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

function takeAnswer(answer: Exclude<Observation, { kind: 'action' }>, input: ThinkInput): BuiltinThought {
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
  return {
    ...beginWith([address], understandGoal(input.goal), 'I was told'),
    memories: [{ key: addressMemory, value: address, change: isKnown ? 'updated' : 'added' }],
  };
}

function refuse(message: string, thoughts = 'The goal asks for more than I can do.'): BuiltinThought {
  const error = { code: 'GOAL_NOT_UNDERSTOOD' as const, message };
  return finish(thoughts, { outcome: 'failed', answer: `${message}.`, result: null, evidence: [], error });
}
