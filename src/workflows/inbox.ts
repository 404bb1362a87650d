import { type Json, jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { Notice, TriggerStatus } from '../contract/status.ts';
import { cut } from './event-bounds.ts';
import { nowIso } from './now.ts';

export interface InboxState {
  messages: TriggerStatus['messages'];
  /** Update ids taken lately with what they returned, so that a repetition is the success that it was. */
  recent_updates: [id: string, result: unknown][];
}

/** What was sent to a trigger: how much, what of it changed nothing, and the updates that were taken lately. */
export class Inbox {
  readonly #state: InboxState;
  /** Of this run, by name. */
  readonly #signals = new Map<string, number>();

  constructor(state: InboxState) {
    this.#state = state;
  }

  /** @returns which of its name in this run it is, counted from 1. */
  countSignal(name: string): number {
    this.#state.messages.signals += 1;
    const position = (this.#signals.get(name) ?? 0) + 1;
    this.#signals.set(name, position);
    return position;
  }

  /** A message changed nothing; the status says why. */
  noteIgnored(what: string, why: string): void {
    const { messages } = this.#state;
    const notice: Notice = { at: nowIso(), what, why: why.slice(0, 300) };
    messages.ignored += 1;
    messages.notices = [...messages.notices, notice].slice(-limits.noticesKept);
  }

  /** What an update returned when it was taken; undefined where it was not, or long ago. */
  taken(update: string): { result: unknown } | undefined {
    const entry = this.#state.recent_updates.find(([id]) => id === update);
    return entry && { result: entry[1] };
  }

  takeUpdate(update: string, result: unknown): void {
    this.#state.messages.updates += 1;
    const entry: InboxState['recent_updates'][number] = [update, kept(result)];
    this.#state.recent_updates = [...this.#state.recent_updates, entry].slice(-limits.recentMessagesKept);
  }
}

/** What a repetition is answered with: all of a small result, and of a large one what is short. */
function kept(result: unknown): unknown {
  return jsonBytes(result) <= limits.keptResultMaxBytes ? result : cut(result as Json, limits.keptResultMaxBytes / 4);
}
