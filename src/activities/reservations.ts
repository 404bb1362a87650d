import type { SessionReservations } from '../contract/account.ts';
import type { Reservation } from '../contract/activities.ts';
import { messageOf } from '../contract/errors.ts';
import { limits } from '../contract/limits.ts';
import { accountWorkflowId } from '../contract/temporal-names.ts';

interface Waiting {
  session_id: string;
  resolve: (reservation: Reservation) => void;
  reject: (error: unknown) => void;
}

/** So many updates an account are answered together at most. */
const heldAnswersMax = 5;

/** Reserves one session of an account. */
export type Reserve = (email: string, sessionId: string) => Promise<Reservation>;

/**
 * Reservations of sessions. One update an account is in flight at a time and carries all that wait, since a
 * workflow takes only so many updates at once and many triggers may be due at one instant. `ask` has as many answers
 * as session ids, in their order.
 */
export function createReservations(
  ask: (email: string, sessionIds: string[]) => Promise<SessionReservations>,
): Reserve {
  const waiting = new Map<string, Waiting[]>();

  async function drain(account: string, email: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const answers: (() => void)[] = [];
      // sessions that begin would hold up the account's next task, so those who came meanwhile are counted first
      while (queue.length > 0 && answers.length < heldAnswersMax)
        answers.push(await reserveTogether(email, queue.splice(0, limits.sessionsPerReservation)));
      for (const answer of answers) answer();
    }
    waiting.delete(account);
  }

  /** Counts them, and gives what tells them; a failure they are told at once. */
  async function reserveTogether(email: string, batch: Waiting[]): Promise<() => void> {
    try {
      const sessionIds = batch.map(({ session_id }) => session_id);
      const { granted, figures } = await ask(email, sessionIds);
      const { sessions_left, max_session_per_day, resets_at } = figures;
      return () => {
        for (const [position, { resolve }] of batch.entries())
          resolve({ granted: granted[position] === true, sessions_left, max_session_per_day, resets_at });
      };
    } catch (error) {
      // asked again, whatever it was: a trigger does not end for want of a count
      const failure = new Error(`no reservation for ${email}: ${messageOf(error)}`, { cause: error });
      for (const { reject } of batch) reject(failure);
      return () => undefined;
    }
  }

  return (email, session_id) =>
    new Promise((resolve, reject) => {
      const account = accountWorkflowId(email);
      const queue = waiting.get(account) ?? [];
      queue.push({ session_id, resolve, reject });
      if (waiting.has(account)) return;
      waiting.set(account, queue);
      void drain(account, email, queue);
    });
}
