import type { AccountActivities, CalendarActivities } from '../contract/activities.ts';
import { startOfNextDay } from '../contract/time-zone.ts';
import { watchRush } from './rush.ts';
import { whileHeartbeating } from './heartbeat.ts';
import type { Reserve } from './reservations.ts';

/** Each is a call to the server, and many may wait for their reservation. */
const heartbeatMs = 2_000;

/** What triggers ask of their account, and an account of its worker. */
export function createAccountActivities({ reserve }: { reserve: Reserve }): AccountActivities & CalendarActivities {
  const rush = watchRush();
  return {
    async reserveSession({ email, session_id }) {
      rush.enter();
      const reservation = await whileHeartbeating(() => reserve(email, session_id), { every: heartbeatMs });
      return { ...reservation, rush_ms: rush.busyMs() };
    },
    startOfNextDay: ({ time_zone, at_ms }) => Promise.resolve(startOfNextDay(time_zone, at_ms)),
  };
}
