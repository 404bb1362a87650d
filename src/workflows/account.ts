import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineUpdate,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { limits } from '../contract/limits.ts';
import {
  accountMemoKey,
  reserveSessionsUpdate,
  type AccountFigures,
  type ReserveSessions,
  type SessionReservation,
} from '../contract/messages.ts';

interface AccountState {
  version: 1;
  email: string;
  max_session_per_day: number;
  time_zone: string;
  /** The day that is being counted, and when the next begins; null before the first reservation. */
  day: { date: string; resets_at: string } | null;
  session_ids: string[];
}

const reservationsPerRun = 500;

/**
 * The quota of one account: counts the sessions of its day, and grants no more than the limit.
 *
 * Its figures stand in its memo, so that they can be read without a worker. It lives on through continue-as-new.
 */
export async function account(email: string, carried?: AccountState): Promise<never> {
  const state: AccountState = carried ?? {
    version: 1,
    email,
    max_session_per_day: limits.sessionsPerDayDefault,
    time_zone: 'UTC',
    day: null,
    session_ids: [],
  };
  let reservations = 0;

  setHandler(
    defineUpdate<SessionReservation[], [ReserveSessions]>(reserveSessionsUpdate),
    ({ date, resets_at, session_ids }) => {
      reservations += 1;
      // a late request of yesterday's must not turn the day back
      if (state.day === null || date > state.day.date) {
        state.day = { date, resets_at };
        state.session_ids = [];
      }
      const counted = new Set(state.session_ids);
      const granted = session_ids.map((id) => {
        if (!counted.has(id) && counted.size < state.max_session_per_day) counted.add(id);
        return counted.has(id);
      });
      state.session_ids = [...counted];
      const figures = figuresOf(state, state.day);
      upsertMemo({ [accountMemoKey]: figures });
      return session_ids.map((session_id, position) => ({
        session_id,
        granted: granted[position] === true,
        ...figures,
      }));
    },
    { description: 'Counts sessions against the day; the same session id counts once' },
  );

  await condition(() => reservations >= reservationsPerRun || workflowInfo().continueAsNewSuggested);
  await condition(allHandlersFinished);
  return continueAsNew<typeof account>(email, state);
}

function figuresOf(state: AccountState, day: { date: string; resets_at: string }): AccountFigures {
  const { email, max_session_per_day, time_zone, session_ids } = state;
  return {
    email,
    max_session_per_day,
    today_sessions: session_ids.length,
    sessions_left: Math.max(0, max_session_per_day - session_ids.length),
    time_zone,
    ...day,
  };
}
