import type { ThinkRequest } from '../contract/activities.ts';
import { BoundedMap } from '../contract/bounded-map.ts';
import type { MemoryItem } from '../contract/results.ts';
import { AutoTriggerError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';
import type { Exchange, ThinkInput } from '../contract/session.ts';

/** What a worker has from the earlier thoughts of the sessions that think there. */
interface SessionContexts {
  /**
   * A request with what it left out.
   * @throws {AutoTriggerError} ContextMissing.
   */
  complete(request: ThinkRequest): ThinkInput;
  /** Keeps what the session's next thought need not be told again. */
  keep(request: ThinkRequest, input: ThinkInput, said: Json | undefined): void;
}

interface Context {
  memory: MemoryItem[];
  exchanges: Exchange[];
}

/** Sessions whose context is kept; the one that thought longest ago goes first. */
const contextsMax = 200;

/**
 * Keeps contexts in this process, so that a session's history grows with what is new alone. Losing one costs one
 * larger request.
 */
export function createSessionContexts(): SessionContexts {
  const contexts = new BoundedMap<string, Context>(contextsMax);
  return {
    complete({ exchange_count, ...request }) {
      const kept = contexts.get(request.session.id);
      const memory = request.memory ?? kept?.memory;
      // more than the request counts: an earlier try of the same thought left its own
      const exchanges = request.exchanges ?? kept?.exchanges.slice(0, exchange_count);
      if (memory === undefined || exchanges?.length !== exchange_count)
        throw new AutoTriggerError(
          'ContextMissing',
          `this worker does not have the earlier thoughts of session ${request.session.id}`,
        );
      return { ...request, memory, exchanges: withObservations(exchanges, request.observations) };
    },

    keep({ session }, { memory, exchanges }, said) {
      const added = said === undefined ? [] : [{ said, observations: [] }];
      contexts.set(session.id, { memory, exchanges: [...exchanges, ...added] });
    },
  };
}

/** What is new belongs to what was said last. */
function withObservations(exchanges: Exchange[], observations: Exchange['observations']): Exchange[] {
  const last = exchanges.at(-1);
  return last === undefined ? exchanges : [...exchanges.slice(0, -1), { ...last, observations }];
}
