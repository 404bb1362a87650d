import type { FullRequest, TriggerPlan } from '../../contract/trigger.ts';
import type { SessionsLeft } from './forecast.ts';
import type { PreviewFire, PreviewNeeds } from './preview-needs.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const minutesOfDay = 1_440;
/** A start later than this may be a slip of the pen. */
const farAheadMs = 31 * dayMs;

/** What the warnings of a preview are made from. Instants are milliseconds since the epoch. */
export interface Foreseen {
  request: FullRequest;
  plan: TriggerPlan;
  account: SessionsLeft;
  needs: PreviewNeeds;
  now: number;
  sessions: number;
  last_fire: PreviewFire | null;
  runs_dry_at: PreviewFire | null;
  /** Undefined where the server does not tell. */
  retentionMs: number | undefined;
  namespace: string;
}

/** What is permitted and yet worth knowing before a trigger starts; each begins with the field that it is about. */
export function warningsOf(foreseen: Foreseen): string[] {
  return [...rhythmWarnings(foreseen), ...quotaWarnings(foreseen), ...needWarnings(foreseen)];
}

function rhythmWarnings({ request, plan, now, sessions, last_fire, retentionMs, namespace }: Foreseen): string[] {
  const { withAutoTrigger: options, config } = request;
  const { interval_ms, start_at_ms, end_at_ms, jitter_ms, max_sessions } = plan.schedule;
  if (options === undefined || interval_ms === null || end_at_ms === null) return [];
  const { interval, jitter, end_at, on_overlap } = options;
  const warnings: string[] = [];
  if (config.session_timeout * 1_000 > interval_ms)
    warnings.push(
      `interval (${interval} min) is shorter than config.session_timeout (${config.session_timeout} s): where a session takes longer than the interval, ${on_overlap === 'skip' ? 'the fires meanwhile are skipped' : 'the first of the fires meanwhile runs right after it'}`,
    );
  if (sessions === 1 && max_sessions !== 1)
    warnings.push(`end_at (${end_at}) leaves room for one session; the interval is ${duration(interval_ms)}`);
  // with start_now the origin is a moment that nobody chose
  const restMs = (end_at_ms - start_at_ms) % interval_ms;
  // the last moment of a day, 23:59:59.999, is how many write the next one
  const isRightBefore = interval_ms >= minuteMs && interval_ms - restMs <= 1_000;
  if (options.start_at !== undefined && sessions > 1 && max_sessions === null && restMs > 0 && !isRightBefore)
    warnings.push(
      `end_at (${end_at}) is not on the grid: the last session is ${duration(restMs)} before, at ${last_fire?.at}`,
    );
  if (jitter_ms * 2 > interval_ms)
    warnings.push(`jitter (${jitter} s) is more than half of the interval: two sessions may begin close to each other`);
  if (start_at_ms - now > farAheadMs)
    warnings.push(`start_at (${options.start_at}) is ${duration(start_at_ms - now)} away`);
  if (retentionMs !== undefined && retentionMs < interval_ms && sessions > 1)
    warnings.push(
      `interval (${duration(interval_ms)}) is longer than namespace ${namespace} keeps closed runs (${duration(retentionMs)}): the events of a session are gone before the next one; an operator can set --retention`,
    );
  return warnings;
}

function quotaWarnings({ account, runs_dry_at }: Foreseen): string[] {
  if (runs_dry_at === null) return [];
  const { max_session_per_day: limit, sessions_left: left } = account;
  const fits =
    limit === 0 ? '' : `; ${limit} a day last with an interval of ${Math.ceil((minutesOfDay / limit) * 100) / 100} min`;
  return [
    `max_session_per_day (${limit}, ${left} left today) runs dry at ${runs_dry_at.at}${account.time_zone === 'UTC' ? '' : ` (${runs_dry_at.local})`}: from then on the day's fires are skipped${fits}`,
  ];
}

function needWarnings({ needs: { model, secrets, worker } }: Foreseen): string[] {
  const warnings: string[] = [];
  if (model !== null && model.is_key_required && !model.is_key_set_here)
    warnings.push(
      `config.model (${model.name}) needs ${model.key_variable}, which is not set here; the worker needs it`,
    );
  for (const { name, variable, is_set_here } of secrets)
    if (!is_set_here)
      warnings.push(
        `{{secret:${name}}} needs ${variable}, which is not set here; the worker needs it, and ${variable}_SITES, without which a person is asked`,
      );
  if (!worker.is_running)
    warnings.push(
      `nobody polls task queue ${worker.task_queue}: sessions wait for a worker; start one with "auto-trigger worker"`,
    );
  return warnings;
}

/** In the largest unit that keeps it above one, to a tenth. */
function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  const [size, unit] =
    ms >= 2 * dayMs
      ? [dayMs, 'days']
      : ms >= 2 * hourMs
        ? [hourMs, 'h']
        : ms >= minuteMs
          ? [minuteMs, 'min']
          : [1_000, 's'];
  return `${Math.round((ms / size) * 10) / 10} ${unit}`;
}
