import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { ThinkRequest } from '../contract/activities.ts';
import type { MemoryItem } from '../contract/results.ts';
import { jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { Exchange, Observation, ThinkOutput } from '../contract/session.ts';
import { thinking } from './activities.ts';

type Question = Omit<ThinkRequest, 'memory' | 'exchanges' | 'exchange_count' | 'observations'>;

/** So little is told again rather than kept at one worker: any can think next, and the thought is handed over faster. */
const littleCharacters = 2_048;

/**
 * A session's thoughts. Where there is much to know, each is asked for where the last one was, so that only what is new
 * has to be told; where that worker is gone, any other is told everything.
 */
export class Thoughts {
  readonly #exchanges: Exchange[] = [];
  #contextAt: string | null = null;
  /** The memory as that worker has it. */
  #memoryThere = '';

  async next(question: Question, observations: Observation[], memory: MemoryItem[]): Promise<ThinkOutput> {
    const thought = await this.#ask(question, observations, memory);
    const last = this.#exchanges.at(-1);
    if (last !== undefined) last.observations = observations;
    if (thought.said !== undefined) this.#exchanges.push({ said: thought.said, observations: [] });
    this.#contextAt = thought.context_at;
    this.#memoryThere = JSON.stringify(memory);
    return thought;
  }

  async #ask(question: Question, observations: Observation[], memory: MemoryItem[]): Promise<ThinkOutput> {
    const summary = observations.length === 0 ? 'Think about the goal' : 'Think about what came back';
    const exchange_count = this.#exchanges.length;
    const remembered = JSON.stringify(memory);
    const isLittle = exchange_count === 0 && remembered.length <= littleCharacters;
    if (this.#contextAt !== null && !isLittle) {
      const isKnown = remembered === this.#memoryThere;
      const request = { ...question, observations, memory: isKnown ? null : memory, exchanges: null, exchange_count };
      try {
        return await thinking(summary, this.#contextAt).thinkNext(request);
      } catch (error) {
        if (!isElsewhere(error)) throw error;
      }
    }
    const exchanges = bounded(this.#exchanges);
    return thinking(summary).thinkNext({ ...question, observations, memory, exchanges, exchange_count });
  }
}

/** The worker that had the earlier thoughts is gone, or let go of them. */
function isElsewhere(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  const { cause } = error;
  if (cause instanceof ApplicationFailure) return cause.type === 'ContextMissing';
  return cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START';
}

/** A payload is bounded: of the oldest actions only what was said and how they ended is told again. */
function bounded(exchanges: Exchange[]): Exchange[] {
  let bytes = 0;
  return exchanges
    .toReversed()
    .map((exchange) => {
      bytes += jsonBytes(exchange);
      return bytes <= limits.exchangesMaxBytes
        ? exchange
        : { ...exchange, observations: exchange.observations.map(shortened) };
    })
    .toReversed();
}

function shortened(observation: Observation): Observation {
  if (observation.kind !== 'action' || observation.outcome.status !== 'done') return observation;
  const { result } = observation.outcome;
  const short =
    'tree' in result
      ? { ...result, tree: '', is_cut: true, effects: {} }
      : result.tool === 'read'
        ? { ...result, text: '' }
        : result.tool === 'screenshot'
          ? { ...result, image: '' }
          : result;
  return { ...observation, outcome: { status: 'done', result: short } };
}
