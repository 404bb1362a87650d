import { z } from 'zod';
import { HttpAddress } from './address.ts';
import { AgentConfig } from './agent.ts';
import { AutoTriggerError } from './errors.ts';
import { type EventChoice, notifyChoices } from './event-choice.ts';
import { eventNames } from './events.ts';
import { limits } from './limits.ts';
import { describeIssue, property, show } from './parse.ts';

// ISO 8601 lets the seconds be left out; zod's `precision: -1` is just that form
const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })], {
  error: 'must be an ISO 8601 time with an offset, like 2027-01-29T00:00:00Z',
});

export const AutoTriggerOptions = z.strictObject({
  interval: z
    .number()
    .max(limits.intervalMaxMinutes)
    .refine((minutes) => minutes * 60 >= limits.intervalMinSeconds, {
      error: 'must be at least 1 second (0.0167 minutes)',
    })
    .describe('minutes from one session to the next; fractions allowed, at least 1 second'),
  end_at: Instant.describe('no session starts at or after this time (ISO 8601 with an offset)'),
  start_now: z.boolean().default(false).describe('the first session starts at once'),
  start_at: Instant.optional().describe("the first session's time (ISO 8601 with an offset), instead of start_now"),
  web_hook_url: HttpAddress.optional().describe('where events are sent'),
  on_overlap: z
    .enum(['skip', 'buffer_one'])
    .default('skip')
    .describe('what becomes of a fire that is due while a session runs: none, or it runs right after that session'),
  catch_up: z
    .enum(['latest', 'none'])
    .default('latest')
    .describe('after an outage: run the newest missed fire once, or wait for the next'),
  jitter: z
    .number()
    .min(0)
    .max(limits.jitterMaxSeconds)
    .default(0)
    .describe('seconds over which fires are spread, always the same for one trigger and fire'),
  max_sessions: z.int().min(1).max(limits.maxSessionsMax).optional().describe('stop after so many sessions'),
  pause_after_failures: z
    .int()
    .min(0)
    .max(limits.pauseAfterFailuresMax)
    .default(limits.pauseAfterFailuresDefault)
    .describe('failed or blocked sessions in a row after which the trigger pauses itself; 0: never'),
  events: z.array(z.enum(eventNames)).min(1).optional().describe('the events that are sent; all where left out'),
  notify: z
    .enum(notifyChoices)
    .default('every_session')
    .describe('changes: only questions, errors, and the end of a session that found something new are sent'),
});
export type AutoTriggerOptions = z.input<typeof AutoTriggerOptions>;

/** What `create` takes, and the single argument of the workflow `autoTrigger`. */
export const CreateRequest = z.strictObject({
  goal: z
    .string()
    .max(limits.goalMaxCharacters)
    .refine((goal) => goal.trim() !== '', { error: 'must not be empty' })
    .describe('what the agent is to do'),
  email: z
    .string()
    .max(limits.emailMaxCharacters)
    .refine((email) => email.length > limits.emailMaxCharacters || /^[^\s@]+@[^\s@]+$/.test(email), {
      error: 'must be an e-mail address',
    })
    .describe('the account that it runs for'),
  web_hook_url: HttpAddress.optional().describe('where events are sent, for a single session'),
  config: AgentConfig.prefault({}).describe("the agent's configuration"),
  withAutoTrigger: AutoTriggerOptions.optional(),
  idempotency_key: z
    .string()
    .min(1)
    .max(limits.idempotencyKeyMaxCharacters)
    .optional()
    .describe('the same key and request again: the same trigger, not a second one'),
  dry_run: z.boolean().default(false).describe('check and preview only; starts nothing'),
});
/** A request with every default in place; what else has to be right about it is told by `parseCreateRequest`. */
export type FullRequest = Omit<z.output<typeof CreateRequest>, 'dry_run'>;
/** As a caller writes it: e-mail from the environment, defaults left out. */
export type CreateRequest = Omit<z.input<typeof CreateRequest>, 'email' | 'dry_run'> & {
  email?: string;
  dry_run?: false;
};
/** As `CreateRequest`; it is checked and previewed, and starts nothing. */
export type PreviewRequest = Omit<CreateRequest, 'dry_run'> & { dry_run: true };

/** A request that was found good, with every default and every time settled. Instants in milliseconds since the epoch. */
export interface TriggerPlan {
  goal: string;
  email: string;
  config: AgentConfig;
  web_hook_url: string | null;
  choice: EventChoice;
  schedule: SchedulePlan;
  /** Failures in a row; null: never. */
  pause_after_failures: number | null;
}

export interface SchedulePlan {
  /** Null: a single session. */
  interval_ms: number | null;
  start_at_ms: number;
  /** Exclusive; null for a single session. */
  end_at_ms: number | null;
  on_overlap: 'skip' | 'buffer_one';
  catch_up: 'latest' | 'none';
  jitter_ms: number;
  max_sessions: number | null;
}

/**
 * Checks a request as a whole, as of the moment it was accepted (milliseconds since the epoch).
 *
 * @throws {AutoTriggerError} InvalidRequest, whose message names every bad field with its value and what to do.
 */
export function parseCreateRequest(input: unknown, acceptedAtMs: number): TriggerPlan {
  const parsed = CreateRequest.safeParse(input);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => describeIssue(issue, input));
  problems.push(...timeProblems(input, acceptedAtMs), ...webhookProblems(input), ...choiceProblems(input));
  // clients answer a dry run themselves: what comes here is to be started
  if (property(input, 'dry_run') === true)
    problems.push('dry_run (true) is for the SDK and the command line; a workflow that starts is no dry run');
  if (!parsed.success || problems.length > 0) {
    throw new AutoTriggerError('InvalidRequest', problems.join('; ') || 'the request is not understood');
  }
  const { goal, email, config, withAutoTrigger: options, web_hook_url } = parsed.data;
  const single: SchedulePlan = {
    interval_ms: null,
    start_at_ms: acceptedAtMs,
    end_at_ms: null,
    on_overlap: 'skip',
    catch_up: 'latest',
    jitter_ms: 0,
    max_sessions: 1,
  };
  const recurring = options && {
    interval_ms: Math.round(options.interval * 60_000),
    start_at_ms: options.start_at === undefined ? acceptedAtMs : Date.parse(options.start_at),
    end_at_ms: Date.parse(options.end_at),
    on_overlap: options.on_overlap,
    catch_up: options.catch_up,
    jitter_ms: Math.round(options.jitter * 1_000),
    max_sessions: options.max_sessions ?? null,
  };
  return {
    goal,
    email,
    config,
    web_hook_url: options?.web_hook_url ?? web_hook_url ?? null,
    choice: { events: options?.events ?? null, notify: options?.notify ?? 'every_session' },
    schedule: recurring ?? single,
    // 0 stands for never
    pause_after_failures: options?.pause_after_failures || null,
  };
}

/** What is wrong between the times of a request; fields that are wrong in themselves are left to the schema. */
function timeProblems(input: unknown, acceptedAtMs: number): string[] {
  const options = property(input, 'withAutoTrigger');
  if (typeof options !== 'object' || options === null) return [];
  const startNow = property(options, 'start_now') ?? false;
  const startAt = property(options, 'start_at');
  const endAt = property(options, 'end_at');
  const now = new Date(acceptedAtMs).toISOString();
  const problems: string[] = [];

  if (startNow === true && startAt !== undefined)
    problems.push(`start_now (true) and start_at (${show(startAt)}) exclude each other; give one of them`);
  if (startNow === false && startAt === undefined)
    problems.push('start_at is missing; give it, or start_now: true to begin at once');

  const start = startNow === true ? acceptedAtMs : instant(startAt);
  const end = instant(endAt);
  if (startNow === false && start !== undefined && start < acceptedAtMs - limits.startAtToleranceMs)
    problems.push(`start_at (${show(startAt)}) is in the past (now is ${now}); give a later start_at`);
  if (end !== undefined && end <= acceptedAtMs)
    problems.push(`end_at (${show(endAt)}) is not after the present time (${now}); give a later end_at`);
  else if (end !== undefined && start !== undefined && end <= start)
    problems.push(`end_at (${show(endAt)}) is not after start_at (${show(startAt)}); give a later end_at`);
  const interval = property(options, 'interval');
  const jitter = property(options, 'jitter');
  if (typeof interval === 'number' && typeof jitter === 'number' && jitter >= interval * 60 && interval > 0)
    problems.push(`jitter (${jitter} s) must be less than the interval (${interval * 60} s)`);
  return problems;
}

function webhookProblems(input: unknown): string[] {
  const both = property(input, 'web_hook_url') !== undefined && property(input, 'withAutoTrigger') !== undefined;
  return both ? ['web_hook_url stands inside withAutoTrigger where that is given; move it there'] : [];
}

/** Questions that nobody is told of would all time out: what follows then has to be somebody's choice. */
function choiceProblems(input: unknown): string[] {
  const events = property(property(input, 'withAutoTrigger'), 'events');
  const asks = 'trigger.external.resource.requested';
  if (!Array.isArray(events) || events.includes(asks)) return [];
  if (property(property(input, 'config'), 'on_timeout') !== undefined) return [];
  return [
    `events leaves out ${asks}, so nobody would be told of a question; add it, or say in config.on_timeout what follows when none is answered`,
  ];
}

function instant(value: unknown): number | undefined {
  return Instant.safeParse(value).success ? Date.parse(String(value)) : undefined;
}
