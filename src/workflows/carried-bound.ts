import { cutText, jsonBytes } from '../contract/json.ts';
import { limits } from '../contract/limits.ts';
import type { CarriedState } from './carried-state.ts';
import type { OnLimit } from './memory.ts';

interface Concession {
  /** As the status tells it. */
  kind: string;
  /** Lets go of something, and returns its bytes: none where nothing of its kind is left. */
  giveWay: (carried: CarriedState) => number;
}

/** More than what the status then says of it. */
const lineBytes = 300;
const answerKeptCharacters = 4_000;

/**
 * What gives way first, and what only then. Memory, the outbox and open questions have bounds of their own, and never do;
 * nor does a session that goes on.
 */
const concessions: Concession[] = [
  { kind: 'the ledger', giveWay: ({ ledger }) => halve(ledger.rows) },
  { kind: 'changes by reschedule', giveWay: ({ changes }) => halve(changes) },
  { kind: 'evidence of the last session', giveWay: ({ last }) => halve(last?.evidence ?? []) },
  { kind: 'updates taken lately', giveWay: (carried) => halve(carried.recent_updates) },
  { kind: 'grants carried', giveWay: ({ grants }) => halve(grants) },
  { kind: 'the last answer', giveWay: shortenAnswer },
  { kind: 'the last result', giveWay: dropResult },
];

/**
 * Keeps what a run hands on within what Temporal takes of one: past its limit of 2 MiB it ends the trigger, for good.
 *
 * Lets go of pieces of `carried` until it and the request have at most `limits.carriedMaxBytes` together, and tells
 * `onLimit` of each kind.
 */
export function boundCarried(carried: CarriedState, request: unknown, onLimit: OnLimit): void {
  let excess = jsonBytes([request, carried]) - limits.carriedMaxBytes;
  for (const { kind, giveWay } of concessions) {
    const before = excess;
    for (let freed = 1; excess > 0 && freed > 0; excess -= freed) freed = giveWay(carried);
    if (excess < before) {
      onLimit(kind, 'what was older or longer gave way, as there was too much to carry');
      excess += lineBytes;
    }
  }
}

/** What of it would be left if all gave way that can: a session that is to go on in the next run has to fit in beside. */
export function firmPart({ request, carried }: { request: unknown; carried: CarriedState }): unknown {
  const { ledger, outbox } = carried;
  const light = { changes: [], recent_updates: [], grants: [], last: null };
  return [request, { ...carried, ...light, ledger: { ...ledger, rows: [] }, outbox: { ...outbox, to_record: [] } }];
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
