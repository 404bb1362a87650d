import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { ThinkRequest } from '../contract/activities.ts';
import type { MemoryItem } from '../contract/results.ts';
import { limits } from '../contract/limits.ts';
import type { Observation, ThinkOutput } from '../contract/session.ts';
import { thinking } from './activities.ts';
import { boundedExchanges, boundedObservations, refuseTooLarge } from './session-bounds.ts';
import type { ThoughtsState } from './session-state.ts';

type Question = Omit<ThinkRequest, 'memory' | 'exchanges' | 'exchange_count' | 'observations'>;

/** So little is told again rather than kept at one worker: any can think next, and the thought is handed over faster. */
const littleCharacters = 2_048;

const whatIsTold = 'what the planner has to be told';

/**
 * A session's thoughts. Where there is much to know, each is asked for where the last one was, so that only what is new
 * has to be told; where that worker is gone, any other is told everything.
 */
export class Thoughts {
  readonly #state: ThoughtsState;
  /** The memory as the worker that thought last has it, as far as this run knows. */
  #memoryThere = '';

  constructor(state: ThoughtsState) {
    this.#state = state;
  }

  /** @throws {SessionTooLong} where there is more to tell than a server takes. */
  async next(question: Question, happened: Observation[], memory: MemoryItem[]): Promise<ThinkOutput> {
    const observations = boundedObservations(happened, limits.handedOnTextsMaxBytes);
    const thought = await this.#ask(question, observations, memory);
    const { exchanges } = this.#state;
    const last = exchanges.at(-1);
    if (last !== undefined) last.observations = observations;
    if (thought.said !== undefined) exchanges.push({ said: thought.said, observations: [] });
    this.#state.context_at = thought.context_at;
    this.#memoryThere = JSON.stringify(memory);
    return thought;
  }

  async #ask(question: Question, observations: Observation[], memory: MemoryItem[]): Promise<ThinkOutput> {
    const summary = observations.length === 0 ? 'Think about the goal' : 'Think about what came back';
    const { context_at } = this.#state;
    const exchange_count = this.#state.exchanges.length;
    const remembered = JSON.stringify(memory);
    const isLittle = exchange_count === 0 && remembered.length <= littleCharacters;
    if (context_at !== null && !isLittle) {
      const isKnown = remembered === this.#memoryThere;
      const request = { ...question, observations, memory: isKnown ? null : memory, exchanges: null, exchange_count };
      refuseTooLarge(whatIsTold, request, limits.toldMaxBytes);
      try {
        return await thinking(summary, context_at).thinkNext(request);
      } catch (error) {
        if (!isElsewhere(error)) throw error;
      }
    }
    const exchanges = boundedExchanges(this.#state.exchanges, limits.exchangesMaxBytes);
    const request = { ...question, observations, memory, exchanges, exchange_count };
    refuseTooLarge(whatIsTold, request, limits.toldMaxBytes);
    return thinking(summary).thinkNext(request);
  }
}

/** The worker that had the earlier thoughts is gone, or let go of them. */
function isElsewhere(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof ApplicationFailure) return cause.type === 'ContextMissing';
  return cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START';
}
