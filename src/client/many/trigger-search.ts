import { autoTriggerType, type SearchAttributeName } from '../../contract/temporal-names.ts';
import { readMoment } from '../../contract/moment.ts';
import { isClosed, type TriggerState } from '../../contract/status.ts';
import type { TriggerFilter } from '../../contract/trigger-filter.ts';
import type { TriggerRow } from './trigger-row.ts';
import { isComparable, operand, quoted } from '../server/visibility-query.ts';

/** How triggers are looked for: what the server sorts out, and what is left for the rows that it gives. */
export interface TriggerSearch {
  query: string;
  /** Null where the server alone tells. */
  matches: ((row: TriggerRow) => boolean) | null;
}

/** One part of a filter. `query` null: the server cannot help. `matches` null: it can alone. */
interface Condition {
  query: string | null;
  matches: ((row: TriggerRow) => boolean) | null;
}

const isOpen = "ExecutionStatus = 'Running'";

/**
 * Lets the server do what its search attributes allow.
 *
 * Relative times are distances from `nowMs`, milliseconds since the epoch.
 * @throws {AutoTriggerError} InvalidRequest for a query that cannot be an operand.
 */
export function planSearch(
  filter: TriggerFilter,
  usable: readonly SearchAttributeName[],
  nowMs: number,
): TriggerSearch {
  const { state, email, next_fire_before: before, next_fire_after: after, last_outcome, stuck, query } = filter;
  const conditions: Condition[] = [
    { query: `WorkflowType = ${quoted(autoTriggerType)} AND ExecutionStatus != 'ContinuedAsNew'`, matches: null },
  ];
  const has = (name: SearchAttributeName) => usable.includes(name);
  const equal = (name: SearchAttributeName, field: 'email' | 'last_outcome', value: string) =>
    conditions.push(
      has(name) && isComparable(value)
        ? { query: `${name} = ${quoted(value)}`, matches: null }
        : { query: null, matches: (row) => row[field] === value },
    );
  if (state !== undefined) conditions.push(inState(state, has));
  if (email !== undefined) equal('AutoTriggerEmail', 'email', email);
  if (last_outcome !== undefined) equal('AutoTriggerLastOutcome', 'last_outcome', last_outcome);
  const canCompareFires = has('AutoTriggerNextFire');
  if (before !== undefined) conditions.push(nextFire('<', readMoment(before, nowMs) ?? 0, canCompareFires));
  if (after !== undefined) conditions.push(nextFire('>', readMoment(after, nowMs) ?? 0, canCompareFires));
  // the server does not know of it, but whether it runs
  if (stuck !== undefined) conditions.push({ query: stuck ? isOpen : null, matches: (row) => row.stuck === stuck });
  if (query !== undefined) conditions.push({ query: operand(query), matches: null });

  const checks = conditions.flatMap(({ matches }) => matches ?? []);
  return {
    query: conditions.flatMap((condition) => condition.query ?? []).join(' AND '),
    matches: checks.length === 0 ? null : (row) => checks.every((matches) => matches(row)),
  };
}

function inState(state: TriggerState, has: (name: SearchAttributeName) => boolean): Condition {
  const hasAttribute = has('AutoTriggerState');
  if (state === 'paused') return onPause(hasAttribute, has('AutoTriggerPausedSince'));
  const matches = (row: TriggerRow) => row.state === state;
  if (isClosed(state)) return { query: ofClosed(state, hasAttribute), matches };
  return hasAttribute
    ? { query: `${isOpen} AND AutoTriggerState = ${quoted(state)}`, matches: null }
    : { query: isOpen, matches };
}

/** Also those whose state tells first that a question of theirs is still open. */
function onPause(hasState: boolean, hasSince: boolean): Condition {
  if (!hasState) return { query: isOpen, matches: isPaused };
  const mayBe = `${isOpen} AND AutoTriggerState IN ('paused', 'waiting_for_human')`;
  if (!hasSince) return { query: mayBe, matches: isPaused };
  return { query: `${isOpen} AND (AutoTriggerState = 'paused' OR AutoTriggerPausedSince IS NOT NULL)`, matches: null };
}

function isPaused(row: TriggerRow): boolean {
  return row.paused === true;
}

/** How a closed trigger's workflow ended. The attribute alone would miss those that could not write it any more. */
function ofClosed(state: TriggerState, hasAttribute: boolean): string {
  // what the server itself terminated has failed: the rows tell it from what people did
  if (state === 'failed') return "ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated')";
  const isNot = (other: TriggerState) =>
    hasAttribute ? ` AND (AutoTriggerState IS NULL OR AutoTriggerState != ${quoted(other)})` : '';
  if (state === 'completed') return `ExecutionStatus = 'Completed'${isNot('stopped')}`;
  return `(ExecutionStatus IN ('Canceled', 'Terminated') OR (ExecutionStatus = 'Completed'${isNot('completed')}))`;
}

function nextFire(comparison: '<' | '>', atMs: number, hasAttribute: boolean): Condition {
  if (hasAttribute) {
    const at = quoted(new Date(atMs).toISOString());
    return { query: `${isOpen} AND AutoTriggerNextFire ${comparison} ${at}`, matches: null };
  }
  const isFitting = (at: number) => (comparison === '<' ? at < atMs : at > atMs);
  return { query: isOpen, matches: ({ next_fire_at }) => next_fire_at !== null && isFitting(Date.parse(next_fire_at)) };
}
