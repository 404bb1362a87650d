import type { AccountActivities, CalendarActivities } from '../contract/activities.ts';
import { startOfNextDay } from '../contract/time-zone.ts';
import { whileHeartbeating } from './heartbeat.ts';
import type { Reserve } from './reservations.ts';

/** What triggers ask of their account, and an account of its worker. */
export function createAccountActivities({ reserve }: { reserve: Reserve }): AccountActivities & CalendarActivities {
  return {
    reserveSession: ({ email, session_id }) => whileHeartbeating(() => reserve(email, session_id)),
    startOfNextDay: ({ time_zone, at_ms }) => Promise.resolve(startOfNextDay(time_zone, at_ms)),
  };
}
