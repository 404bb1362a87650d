import type { Account } from '../../contract/account.ts';
import type { Fire } from '../../contract/schedule.ts';
import { readCreateRequest } from '../../contract/plan-request.ts';
import type { PreviewRequest, SchedulePlan } from '../../contract/trigger.ts';
import type { ClientContext } from '../context.ts';
import { readRetentionIfTold } from '../server/retention.ts';
import { withAccount } from './account-config.ts';
import { findRepeated } from './create.ts';
import { forecast } from './forecast.ts';
import { localTime } from './local-time.ts';
import { lookAround, type PreviewFire, type PreviewNeeds } from './preview-needs.ts';
import { warningsOf } from './preview-warnings.ts';
import { nothingStarted } from './start.ts';
import { checkReachable, refusedPages, withDefaults } from './request-checks.ts';

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

/** Checks a request as `create` does, with the same errors, and says what would come of it. Starts nothing, and needs no worker. */
export async function previewTrigger(context: ClientContext, given: PreviewRequest): Promise<Preview> {
  return preview(context, given).catch((error: unknown) => {
    throw nothingStarted(error);
  });
}

async function preview(context: ClientContext, given: PreviewRequest): Promise<Preview> {
  const { temporal, masterKeys } = context;
  const reading = readCreateRequest(withDefaults(context, { ...given, dry_run: false }));
  const now = Date.now();
  const repeated = await findRepeated(context, reading);
  if (repeated !== undefined) {
    const { trackingId, started } = repeated;
    const account = await context.account(started.email);
    const { needs } = await lookAround(context, started);
    return { ...nothingStarts, needs, repeats: trackingId, email: started.email, ...quotaOf(account) };
  }

  const { request, plan, account } = await withAccount(context, reading);
  if (plan.web_hook_url !== null) masterKeys();
  const [{ needs, goalNeeds }, reachable, retentionMs] = await Promise.all([
    lookAround(context, request),
    checkReachable(context, plan),
    readRetentionIfTold(temporal),
  ]);
  const pages = await refusedPages(context, goalNeeds.addresses);
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
      ...goalNeeds.problems,
      ...warningsOf({ ...foreseen, request, plan, account, needs, now, retentionMs, namespace }),
    ],
    repeats: null,
    email: request.email,
    ...quotaOf(account),
  };
}

/** Of a repetition there is nothing to foresee. */
const nothingStarts = { fires: [], last_fire: null, sessions_total: 0, runs_dry_at: null, warnings: [] };

function quotaOf({ max_session_per_day, today_sessions, sessions_left, time_zone }: Account) {
  return { max_session_per_day, today_sessions, sessions_left, time_zone };
}

function previewFire({ due_ms }: Fire, { jitter_ms, end_at_ms }: SchedulePlan, timeZone: string): PreviewFire {
  const latest = Math.min(due_ms + jitter_ms, end_at_ms ?? Infinity);
  return {
    at: new Date(due_ms).toISOString(),
    local: localTime(due_ms, timeZone),
    latest: new Date(latest).toISOString(),
  };
}
