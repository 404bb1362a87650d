import { jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { Exchange, Observation } from '../contract/session.ts';
import type { CarriedSession } from './session-state.ts';

/** Thrown where what a session has to hand on is more than a server takes. */
export class SessionTooLong extends Error {
  override readonly name = 'SessionTooLong';
}

/** @throws {SessionTooLong} where that, as JSON, has more bytes. */
export function refuseTooLarge(what: string, value: unknown, maxBytes: number): void {
  const bytes = jsonBytes(value);
  if (bytes <= maxBytes) return;
  throw new SessionTooLong(`${what} has become too large: ${bytes} bytes, of ${maxBytes} that it may have`);
}

/** Lets go of what a session can do without in its next run: what older actions brought back. */
export function shortenSession(state: CarriedSession): void {
  const { thoughts } = state;
  const maxBytes = limits.handedOnTextsMaxBytes;
  state.observations = boundedObservations(state.observations, maxBytes);
  thoughts.exchanges = boundedExchanges(thoughts.exchanges, maxBytes - jsonBytes(state.observations));
}

/** Of the oldest actions only what was said and how they ended is told again. */
export function boundedExchanges(exchanges: Exchange[], maxBytes: number): Exchange[] {
  return newestInWhole(exchanges, maxBytes, ({ said, observations }) => ({
    said,
    observations: observations.map(shortened),
  }));
}

export function boundedObservations(observations: Observation[], maxBytes: number): Observation[] {
  return newestInWhole(observations, maxBytes, shortened);
}

function newestInWhole<Item>(items: Item[], maxBytes: number, shorten: (item: Item) => Item): Item[] {
  let bytes = 0;
  return items
    .toReversed()
    .map((item) => {
      bytes += jsonBytes(item);
      return bytes <= maxBytes ? item : shorten(item);
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
