import type { RecordUsage } from '../contract/account.ts';
import type { AccountActivities, CalendarActivities } from '../contract/activities.ts';
import type { Periods } from '../contract/spending.ts';
import { isTimeZone, startOfNextDay, startOfNextMonth } from '../contract/time-zone.ts';
import { watchRush } from './rush.ts';
import { whileHeartbeating } from './heartbeat.ts';
import type { Reserve } from './reservations.ts';

/** Each is a call to the server, and many may wait for their reservation. */
const heartbeatMs = 2_000;

/** What triggers ask of their account, and an account of its worker. */
export function createAccountActivities({
  reserve,
  recordUsage,
}: {
  reserve: Reserve;
  recordUsage: (email: string, usage: RecordUsage) => Promise<Periods>;
}): AccountActivities & CalendarActivities {
  const rush = watchRush();
  return {
    async reserveSession({ email, session_id }) {
      rush.enter();
      const reservation = await whileHeartbeating(() => reserve(email, session_id), { every: heartbeatMs });
      return { ...reservation, rush_ms: rush.busyMs() };
    },
    recordUsage: ({ email, session_id, used }) =>
      whileHeartbeating(() => recordUsage(email, { session_id, ...used }), { every: heartbeatMs }),
    startOfNextDay: ({ time_zone, at_ms }) => Promise.resolve(startOfNextDay(time_zone, at_ms)),
    endsOfPeriods({ time_zone, at_ms }) {
      const zone = isTimeZone(time_zone) ? time_zone : 'UTC';
      const instant = (ms: number | null) => new Date(ms ?? at_ms).toISOString();
      return Promise.resolve({
        day_ends_at: instant(startOfNextDay(zone, at_ms)),
        month_ends_at: instant(startOfNextMonth(zone, at_ms)),
      });
    },
  };
}
