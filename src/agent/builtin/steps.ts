import type { ActionOutcome } from '../../contract/results.ts';
import type { ToolCall } from '../../contract/tools.ts';
import type { Json } from '../../contract/json.ts';
import type { Finish, Thought } from '../../contract/session.ts';
import type { SessionErrorCode } from '../../contract/session-errors.ts';
import { concludeRefused } from './conclusion.ts';

export type BuiltinThought = Thought<ToolCall>;

/** What came of an action; what is not known is done again before anything else is thought. */
export type KnownOutcome = Exclude<ActionOutcome, { status: 'unknown' }>;

/** Why a page is left unread. */
export interface UnreadReason {
  code: SessionErrorCode;
  message: string;
}

export function act(thoughts: string, state: Json, call: ToolCall): BuiltinThought {
  return { thoughts, memories: [], planner_state: state, next: { type: 'act', actions: [call] } };
}

export function open(thoughts: string, state: Json, url: string): BuiltinThought {
  return act(thoughts, state, { tool: 'navigate', arguments: { url } });
}

export function finish(thoughts: string, conclusion: Finish): BuiltinThought {
  return { thoughts, memories: [], planner_state: null, next: { type: 'finish', finish: conclusion } };
}

/** A planner's state in which an address is being opened. */
interface Underway {
  /** Where it led to on another site, once that was proposed in its own right. */
  led_to: string | null;
  [key: string]: Json;
}

/** What to do in each of the ends that the opening of an address can have. */
interface Opened {
  done(): BuiltinThought;
  /** Left out, the session ends with it. */
  denied?(reason: string | null): BuiltinThought;
  expired(): BuiltinThought;
  failed(trouble: UnreadReason): BuiltinThought;
}

/**
 * What follows the opening of an address. Where it leads on to another site, that is proposed once, in its own right, so
 * that policy and people have their say.
 */
export function afterOpening(state: Underway, address: string, outcome: KnownOutcome, opened: Opened): BuiltinThought {
  switch (outcome.status) {
    case 'done':
      return opened.done();
    case 'denied':
      return opened.denied?.(outcome.reason) ?? finish('I may not open it.', concludeRefused(address, outcome.reason));
    case 'expired':
      return opened.expired();
    default:
      if (outcome.left_to === undefined || state.led_to !== null) return opened.failed(outcome);
      return open(`It leads on to ${outcome.left_to}.`, { ...state, led_to: outcome.left_to }, outcome.left_to);
  }
}

/** What an action failed with; one that was refused or not answered in time has no code of its own. */
export function unreadReasonOf(outcome: KnownOutcome): UnreadReason {
  if (outcome.status === 'failed') return outcome;
  return { code: 'TOOL_FAILED', message: 'the page could not be looked at' };
}
