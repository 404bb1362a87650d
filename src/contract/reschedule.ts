import { z } from 'zod';
import { cutText } from './json.ts';
import { badField } from './parse.ts';
import { parseCreateRequest, refuseBadTimes } from './plan-request.ts';
import { AutoTriggerOptions, CreateRequest, type TriggerPlan } from './trigger.ts';

const { interval, end_at, start_at, web_hook_url } = AutoTriggerOptions.shape;
const { goal } = CreateRequest.shape;

/** What can be changed of a trigger that runs. */
export const Reschedule = z.strictObject({
  interval: interval.optional(),
  end_at: end_at.optional(),
  start_at,
  goal: goal.optional(),
  web_hook_url,
});
export type Reschedule = z.infer<typeof Reschedule>;

/** What is different now: as it was, and as it is. A long goal is cut. */
export type PlanChanges = {
  [Field in keyof Reschedule]?: { from: string | number | null; to: string | number | null };
};

export interface Rescheduled {
  /** As if it had been created so. */
  request: unknown;
  plan: TriggerPlan;
  changes: PlanChanges;
}

const shownMaxCharacters = 500;

/**
 * A trigger's request with a change, checked as a whole as `create` would check it now. A new interval keeps the
 * origin of the grid, a new start moves it. Instants in milliseconds since the epoch.
 *
 * @throws {AutoTriggerError} InvalidRequest.
 */
export function reschedule(
  before: { request: unknown; plan: TriggerPlan },
  change: Reschedule,
  { acceptedAtMs, now }: { acceptedAtMs: number; now: number },
): Rescheduled {
  const request = merge(before.request as CreateRequest, change);
  const isAboutTime = [change.interval, change.end_at, change.start_at].some((value) => value !== undefined);
  const hasBegun = change.start_at === undefined && before.plan.schedule.start_at_ms <= now;
  if (isAboutTime) refuseBadTimes(hasBegun ? beginningNow(request) : request, now);
  const { plan } = parseCreateRequest(request, acceptedAtMs);
  return { request, plan, changes: differences(valuesOf(before.plan), valuesOf(plan)) };
}

/** What comes of it is checked as a whole by whoever asks for it. */
function merge(request: CreateRequest, change: Reschedule): object {
  const { withAutoTrigger, ...rest } = request;
  const { goal = request.goal, web_hook_url, ...times } = change;
  const webhook = web_hook_url === undefined ? {} : { web_hook_url };
  if (withAutoTrigger !== undefined) {
    const start = times.start_at === undefined ? {} : { start_now: false };
    return { ...rest, goal, withAutoTrigger: { ...withAutoTrigger, ...times, ...start, ...webhook } };
  }
  const [field] = Object.keys(times);
  if (field !== undefined) throw badField(field, `${field} does not go with a single session, which has no rhythm`);
  return { ...rest, goal, ...webhook };
}

/** A start that lies behind is no mistake of the change. */
function beginningNow(request: Pick<CreateRequest, 'withAutoTrigger'>): unknown {
  const { withAutoTrigger } = request;
  return withAutoTrigger === undefined
    ? request
    : { ...request, withAutoTrigger: { ...withAutoTrigger, start_now: true, start_at: undefined } };
}

type Values = Record<keyof Reschedule, string | number | null>;

function valuesOf({ goal, web_hook_url, schedule }: TriggerPlan): Values {
  const { interval_ms, start_at_ms, end_at_ms } = schedule;
  return {
    interval: interval_ms === null ? null : interval_ms / 60_000,
    end_at: end_at_ms === null ? null : new Date(end_at_ms).toISOString(),
    start_at: new Date(start_at_ms).toISOString(),
    goal,
    web_hook_url,
  };
}

function differences(before: Values, after: Values): PlanChanges {
  const shown = (value: Values[keyof Values]) =>
    typeof value === 'string' ? cutText(value, shownMaxCharacters) : value;
  const fields = Object.keys(before) as (keyof Reschedule)[];
  const changed = fields.filter((field) => before[field] !== after[field]);
  return Object.fromEntries(changed.map((field) => [field, { from: shown(before[field]), to: shown(after[field]) }]));
}
