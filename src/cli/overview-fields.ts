import type { TriggerOverview } from '../client/trigger/overview.ts';
import type { ResourceRequest } from '../contract/resource-request.ts';
import type {
  DeliveryCounts,
  LastSession,
  Pause,
  PlanChange,
  RunningSession,
  TriggerState,
} from '../contract/status.ts';
import type { Field, Line } from './fields.ts';
import { cell, colors, exact, fromNow, grouped, instant, span } from './print.ts';
import { spentFields } from './spent-fields.ts';

const changesShown = 5;

/** A trigger as a person asks about it: what it is, what it does, what it needs, what was, what went wrong. */
export function overviewFields(overview: TriggerOverview): Field[] {
  const figures = overview.not_answering === null ? figureFields(overview) : [];
  return [...planFields(overview), ...presentFields(overview), ...figures, ...linkFields(overview)];
}

function planFields(overview: TriggerOverview): Field[] {
  const { tracking_id, goal, label, email, account, interval, start_at, end_at } = overview;
  const { max_session_per_day, today_sessions, sessions_left } = account;
  const quota = `${today_sessions} of ${grouped(max_session_per_day)} sessions today, ${grouped(sessions_left)} left`;
  const until = end_at === null ? '' : `, until ${exact(end_at)} (${fromNow(end_at)})`;
  return [
    ['trigger', cell(tracking_id)],
    ['goal', cell(goal)],
    ...(label === null ? [] : [['label', cell(label)] satisfies Field]),
    ['account', `${cell(email)}: ${quota}`],
    [
      'rhythm',
      interval === null
        ? `a single session, from ${exact(start_at)} on`
        : `every ${span(interval * 60_000)} from ${exact(start_at)} on${until}`,
    ],
  ];
}

function presentFields(overview: TriggerOverview): Field[] {
  const {
    tracking_id,
    state,
    state_since,
    reason,
    stuck,
    not_answering,
    session,
    requests,
    retrying,
    next_fires,
    paused,
  } = overview;
  return [
    [
      'state',
      not_answering === null
        ? `${cell(state)} since ${instant(state_since)}${pauseBeside(state, paused)}`
        : `${cell(state)}, as last heard`,
    ],
    ['reason', reason === null ? undefined : `${cell(reason)}${paused?.by ? `, says ${cell(paused.by)}` : ''}`],
    [
      'STUCK',
      stuck === null
        ? undefined
        : [
            colors.red(`${stuck.attempts} failed tries${stuck.since === null ? '' : ` since ${instant(stuck.since)}`}`),
            cell(stuck.cause),
            `What helps: ${stuck.what_to_do}. To end it all the same:`,
            { whole: `temporal workflow terminate --workflow-id ${cell(tracking_id)}` },
          ],
    ],
    ['no answer', stuck === null ? optional(not_answering) : undefined],
    ['next', next_fires.length > 0 ? next_fires.map((fire) => `${fromNow(fire)} (${exact(fire)})`) : undefined],
    ['session', session === null ? undefined : runningSession(session)],
    ...requests.map((request): Field => ['asks', question(request)]),
    ...retrying.map(({ step, attempts, last_error, next_attempt_at }): Field => {
      const next = next_attempt_at === null ? 'trying' : `next try ${fromNow(next_attempt_at)}`;
      return ['retrying', `${cell(step)}, ${times(attempts, 'failure')}: ${cell(last_error)} (${next})`];
    }),
  ];
}

/** What the state does not say where something else comes first. */
function pauseBeside(state: TriggerState, paused: Pause | null): string {
  return paused === null || state !== 'waiting_for_human' ? '' : `, and paused since ${instant(paused.since)}`;
}

function figureFields(overview: TriggerOverview): Field[] {
  const { last, sessions, fires, consecutive_failures, web_hook_url, deliveries, messages, limits_reached, changes } =
    overview;
  const inARow = consecutive_failures > 0 ? `; the last ${consecutive_failures} failed` : '';
  return [
    ['last', last === null ? undefined : lastSession(last)],
    ['sessions', `${counts(sessions)}${inARow}`],
    ['fires', counts(fires)],
    ...spentFields(overview.spent),
    ['webhook', optional(web_hook_url)],
    ['deliveries', web_hook_url === null ? undefined : deliveryLines(deliveries)],
    ['changed', changes.length > 0 ? changes.slice(-changesShown).map(change) : undefined],
    ['ignored', ignored(messages)],
    ['limits', limits_reached.length > 0 ? limits_reached.map(cell) : undefined],
  ];
}

function linkFields({ links }: TriggerOverview): Field[] {
  return [['Temporal UI', links === null ? undefined : { whole: links.trigger }]];
}

function change({ at, by, reason, changes }: PlanChange): string {
  const what = Object.entries(changes).map(([field, { from, to }]) => `${field} ${cell(from)} → ${cell(to)}`);
  return `${fromNow(at)}${by === null ? '' : ` by ${cell(by)}`}: ${what.join(', ')}${reason === null ? '' : ` (${cell(reason)})`}`;
}

function runningSession({ session_number, started_at, step, doing }: RunningSession): string {
  return `#${session_number} began ${fromNow(started_at)}; step ${step}: ${cell(doing)}`;
}

function question({ message, details, resource_type, request_id, expires_at, how_to_answer }: ResourceRequest): Line[] {
  return [
    colors.yellow(cell(message)),
    ...(details === null ? [] : [cell(JSON.stringify(details))]),
    `${resource_type} ${cell(request_id)}, open until ${exact(expires_at)} (${fromNow(expires_at)})`,
    { whole: cell(how_to_answer.command) },
  ];
}

function lastSession({ session_number, outcome, started_at, ended_at, answer, error, evidence }: LastSession) {
  const took = span(Date.parse(ended_at) - Date.parse(started_at));
  return [
    `#${session_number} ${cell(outcome)} ${fromNow(ended_at)} (${exact(ended_at)}), took ${took}`,
    // of a session that failed, the error says all that the answer does
    ...(error === null ? [cell(answer)] : [colors.red(cell(`${error.code}: ${error.message}`))]),
    ...evidence.slice(0, 1).map(({ url }) => cell(url)),
  ];
}

function deliveryLines({ waiting, delivered, given_up, next_attempt_at, last_error, ended }: DeliveryCounts) {
  const next = next_attempt_at === null ? '' : `; next try ${fromNow(next_attempt_at)}`;
  return [
    `${counts({ waiting, delivered, given_up })}${next}`,
    ...(last_error === null ? [] : [colors.red(`last error: ${cell(last_error)}`)]),
    ...(ended === null ? [] : [`nothing is sent any more since ${exact(ended.at)}: ${cell(ended.reason)}`]),
  ];
}

function ignored({ ignored, notices }: TriggerOverview['messages']): string[] | undefined {
  if (ignored === 0) return undefined;
  return [
    `${times(ignored, 'message')} changed nothing`,
    ...notices.slice(-3).map(({ at, what, why }) => cell(`${fromNow(at)}, ${what}: ${why}`)),
  ];
}

function optional(value: string | null): string | undefined {
  return value === null ? undefined : cell(value);
}

/** What was counted, without what never happened. */
function counts(figures: Record<string, number>): string {
  const happened = Object.entries(figures).filter(([, count]) => count > 0);
  return happened.length === 0 ? 'none' : happened.map(([name, count]) => `${grouped(count)} ${name}`).join(', ');
}

function times(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}
