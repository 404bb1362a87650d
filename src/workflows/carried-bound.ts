import { cutText, jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { CarriedState } from './carried-state.ts';

interface Concession {
  /** As the status tells it. */
  what: string;
  /** Lets go of something, and returns its bytes: none where nothing of its kind is left. */
  giveWay: (carried: CarriedState) => number;
}

const answerKeptCharacters = 4_000;

/** What gives way first, and what only then. Memory, the outbox and open questions have bounds of their own, and never do. */
const concessions: Concession[] = [
  { what: 'the ledger: its older rows', giveWay: ({ ledger }) => halve(ledger.rows) },
  { what: 'changes by reschedule: the older ones', giveWay: ({ changes }) => halve(changes) },
  { what: 'the last session: its evidence', giveWay: ({ last }) => halve(last?.evidence ?? []) },
  { what: 'updates taken lately: the older ones', giveWay: (carried) => halve(carried.recent_updates) },
  { what: 'grants: the older ones', giveWay: ({ grants }) => halve(grants) },
  { what: 'the last session: the length of its answer', giveWay: shortenAnswer },
  { what: 'the last session: its result', giveWay: dropResult },
];

/**
 * Keeps what a run hands on within what Temporal takes of one: past its limit of 2 MiB it ends the trigger, for good.
 *
 * Lets go of pieces of `carried` until it and the request have at most `limits.carriedMaxBytes` together, and tells
 * `onLimit` of each kind.
 */
export function boundCarried(carried: CarriedState, request: unknown, onLimit: (what: string) => void): void {
  let excess = jsonBytes([request, carried]) - limits.carriedMaxBytes;
  for (const { what, giveWay } of concessions) {
    const before = excess;
    for (let freed = 1; excess > 0 && freed > 0; excess -= freed) freed = giveWay(carried);
    if (excess < before) {
      const line = `${what} gave way, as there was too much to carry`;
      onLimit(line);
      excess += jsonBytes(line);
    }
  }
}

/** Lets the older half of a list go, the newest last. */
function halve(list: unknown[]): number {
  const removed = list.splice(0, Math.ceil(list.length / 2));
  return removed.length === 0 ? 0 : jsonBytes(removed) - 1;
}

function shortenAnswer({ last }: CarriedState): number {
  if (last === null) return 0;
  const before = jsonBytes(last);
  last.answer = cutText(last.answer, answerKeptCharacters);
  if (last.error !== null) last.error.message = cutText(last.error.message, answerKeptCharacters);
  return before - jsonBytes(last);
}

function dropResult({ last }: CarriedState): number {
  if (last === null || last.result === null) return 0;
  const freed = jsonBytes(last.result) - jsonBytes(null);
  last.result = null;
  return freed;
}
