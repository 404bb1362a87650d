import { WorkflowNotFoundError } from '@temporalio/client';
import { limits } from '../contract/limits.ts';
import { accountMemoKey, accountWorkflowId, type AccountFigures } from '../contract/messages.ts';
import type { TemporalConnection } from './connection.ts';

export type SessionsToday = Pick<
  AccountFigures,
  'max_session_per_day' | 'today_sessions' | 'sessions_left' | 'time_zone'
>;

/** An account's sessions of today, in its own time zone. An account that has run nothing yet has the defaults. */
export async function readSessionsToday(temporal: TemporalConnection, email: string): Promise<SessionsToday> {
  const figures = await readFigures(temporal, email);
  const max_session_per_day = figures?.max_session_per_day ?? limits.sessionsPerDayDefault;
  const time_zone = figures?.time_zone ?? 'UTC';
  if (figures?.date !== today(time_zone))
    return { max_session_per_day, today_sessions: 0, sessions_left: max_session_per_day, time_zone };
  const { today_sessions, sessions_left } = figures;
  return { max_session_per_day, today_sessions, sessions_left, time_zone };
}

async function readFigures(temporal: TemporalConnection, email: string): Promise<AccountFigures | undefined> {
  try {
    const entity = temporal.client.workflow.getHandle(accountWorkflowId(email));
    const { memo } = await temporal.call(() => entity.describe());
    return memo?.[accountMemoKey] as AccountFigures | undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The date in a time zone, as `2027-01-29`. */
function today(timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format();
}
