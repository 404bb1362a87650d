import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { AccountActivities, Reservation } from '../contract/activities.ts';
import {
  accountType,
  accountWorkflowId,
  reserveSessionsUpdate,
  type ReserveSessions,
  type SessionReservation,
} from '../contract/messages.ts';
import { withFailures } from './failures.ts';

interface Waiting {
  session_id: string;
  resolve: (reservation: Reservation) => void;
  reject: (error: unknown) => void;
}

/**
 * Reservations of sessions. One update an account is in flight at a time and carries all that wait, since a
 * workflow takes only so many updates at once and many triggers may be due at one instant.
 */
export function createAccountActivities({
  client,
  taskQueue,
}: {
  client: Client;
  taskQueue: string;
}): AccountActivities {
  const waiting = new Map<string, Waiting[]>();

  async function drain(email: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0);
      try {
        const reservations = await reserve(
          email,
          batch.map(({ session_id }) => session_id),
        );
        batch.forEach(({ resolve, reject, session_id }, position) => {
          const reservation = reservations[position];
          if (reservation === undefined) reject(new Error(`the account said nothing of ${session_id}`));
          else resolve(reservation);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    waiting.delete(email);
  }

  async function reserve(email: string, session_ids: string[]): Promise<SessionReservation[]> {
    const startWorkflowOperation = new WithStartWorkflowOperation(accountType, {
      workflowId: accountWorkflowId(email),
      taskQueue,
      args: [email],
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Counts the sessions of ${email}`,
    });
    return client.withDeadline(Date.now() + 15_000, () =>
      client.workflow.executeUpdateWithStart<Workflow, SessionReservation[], [ReserveSessions]>(reserveSessionsUpdate, {
        startWorkflowOperation,
        updateId: randomUUID(),
        args: [{ ...utcDay(Date.now()), session_ids }],
      }),
    );
  }

  return withFailures<AccountActivities>({
    reserveSession: ({ email, session_id }) =>
      new Promise((resolve, reject) => {
        const queue = waiting.get(email) ?? [];
        queue.push({ session_id, resolve, reject });
        if (waiting.has(email)) return;
        waiting.set(email, queue);
        void drain(email, queue);
      }),
  });
}

const dayMs = 86_400_000;

function utcDay(now: number): { date: string; resets_at: string } {
  const next = new Date(Math.floor(now / dayMs + 1) * dayMs);
  return { date: new Date(now).toISOString().slice(0, 10), resets_at: next.toISOString() };
}
