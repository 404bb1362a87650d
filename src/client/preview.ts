import { type BuiltinTask, lookAhead, type ModelNeed, type Outlook } from '../agent/outlook.ts';
import { isVariableSet } from '../config.ts';
import type { AgentConfig, Effect } from '../contract/agent.ts';
import { decide } from '../contract/policy.ts';
import type { Fire } from '../contract/schedule.ts';
import {
  CreateRequest,
  type FullRequest,
  parseCreateRequest,
  type PreviewRequest,
  type SchedulePlan,
} from '../contract/trigger.ts';
import { readSessionsToday } from './account-figures.ts';
import type { ClientContext } from './context.ts';
import { findRepeated } from './create.ts';
import { forecast } from './forecast.ts';
import { localTime } from './local-time.ts';
import { warningsOf } from './preview-warnings.ts';
import { checkReachable, refusedPages, withDefaults } from './request-checks.ts';
import { readRetentionIfTold } from './retention.ts';
import { lastPolls } from './workers.ts';

const firesShown = 10;

/** What `create` would do, had it not been told `dry_run`. Times are ISO 8601. */
export interface Preview {
  /** The next ten; as of now, where `start_now` is given. */
  fires: PreviewFire[];
  last_fire: PreviewFire | null;
  /** Until the end, or until `max_sessions`; 1 for a single session. */
  sessions_total: number;
  /** The first fire for which the account's day is full; null where there is none. Other triggers are not reckoned with. */
  runs_dry_at: string | null;
  needs: PreviewNeeds;
  /** What is permitted and yet worth knowing; each begins with the field that it is about. */
  warnings: string[];
  /** The trigger that the `idempotency_key` has already: `create` would return it, and start nothing. */
  repeats: string | null;
  email: string;
  max_session_per_day: number;
  today_sessions: number;
  sessions_left: number;
  /** The account's IANA time zone, in which its days are counted. */
  time_zone: string;
}

export interface PreviewFire {
  /** When it is due, in UTC. */
  at: string;
  /** The same instant by the clocks of the account's time zone, with their offset. */
  local: string;
  /** Before when its session begins, with jitter; `at` without. The tracking id decides where between the two. */
  latest: string;
}

/** What sessions will need. What is said to be set is set here; the worker, which needs it, may be elsewhere. */
export interface PreviewNeeds {
  browser: true;
  planner: {
    driver: AgentConfig['driver'];
    /** What the built-in planner takes the goal for; null with a model. */
    task: BuiltinTask | null;
    /** Null with a model, of which nobody knows before. */
    can_do: boolean | null;
  };
  /** Null where none is needed, or its name is none. */
  model: (ModelNeed & { is_key_set_here: boolean }) | null;
  /** That the goal names. */
  sites: string[];
  /** What the policy has asked for or denied in places that none of its rules names. */
  permissions: { effect: Effect; decision: 'ask' | 'deny'; because: string }[];
  /** Named in the goal or the configuration as `{{secret:NAME}}`. */
  secrets: { name: string; variable: string; is_set_here: boolean }[];
  /** Whether somebody polls the queue now. */
  worker: { task_queue: string; is_running: boolean };
}

/** Checks a request as `create` does, with the same errors, and says what would come of it. Starts nothing, and needs no worker. */
export async function previewTrigger(context: ClientContext, given: PreviewRequest): Promise<Preview> {
  const { temporal, masterKeys } = context;
  const asked = withDefaults(context, { ...given, dry_run: false });
  const now = Date.now();
  const repeated = await findRepeated(context, asked);
  if (repeated !== undefined) {
    const { trackingId, request } = repeated;
    const { account, needs } = await lookAround(context, request);
    return { ...nothingStarts, needs, repeats: trackingId, email: request.email, ...account };
  }

  const plan = parseCreateRequest(asked, now);
  const request = CreateRequest.parse(asked);
  if (plan.web_hook_url !== null) masterKeys();
  const [{ account, needs, outlook }, reachable, retentionMs] = await Promise.all([
    lookAround(context, request),
    checkReachable(context, plan),
    readRetentionIfTold(temporal),
  ]);
  const pages = await refusedPages(context, outlook.addresses);
  const { fires, last, sessions, dry } = forecast(plan.schedule, account, now, firesShown);
  const shown = (fire: Fire | undefined) =>
    fire === undefined ? null : previewFire(fire, plan.schedule, account.time_zone);
  const foreseen = { sessions, last_fire: shown(last), runs_dry_at: shown(dry) };
  const { namespace } = temporal;
  return {
    fires: fires.map((fire) => previewFire(fire, plan.schedule, account.time_zone)),
    last_fire: foreseen.last_fire,
    sessions_total: sessions,
    runs_dry_at: foreseen.runs_dry_at?.at ?? null,
    needs,
    warnings: [
      ...reachable,
      ...pages,
      ...outlook.problems,
      ...warningsOf({ ...foreseen, request, plan, account, needs, now, retentionMs, namespace }),
    ],
    repeats: null,
    email: request.email,
    ...account,
  };
}

/** Of a repetition there is nothing to foresee. */
const nothingStarts = { fires: [], last_fire: null, sessions_total: 0, runs_dry_at: null, warnings: [] };

async function lookAround({ temporal, taskQueue }: ClientContext, { goal, email, config }: FullRequest) {
  // first: to read a goal may take long enough for a call in flight to be given up
  const outlook = lookAhead(goal, config);
  const [account, polls] = await Promise.all([readSessionsToday(temporal, email), lastPolls(temporal, taskQueue)]);
  const worker = { task_queue: taskQueue, is_running: polls.length > 0 };
  return { account, outlook, needs: needsOf(config, outlook, worker) };
}

function previewFire({ due_ms }: Fire, { jitter_ms, end_at_ms }: SchedulePlan, timeZone: string): PreviewFire {
  const latest = Math.min(due_ms + jitter_ms, end_at_ms ?? Infinity);
  return {
    at: new Date(due_ms).toISOString(),
    local: localTime(due_ms, timeZone),
    latest: new Date(latest).toISOString(),
  };
}

function needsOf(config: AgentConfig, outlook: Outlook, worker: PreviewNeeds['worker']): PreviewNeeds {
  const { task, model, sites, secrets } = outlook;
  return {
    browser: true,
    planner: { driver: config.driver, task, can_do: task === null ? null : task !== 'beyond' },
    model: model && { ...model, is_key_set_here: isVariableSet(model.key_variable) },
    sites,
    permissions: permissionsOf(config, outlook),
    secrets: secrets.map((name) => {
      const variable = `AUTO_TRIGGER_SECRET_${name}`;
      return { name, variable, is_set_here: isVariableSet(variable) };
    }),
    worker,
  };
}

/** Reading and acting are of the goal's own sites; acting beyond them, too, where the policy lets a session leave. */
function permissionsOf({ policy }: AgentConfig, { effects }: Outlook): PreviewNeeds['permissions'] {
  return effects.flatMap((effect) => {
    const tool = effect === 'read' || effect === 'leave' ? 'navigate' : 'click';
    const place = { origin: null, site: null, isGoalSite: effect !== 'leave' };
    const { decision, because } = decide(policy, { tool, effect, ...place });
    return decision === 'allow' ? [] : [{ effect, decision, because }];
  });
}
