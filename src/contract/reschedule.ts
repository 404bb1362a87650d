import { z } from 'zod';
import type { AgentConfig } from './agent.ts';
import { layConfig } from './config-layers.ts';
import { canonicalJson, cutText, Json } from './json.ts';
import { badField } from './parse.ts';
import { parseCreateRequest, refuseBadTimes, refuseUntoldQuestions } from './plan-request.ts';
import { AutoTriggerOptions, CreateRequest, type TriggerPlan } from './trigger.ts';

const { interval, end_at, start_at, web_hook_url, notify, events } = AutoTriggerOptions.shape;
const { goal } = CreateRequest.shape;

type Config = z.input<typeof AgentConfig>;
/** What of a configuration is to be different; null: what it is where nothing is said. The rest stays. */
export type ConfigChange = { [Field in keyof Config]?: Config[Field] | null };

/** What can be changed of a trigger that runs. */
export const Reschedule = z.strictObject({
  interval: interval.optional(),
  end_at: end_at.optional(),
  start_at,
  goal: goal.optional(),
  web_hook_url,
  // each field is checked with those that it goes with, as part of the request
  config: (z.record(z.string(), Json) as unknown as z.ZodType<ConfigChange>)
    .optional()
    .describe("what is to be different of the agent's configuration, from the next session on; null for the default"),
  notify: notify.unwrap().optional().describe(`${notify.description}; from the next session on`),
  events: events
    .unwrap()
    .nullable()
    .optional()
    .describe('the events that are sent from the next session on; null: all'),
});
export type Reschedule = z.infer<typeof Reschedule>;

/** What is different now: as it was, and as it is. Long texts are cut. */
export type PlanChanges = {
  /** Of `config` just the fields that differ, as JSON. */
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
  // `on_timeout` stands in each request that was read; here somebody is to say it
  if (change.events && tellsOfQuestions(before.plan))
    refuseUntoldQuestions({ withAutoTrigger: change, config: change.config });
  return { request, plan, changes: differences(before.plan, plan) };
}

/** What comes of it is checked as a whole by whoever asks for it. */
function merge(request: CreateRequest, change: Reschedule): object {
  const { withAutoTrigger, ...rest } = request;
  const { goal = request.goal, web_hook_url, config: ofConfig, events, ...options } = change;
  const webhook = web_hook_url === undefined ? {} : { web_hook_url };
  const config = ofConfig === undefined ? {} : { config: changedConfig(request.config, ofConfig) };
  const choice = events === undefined ? {} : { events: events ?? undefined };
  if (withAutoTrigger !== undefined) {
    const start = options.start_at === undefined ? {} : { start_now: false };
    const changed = { ...withAutoTrigger, ...options, ...start, ...webhook, ...choice };
    return { ...rest, ...config, goal, withAutoTrigger: changed };
  }
  const [field] = Object.keys({ ...options, ...choice });
  if (field !== undefined) throw badField(field, `${field} does not go with a single session, which has no rhythm`);
  return { ...rest, ...config, goal, ...webhook };
}

function changedConfig(before: Config = {}, change: ConfigChange): Config {
  const given = Object.fromEntries(Object.entries(change).filter((entry) => !isUnset(entry)));
  const config: Record<string, unknown> = layConfig(before, given);
  for (const [field] of Object.entries(change).filter(isUnset)) delete config[field];
  return config;
}

/** Null is an answer like any other. */
function isUnset([field, value]: [field: string, value: unknown]): boolean {
  return value === null && field !== 'default_answer';
}

function tellsOfQuestions({ choice }: TriggerPlan): boolean {
  return choice.events === null || choice.events.includes('trigger.external.resource.requested');
}

/** A start that lies behind is no mistake of the change. */
function beginningNow(request: Pick<CreateRequest, 'withAutoTrigger'>): unknown {
  const { withAutoTrigger } = request;
  return withAutoTrigger === undefined
    ? request
    : { ...request, withAutoTrigger: { ...withAutoTrigger, start_now: true, start_at: undefined } };
}

type Values = Record<Exclude<keyof Reschedule, 'config'>, string | number | null>;

function valuesOf({ goal, web_hook_url, schedule, choice }: TriggerPlan): Values {
  const { interval_ms, start_at_ms, end_at_ms } = schedule;
  return {
    interval: interval_ms === null ? null : interval_ms / 60_000,
    end_at: end_at_ms === null ? null : new Date(end_at_ms).toISOString(),
    start_at: new Date(start_at_ms).toISOString(),
    goal,
    web_hook_url,
    notify: choice.notify,
    events: choice.events?.join(', ') ?? null,
  };
}

function differences(before: TriggerPlan, after: TriggerPlan): PlanChanges {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const changed = (Object.keys(old) as (keyof Values)[]).filter((field) => old[field] !== now[field]);
  const entries: [string, object][] = changed.map((field) => [
    field,
    { from: shown(old[field]), to: shown(now[field]) },
  ]);
  const fields = (Object.keys({ ...before.config, ...after.config }) as (keyof Config)[]).filter(
    (field) => canonicalJson(before.config[field] ?? null) !== canonicalJson(after.config[field] ?? null),
  );
  if (fields.length > 0) {
    const of = ({ config }: TriggerPlan) =>
      shown(JSON.stringify(Object.fromEntries(fields.map((field) => [field, config[field] ?? null]))));
    entries.push(['config', { from: of(before), to: of(after) }]);
  }
  return Object.fromEntries(entries);
}

function shown<Value extends string | number | null>(value: Value): Value | string {
  return typeof value === 'string' ? cutText(value, shownMaxCharacters) : value;
}
