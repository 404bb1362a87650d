import { TemporalConnection } from '../../src/client/server/connection.ts';
import { reserveSessions } from '../../src/client/server/account-update.ts';
import { createReservations } from '../../src/activities/reservations.ts';
import { readTemporalSettings } from '../../src/config.ts';
import type { TestContext } from 'node:test';
import { type Assisfy, createAssisfy } from '../../src/index.ts';
import type { Rig } from './rig.ts';

/** A client for the rig's account, whose workflow ends with the test. */
export function clientOf(test: TestContext, { taskQueue, email }: Rig): Assisfy {
  const client = createAssisfy({ taskQueue, email });
  test.after(() => client.close());
  return client;
}

/** The reservations of one more worker, with a connection of its own. */
export function reservationsOf(test: TestContext, { taskQueue, email }: Rig) {
  const temporal = new TemporalConnection(readTemporalSettings());
  test.after(() => temporal.close());
  const reserve = createReservations((account, session_ids) =>
    reserveSessions(temporal, { email: account, taskQueue, session_ids }),
  );
  return (sessionId: string) => reserve(email, sessionId);
}
