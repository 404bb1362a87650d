import type { z } from 'zod';
import type { FieldProblem } from './error-details.ts';
import { limits } from './limits.ts';
import { fieldProblem, invalid, property, show } from './parse.ts';
import { CreateRequest, type FullRequest, Instant, type SchedulePlan, type TriggerPlan } from './trigger.ts';

/** What was given as a request, read by the schema: the request with its defaults, or what is wrong with its fields. */
export interface RequestReading {
  given: unknown;
  /** Undefined where there are issues. */
  request: FullRequest | undefined;
  issues: z.core.$ZodIssue[];
}

/** A request that was found good, and what it comes to. */
export interface PlannedRequest {
  request: FullRequest;
  plan: TriggerPlan;
}

/** Reads a request field by field; what is wrong with one is told by `planRequest`. */
export function readCreateRequest(given: unknown): RequestReading {
  const parsed = CreateRequest.safeParse(given);
  if (!parsed.success) return { given, request: undefined, issues: parsed.error.issues };
  const { dry_run: _, ...request } = parsed.data;
  return { given, request, issues: [] };
}

/**
 * Checks a request as a whole, as of the moment it was accepted (milliseconds since the epoch).
 *
 * @throws {AutoTriggerError} InvalidRequest, whose message names every bad field with its value and what to do.
 */
export function planRequest({ given, request, issues }: RequestReading, acceptedAtMs: number): PlannedRequest {
  const problems = problemsBetweenFields(given, acceptedAtMs);
  if (request === undefined || problems.length > 0) throw invalid(given, issues, problems);
  return { request, plan: planOf(request, acceptedAtMs) };
}

/** Reads a request and checks it as a whole: `readCreateRequest` and `planRequest` in one. */
export function parseCreateRequest(given: unknown, acceptedAtMs: number): PlannedRequest {
  return planRequest(readCreateRequest(given), acceptedAtMs);
}

/** True where each field but `config` is as it should be. */
export function isSoundBesideConfig({ issues }: RequestReading): boolean {
  return issues.every(({ path }) => path[0] === 'config');
}

/** True where nothing is wrong that another configuration would not mend. */
export function isMendableByConfig(reading: RequestReading, acceptedAtMs: number): boolean {
  return isSoundBesideConfig(reading) && problemsBetweenFields(reading.given, acceptedAtMs).length === 0;
}

/**
 * Checks the times of a request as of a moment (milliseconds since the epoch), and nothing else of it.
 *
 * @throws {AutoTriggerError} InvalidRequest.
 */
export function refuseBadTimes(given: unknown, now: number): void {
  const problems = timeProblems(given, now);
  if (problems.length > 0) throw invalid(given, [], problems);
}

/**
 * Refuses a choice of events that tells nobody of questions, where `on_timeout` does not say what follows then.
 *
 * @throws {AutoTriggerError} InvalidRequest.
 */
export function refuseUntoldQuestions(given: unknown): void {
  const problems = choiceProblems(given);
  if (problems.length > 0) throw invalid(given, [], problems);
}

function planOf(
  { goal, email, label, config, withAutoTrigger: options, web_hook_url }: FullRequest,
  acceptedAtMs: number,
): TriggerPlan {
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
    label: label ?? null,
    config,
    web_hook_url: options?.web_hook_url ?? web_hook_url ?? null,
    choice: { events: options?.events ?? null, notify: options?.notify ?? 'every_session' },
    schedule: recurring ?? single,
    // 0 stands for never
    pause_after_failures: options?.pause_after_failures || null,
  };
}

/** What is wrong though each field is good in itself. */
function problemsBetweenFields(given: unknown, acceptedAtMs: number): FieldProblem[] {
  return [
    ...timeProblems(given, acceptedAtMs),
    ...webhookProblems(given),
    ...choiceProblems(given),
    ...dryRunProblems(given),
  ];
}

/** What is wrong between the times of a request; fields that are wrong in themselves are left to the schema. */
function timeProblems(given: unknown, acceptedAtMs: number): FieldProblem[] {
  const options = property(given, 'withAutoTrigger');
  if (typeof options !== 'object' || options === null) return [];
  const startNow = property(options, 'start_now') ?? false;
  const startAt = property(options, 'start_at');
  const endAt = property(options, 'end_at');
  const now = new Date(acceptedAtMs).toISOString();
  const problems: FieldProblem[] = [];
  const refuse = (name: string, message: string, limit?: number) =>
    problems.push(fieldProblem(`withAutoTrigger.${name}`, message, { value: property(options, name), limit }));

  if (startNow === true && startAt !== undefined)
    refuse('start_at', `start_now (true) and start_at (${show(startAt)}) exclude each other; give one of them`);
  if (startNow === false && startAt === undefined)
    refuse('start_at', 'start_at is missing; give it, or start_now: true to begin at once');

  const start = startNow === true ? acceptedAtMs : instant(startAt);
  const end = instant(endAt);
  if (startNow === false && start !== undefined && start < acceptedAtMs - limits.startAtToleranceMs)
    refuse('start_at', `start_at (${show(startAt)}) is in the past (now is ${now}); give a later start_at`);
  if (end !== undefined && end <= acceptedAtMs)
    refuse('end_at', `end_at (${show(endAt)}) is not after the present time (${now}); give a later end_at`);
  else if (end !== undefined && start !== undefined && end <= start)
    refuse('end_at', `end_at (${show(endAt)}) is not after start_at (${show(startAt)}); give a later end_at`);
  const interval = property(options, 'interval');
  const jitter = property(options, 'jitter');
  if (typeof interval === 'number' && typeof jitter === 'number' && jitter >= interval * 60 && interval > 0)
    refuse('jitter', `jitter (${jitter} s) must be less than the interval (${interval * 60} s)`, interval * 60);
  return problems;
}

function webhookProblems(given: unknown): FieldProblem[] {
  const value = property(given, 'web_hook_url');
  if (value === undefined || property(given, 'withAutoTrigger') === undefined) return [];
  const message = 'web_hook_url stands inside withAutoTrigger where that is given; move it there';
  return [fieldProblem('web_hook_url', message, { value })];
}

/** Questions that nobody is told of would all time out: what follows then has to be somebody's choice. */
function choiceProblems(given: unknown): FieldProblem[] {
  const events = property(property(given, 'withAutoTrigger'), 'events');
  const asks = 'trigger.external.resource.requested';
  if (!Array.isArray(events) || events.includes(asks)) return [];
  if (property(property(given, 'config'), 'on_timeout') !== undefined) return [];
  const message = `events leaves out ${asks}, so nobody would be told of a question; add it, or say in config.on_timeout what follows when none is answered`;
  return [fieldProblem('withAutoTrigger.events', message, { value: events })];
}

/** Clients answer a dry run themselves: what comes here is to be started. */
function dryRunProblems(given: unknown): FieldProblem[] {
  if (property(given, 'dry_run') !== true) return [];
  const message = 'dry_run (true) is for the SDK and the command line; a workflow that starts is no dry run';
  return [fieldProblem('dry_run', message, { value: true })];
}

function instant(value: unknown): number | undefined {
  return Instant.safeParse(value).success ? Date.parse(String(value)) : undefined;
}
